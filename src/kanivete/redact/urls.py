"""Credentials in URLs and in data source names."""

from kanivete.redact.values import HIDDEN, looks_random, stands_in
from kanivete.regex import Match, compiled

_PASSWORD = r"(\b[a-z][a-z0-9+.-]{1,30}://[^\s/?#\"'<>@:]*:)([^\s/?#\"'<>]+)(@)"
_PASSWORD_WITH_SLASH = r"(\b[a-z][a-z0-9+.-]{1,30}://[^\s/?#\"'<>@:\[]*:)([^\s\"'<>]+)(@)"
_LONE_TOKEN = r"(\bhttps?://)([^\s/?#\"'<>@:]{12,})(@)"
_MYSQL = r"(\b[a-z0-9_.-]{1,64}:)([^\s@/\"']+)(@(?:tcp|udp|unix)6?\()"
_ORACLE = r"(\bjdbc:oracle:[a-z]{1,8}:[^\s/\"'@]{1,64}/)([^\s@\"']+)(@)"
_PARAMETER = (
    r"((?:[?&;]|\b)(?:sig|signature|key|auth|credential|x-(?:amz|goog|oss|cos|ms)-(?:signature|credential|security-token)"
    r"|awsaccesskeyid|googleaccessid)=)([^&\s\"'<>#\\]+)"
)


def hide_in_urls(text: str) -> str:
    if "://" in text:
        text = compiled(_PASSWORD).sub(_password, text)
        text = compiled(_PASSWORD_WITH_SLASH).sub(_password_with_slash, text)
        text = compiled(_LONE_TOKEN).sub(_token, text)
    if "(" in text:
        text = compiled(_MYSQL).sub(_password, text)
    if "jdbc:oracle" in text.lower():
        text = compiled(_ORACLE).sub(_password, text)
    if "=" in text:
        text = compiled(_PARAMETER).sub(_parameter, text)
    return text


def _password(match: Match) -> str:
    before, value, after = (match.group(i) or "" for i in range(1, 4))
    return f"{before}{value if _is_variable(value) else HIDDEN}{after}"


def _password_with_slash(match: Match) -> str:
    """A slash should have been escaped; but what comes before it may be a port, and the rest a path."""
    whole, value = match.group(0) or "", match.group(2) or ""
    if value.startswith(HIDDEN) or value.partition("/")[0].isdigit():
        return whole
    return _password(match)


def _token(match: Match) -> str:
    before, value, after = (match.group(i) or "" for i in range(1, 4))
    return f"{before}{HIDDEN if looks_random(value) and '.' not in value else value}{after}"


def _parameter(match: Match) -> str:
    name, value = (match.group(i) or "" for i in range(1, 3))
    return f"{name}{HIDDEN if looks_random(value) else value}"


def _is_variable(value: str) -> bool:
    return value.startswith(("${", "$(", "%", "<", "*")) and stands_in(value)
