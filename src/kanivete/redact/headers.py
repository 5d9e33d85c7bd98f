"""Credentials in HTTP headers, as they stand in logs of requests."""

from kanivete.redact.values import HIDDEN, looks_random, stands_in
from kanivete.regex import Match, compiled

_HEADER = r"(\b(?:proxy-)?authorization\\*[\"']?\s*[:=]\s*\\*[\"'\[]?\s*)"
_WITH_SCHEME = _HEADER + r"((?:bearer|basic|token|negotiate|ntlm|apikey)\s+)([^\s\"'\\,;<>]+)"
_WITH_PARAMETERS = _HEADER + r"((?:digest|aws4-hmac-sha256|hawk|oauth)\s+)([^\r\n]+)"
_WITHOUT_SCHEME = _HEADER + r"([^\s\"'\\,;<>]+)"
_SCHEME = r"(\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/-]{6,}=*)"
_COOKIE = (
    r"(\b(?:set-)?cookie\\*[\"']?\s*[:=]\s*\\*[\"'\[]?\s*)"
    r"[^\s;,=\"'\\]+=[^\s;,\"'\\]*(?:;[ ]*[^\s;,=\"'\\]+(?:=[^\s;,\"'\\]*)?)*"
)
_SCHEMES = frozenset(("bearer", "basic", "token", "negotiate", "ntlm", "apikey", "digest", "aws4-hmac-sha256"))


def hide_headers(text: str) -> str:
    text = compiled(_WITH_SCHEME).sub(_after_scheme, text)
    text = compiled(_WITH_PARAMETERS).sub(rf"\1\2{HIDDEN}", text)
    text = compiled(_WITHOUT_SCHEME).sub(_without_scheme, text)
    text = compiled(_SCHEME).sub(_loose, text)
    return compiled(_COOKIE).sub(rf"\1{HIDDEN}", text)


def _after_scheme(match: Match) -> str:
    whole, before, scheme, value = (match.group(i) or "" for i in range(4))
    return whole if _is_challenge(value) or stands_in(value) else f"{before}{scheme}{HIDDEN}"


def _without_scheme(match: Match) -> str:
    whole, before, value = (match.group(i) or "" for i in range(3))
    if value.lower() in _SCHEMES or not (looks_random(value) or len(value) >= 16):
        return whole
    return f"{before}{HIDDEN}"


def _loose(match: Match) -> str:
    whole, scheme, value = (match.group(i) or "" for i in range(3))
    return f"{scheme}{HIDDEN}" if looks_random(value) and not _is_challenge(value) else whole


def _is_challenge(value: str) -> bool:
    """What a server asks for: `Bearer realm="…"`."""
    return value.lower().startswith(("realm=", "error=", "service=", "scope=", "charset="))
