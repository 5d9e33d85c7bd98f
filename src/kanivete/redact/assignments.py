"""Credentials that are named: `password=…`, `"token": "…"`, `--api-key …`, `DB_PASS: …`.

A name has to end with the word that makes it secret: `tokenPath`, `secretName` and `max_tokens` are not.
"""

import re

from kanivete.redact.values import HIDDEN, looks_random, names_object, stands_in
from kanivete.regex import Match, compiled

_WORDS = (
    r"password|passwd|passphrase|passcode|pwd|senha|secret|token|credential"
    r"|(?:api|access|secret|account|private|encryption|signing|master|auth|license|storage|shared)[ _.-]?key(?:_id)?"
    r"|shared[ _.-]?access[ _.-]?signature|requirepass|masterauth|sessionid|session_id|jsessionid"
)
_NAME = rf"(?:[\w.-]*(?:{_WORDS})(?:_(?:value|b64|base64))?|(?:[\w.-]*[_.-])?pass)"
_QUOTE = r"\\*[\"']"

_QUOTED = rf"((\b|_){_NAME}(?:{_QUOTE})?\s*(?::=|=>|[=:])\s*)(\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?)"
_ESCAPED = rf"((\b|_){_NAME}(?:{_QUOTE})?\s*[=:]\s*)(\\+[\"'][^\"'\\\n]*)"
_EQUALS = rf"((\b|_){_NAME}(?:{_QUOTE})?[ \t]?(?:=>|=)[ \t]?)([^\s\"'&;<>\\][^\s\"'&;<>]*)"
_COLON = rf"((\b|_)({_NAME})(?:{_QUOTE})?:[ \t]*)([^\s\"'&;\\][^\s\"'&;]*)"
_FLAG = rf"((?:^|[\s\"'\[,])--?({_NAME})(?:[ \t]+|{_QUOTE},?[ \t]*{_QUOTE}))([^\s\"'\\;|&-][^\s\"'\\;|&]*)"
_ELEMENT = rf"(<{_NAME}>\s*)([^<>\s][^<>\n]*)(</)"
_DIRECTIVE = r"(\b(?:requirepass|masterauth|identified by)\s+)(\\*[\"']?[^\s\"';\\]+)"
_ENVIRONMENT = (
    rf"(\bname(?:{_QUOTE})?\s*:\s*(?:{_QUOTE})?{_NAME}(?:{_QUOTE})?\s*,?\s*(?:{_QUOTE})?value(?:{_QUOTE})?\s*:\s*)"
    rf"({_QUOTE}[^\"'\\\n]*|[^\s\"'\\,{{}}]+)"
)
_DOCKER = rf"({_QUOTE}auth{_QUOTE}\s*:\s*)({_QUOTE}[A-Za-z0-9+/=_-]+)"
_HINT = rf"(?:{_WORDS}|pass|auth|identified)"
_NEXT = re.compile(r",(?=[\w.-]{1,64}[=:])")
_CLOSING = re.compile(r"[,.)\]}]+$")
_LINE_START = re.compile(r"[\s\"'{\[-]*$")


def hide_assignments(text: str) -> str:
    if not compiled(_HINT).search(text):
        return text
    text = compiled(_QUOTED).sub(_quoted, text)
    text = compiled(_ESCAPED).sub(_quoted, text)
    text = compiled(_EQUALS).sub(_equals, text)
    text = compiled(_COLON).sub(lambda match: _colon(match, text), text)
    text = compiled(_FLAG).sub(_flag, text)
    text = compiled(_ELEMENT).sub(rf"\1{HIDDEN}\3", text)
    for pattern in (_DIRECTIVE, _ENVIRONMENT, _DOCKER):
        text = compiled(pattern).sub(_plain, text)
    return text


def is_secret_name(name: str) -> bool:
    """Whether what goes by this name is a credential."""
    return compiled(rf"^(?:.*/)?{_NAME}$").search(name) is not None


def _quoted(match: Match) -> str:
    whole, before, value = match.group(0) or "", match.group(1) or "", match.group(3) or ""
    opening = value[: len(value) - len(value.lstrip("\\"))] + value.lstrip("\\")[:1]
    closing = opening if value.endswith(opening) and len(value) > len(opening) else ""
    inner = value[len(opening) : len(value) - len(closing)].rstrip("\\")
    if inner in ("", HIDDEN) or stands_in(inner) or names_object(inner):
        return whole
    kept = value[len(opening) + len(inner) : len(value) - len(closing)]
    return f"{before}{opening}{HIDDEN}{kept}{closing}"


def _equals(match: Match) -> str:
    whole, before, value = match.group(0) or "", match.group(1) or "", match.group(3) or ""
    value, rest = _split(value)
    if stands_in(value) or names_object(value) or _counts(before, value):
        return whole
    return f"{before}{HIDDEN}{rest}"


def _colon(match: Match, text: str) -> str:
    """`name: value` is also how errors are told, so outside of a line of its own the value has to look like one."""
    whole, before, name, value = (match.group(i) or "" for i in (0, 1, 3, 4))
    value, rest = _split(value)
    if stands_in(value) or names_object(value) or value.endswith(":") or value.startswith(("{", "[", "|", ">")):
        return whole
    if text[match.start() - 1 : match.start()] == "/" or (value.isdigit() and len(value) == 3):
        return whole  # the end of a URL, or an HTTP status
    end = text.find("\n", match.end())
    after = text[match.end() : end if end >= 0 else len(text)][:80]
    line = text.rfind("\n", 0, match.start()) + 1
    alone = not after.strip(" \t\r,}]\"'") and _LINE_START.match(text[max(line, match.start() - 80) : match.start()])
    if not alone and not name.lower().startswith("x-") and not looks_random(value):
        return whole
    if name.lower() == "secret" and not looks_random(value):
        return whole
    return f"{before}{HIDDEN}{rest}"


def _flag(match: Match) -> str:
    whole, before, value = match.group(0) or "", match.group(1) or "", match.group(3) or ""
    return whole if stands_in(value) or names_object(value) else f"{before}{HIDDEN}"


def _plain(match: Match) -> str:
    whole, before, value = match.group(0) or "", match.group(1) or "", match.group(2) or ""
    inner = value.lstrip("\\\"'")
    return whole if not inner or stands_in(inner) else f"{before}{value[: len(value) - len(inner)]}{HIDDEN}"


def _split(value: str) -> tuple[str, str]:
    """The value, and what follows it: the next assignment after a comma, closing brackets."""
    if value.startswith(HIDDEN):
        return HIDDEN, value[len(HIDDEN) :]
    following = _NEXT.search(value)
    rest = value[following.start() :] if following else ""
    value = value[: len(value) - len(rest)]
    closing = _CLOSING.search(value)
    if closing and closing.start():
        rest = closing[0] + rest
        value = value[: closing.start()]
    return value, rest


def _counts(before: str, value: str) -> bool:
    """`pass=3 fail=0` is a tally."""
    name = before.rstrip("=> \t").lower()
    return name == "pass" and value.isdigit()
