"""Tokens that show by their form what they are, wherever they stand.

Sources: the vendors' pages on token formats (GitHub, GitLab, Slack, Stripe, npm, Docker, AWS unique IDs), RFC 7519.
"""

from kanivete.redact.values import HIDDEN
from kanivete.regex import compiled

_FORMS = (
    r"eyJ[A-Za-z0-9_+/=-]{17,}(?:\.[A-Za-z0-9_-]+)*",
    r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{16,}",
    r"\bgithub_pat_[A-Za-z0-9_]{20,}",
    r"\bgl(?:pat|dt|rt|rtr|cbt|ptt|ft|soat|agent|imt|oas|ffct)-[A-Za-z0-9_.-]{16,}",
    r"\bxox[abeoprs]-[A-Za-z0-9-]{8,}",
    r"\bxapp-[0-9]-[A-Za-z0-9-]{8,}",
    r"\bAIza[A-Za-z0-9_-]{30,}",
    r"\bya29\.[A-Za-z0-9_-]{16,}",
    r"\bGOCSPX-[A-Za-z0-9_-]{16,}",
    r"\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}",
    r"\bwhsec_[A-Za-z0-9+/=]{16,}",
    r"\bnpm_[A-Za-z0-9]{20,}",
    r"\bdckr_[a-z]{3}_[A-Za-z0-9_-]{16,}",
    r"\bpypi-[A-Za-z0-9_-]{40,}",
    r"\bhv[sbr]\.[A-Za-z0-9_-]{20,}",
    r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"\bdo[oprt]_v1_[a-f0-9]{32,}",
    r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_]{20,}[A-Za-z0-9_-]*",
)
_ANY = "(?-i:" + "|".join(_FORMS) + ")"
_WEBHOOK = r"(hooks\.slack\.com/(?:services|workflows)/)[A-Za-z0-9/_-]+"


def hide_tokens(text: str) -> str:
    return compiled(_WEBHOOK).sub(rf"\1{HIDDEN}", compiled(_ANY).sub(HIDDEN, text))
