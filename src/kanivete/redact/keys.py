"""PEM private keys: whole, cut off, or on one line with escaped line ends."""

from kanivete.redact.regex import compiled
from kanivete.redact.values import HIDDEN

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
    pieces: list[str] = []
    while begin := compiled(_BEGIN).search(text):
        pieces += [text[: begin.start()], HIDDEN]
        text = text[begin.end() :]
        text = text[_length(text[:_LONGEST]) :]
    return "".join([*pieces, text])


def _length(after: str) -> int:
    """How much of the text after the first line belongs to the key."""
    end = compiled(_END).search(after)
    again = compiled(_BEGIN).search(after)
    if end and not (again and again.start() < end.start()):
        return end.end()
    rest = compiled(_REST).search(after[: again.start()] if again else after)
    return rest.end() if rest else 0
