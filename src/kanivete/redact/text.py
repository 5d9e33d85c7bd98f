"""Texts from logs, events and files, which may hold anything."""

import re

from kanivete.redact.assignments import hide_assignments
from kanivete.redact.commands import hide_in_commands
from kanivete.redact.headers import hide_headers
from kanivete.redact.keys import hide_private_keys
from kanivete.redact.tokens import hide_tokens
from kanivete.redact.urls import hide_in_urls
from kanivete.regex import compiled

_MOST_ROUNDS = 4
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but for tab and line feed, DEL, C1
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible, and text direction
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_HINT = (
    r"pass|pwd|senha|secret|token|key|credential|auth|bearer|basic|cookie|session|signature|sig=|identified|://|@"
    r"|eyJ|A[KSBC][IC]A|gh[pousr]_|github_pat|gl[a-z]{2,5}-|xox|xapp-|ya29|GOCSPX|_live_|_test_|whsec|npm_|dckr_|pypi-"
    r"|hv[sbr]\.|SG\.|_v1_|sk-|AIza|hooks\.|mysql|mariadb|-u[^a-z]|--(?:proxy-)?user"
)


def redact(text: str) -> str:
    """The text without credentials; `[redacted]` stands in their place. Applied again it changes nothing."""
    if not text.isascii():
        text = _SURROGATE.sub("�", text)
    if not compiled(_HINT).search(text):
        return text
    for _ in range(_MOST_ROUNDS):
        before = text
        for hide in (hide_private_keys, hide_headers, hide_in_urls, hide_tokens, hide_in_commands, hide_assignments):
            text = hide(text)
        if text == before:
            break
    return text


def clean(text: str) -> str:
    """The text redacted and fit for a terminal: what would control or deceive it is written out, ESC as `\\x1b`."""
    text = text.replace("\r\n", "\n")
    if _SURROGATE.search(text):
        text = escape(text)
    hidden = redact(text)
    seen = escape(hidden)
    return hidden if seen is hidden else redact(seen)


def escape(text: str) -> str:
    """The text with all characters written out that cannot be seen."""
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub(_written_out, text)


def _written_out(match: "re.Match[str]") -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
