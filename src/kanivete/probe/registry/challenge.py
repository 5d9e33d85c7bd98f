"""`WWW-Authenticate`: how a registry wants to be asked (RFC 9110, section 11.6.1), read strictly."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kanivete.i18n import _

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TOKEN68 = re.compile(r"[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|\Z))")
_QUOTED = re.compile(r'"((?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[\t\x20-\x7e])*)"')
_ESCAPE = re.compile(r"\\(.)")
_BLANKS = re.compile(r"[ \t]*")
_SEPARATOR = re.compile(r"[ \t]*(?:,[ \t]*)+")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
LONGEST = 8192


class ChallengeError(ValueError):
    """The header is no challenge; one line."""


@dataclass(frozen=True)
class Challenge:
    """One way to authenticate: the scheme in lower case, its parameters with names in lower case."""

    scheme: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def realm(self) -> str:
        """Where a token is to be had (Bearer), or the name of what is protected (Basic)."""
        return self.parameters.get("realm", "")


def challenges(headers: Iterable[str]) -> tuple[Challenge, ...]:
    """The challenges of all `WWW-Authenticate` headers of an answer, in order.

    Raises:
        ChallengeError: A header breaks the grammar, or a Bearer challenge names no place to get a token.
    """
    return tuple(checked for header in headers for found in _parse(header) for checked in (_checked(found),))


def _checked(found: Challenge) -> Challenge:
    if found.scheme != "bearer":
        return found
    try:
        url = urlsplit(found.realm)
        sound = url.scheme in ("http", "https") and bool(url.hostname) and (url.port or 1) > 0
    except ValueError:
        sound = False
    if not sound:
        raise ChallengeError(
            _("its Bearer challenge names no URL to get a token from: {realm!r}").format(realm=found.realm)
        )
    return found


def _parse(header: str) -> Iterable[Challenge]:
    if len(header) > LONGEST:
        raise ChallengeError(_("its challenge is longer than {n} characters").format(n=LONGEST))
    text = header.strip(" \t,")
    at, found = 0, []
    while at < len(text):
        scheme = _TOKEN.match(text, at)
        if not scheme:
            raise _malformed(header)
        parameters, at = _parameters(text, scheme.end(), header)
        found.append(Challenge(scheme[0].lower(), parameters))
    if not found:
        raise _malformed(header)
    return found


def _parameters(text: str, at: int, header: str) -> tuple[dict[str, str], int]:
    """The parameters from there on, and where the next challenge begins."""
    if at < len(text) and text[at] not in " \t,":
        raise _malformed(header)
    start = _end(_BLANKS.match(text, at))
    if (opaque := _TOKEN68.match(text, start)) and start > at and not _names_parameter(text, start):
        return {"": opaque[0]}, _next(text, opaque.end(), header)
    found: dict[str, str] = {}
    at = start
    while at < len(text):
        separator = _SEPARATOR.match(text, at)
        if separator:
            at = separator.end()
        elif found:
            raise _malformed(header)
        if not _names_parameter(text, at):
            return (found, at) if separator else _stop(header)
        name, value, at = _parameter(text, at, header)
        if name in found:
            raise _malformed(header)
        found[name] = value
    return found, at


def _names_parameter(text: str, at: int) -> bool:
    name = _TOKEN.match(text, at)
    equals = _EQUALS.match(text, name.end()) if name else None
    return bool(equals and equals.end() < len(text) and text[equals.end()] not in "=,")


def _parameter(text: str, at: int, header: str) -> tuple[str, str, int]:
    name = _TOKEN.match(text, at)
    equals = _EQUALS.match(text, _end(name))
    start = _end(equals)
    if quoted := _QUOTED.match(text, start):
        value, end = _ESCAPE.sub(r"\1", quoted[1]), quoted.end()
    elif bare := _TOKEN.match(text, start):
        value, end = bare[0], bare.end()
    else:
        raise _malformed(header)
    assert name is not None
    return name[0].lower(), value, _end(_BLANKS.match(text, end)) if end < len(text) else end


def _next(text: str, at: int, header: str) -> int:
    separator = _SEPARATOR.match(text, at)
    if separator:
        return separator.end()
    end = _end(_BLANKS.match(text, at))
    return end if end == len(text) else _stop(header)[1]


def _stop(header: str) -> tuple[dict[str, str], int]:
    raise _malformed(header)


def _end(found: "re.Match[str] | None") -> int:
    assert found is not None
    return found.end()


def _malformed(header: str) -> ChallengeError:
    return ChallengeError(_("its challenge is malformed: {header}").format(header=header[:200]))
