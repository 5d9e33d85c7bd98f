"""PEM private keys: whole, cut off, or on one line with escaped line ends."""

from kanivete.redact.values import HIDDEN
from kanivete.regex import compiled

_BEGIN = r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?(?:-{1,5}|$)"
_END = r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?(?:-{1,5}|$)"
_REST = (
    r"^(?:(?:\s|\\+[nrt])*(?:Proc-Type: [^\n\\]{0,80}|DEK-Info: [^\n\\]{0,80}|[A-Za-z0-9+/=]{20,}))*"
    r"(?:(?:\s|\\+[nrt])*[A-Za-z0-9+/=]{1,80})?"
)
_LONGEST = 20_000
"""Characters of a key; an RSA key of 16384 bits has 12,700."""


def hide_private_keys(text: str) -> str:
    if "PRIVATE KEY" not in text:
        return text
    begins = [(match.start(), match.end()) for match in compiled(_BEGIN).finditer(text)]
    if not begins:
        return text
    follows = [*(start for start, _ in begins[1:]), len(text)]
    pieces: list[str] = []
    kept_from = 0
    for (start, end), following in zip(begins, follows, strict=True):
        pieces += [text[kept_from:start], HIDDEN]
        kept_from = end + _length(text[end : min(following, end + _LONGEST)])
    return "".join([*pieces, text[kept_from:]])


def _length(after: str) -> int:
    """How much of the text between the first line and the next key belongs to the key."""
    found = compiled(_END).search(after) or compiled(_REST).search(after)
    return found.end() if found else 0
