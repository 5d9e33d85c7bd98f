"""Error answers of an API server, and of what stands before one."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import msgspec

from kanivete.i18n import _
from kanivete.kube.api.errors import (
    AnswerError,
    ExpiredError,
    ForbiddenError,
    KubeError,
    NotFoundError,
    NotKubernetesError,
    UnauthorizedError,
)
from kanivete.kube.meta import Slice
from kanivete.kube.typed import decoder
from kanivete.redact import redact

PASSING = frozenset({429, 500, 502, 503, 504})
"""Answers worth asking again for."""

_TITLE = re.compile(r"<title>([^<]{1,120})", re.IGNORECASE)
_LOOKED_AT = 4096
_LONGEST = 1000
"""Characters of a message. Pod Security names every field of every container."""


class Details(Slice, frozen=True):
    name: str = ""
    kind: str = ""
    group: str = ""
    retry_after_seconds: int = 0


class Status(Slice, frozen=True):
    """How the API server says no."""

    kind: str = ""
    message: str = ""
    reason: str = ""
    details: Details | None = None


def error(code: int, body: bytes, server: str, location: str = "") -> KubeError:
    """What an answer with this code and body means; `location` is the header of a redirect."""
    status = _status(body)
    if status is None:
        return _redirected(location, server) if 300 <= code < 400 and location else _foreign(code, body, server)
    message = " ".join(status.message.split())[:_LONGEST] or status.reason or _phrase(code)
    if code == 401:
        return UnauthorizedError(message, code, status.reason)
    if code == 403:
        return ForbiddenError(message, code, status.reason)
    if code == 404:
        unserved = not (status.details and status.details.name)
        return NotFoundError(message, code, status.reason, unserved=unserved)
    return (ExpiredError if code == 410 else AnswerError)(message, code, status.reason)


def not_json(body: bytes, server: str) -> NotKubernetesError:
    """What an answer means that ought to be JSON and is none."""
    return NotKubernetesError(
        _(
            "{server} does not answer like a Kubernetes API server ({sample}): "
            "check the server's address, proxy-url and HTTPS_PROXY"
        ).format(server=server, sample=_sample(body))
    )


def _redirected(location: str, server: str) -> NotKubernetesError:
    """An API server never does that; what stands before one and wants a login does. The query may hold secrets."""
    place = " ".join(location.partition("?")[0].split())[:200]
    return NotKubernetesError(
        _(
            "{server} does not answer like a Kubernetes API server (it redirects to {place}): "
            "check the server's address, proxy-url and HTTPS_PROXY"
        ).format(server=server, place=redact(place))
    )


def retry_after(header: str | None, body: bytes) -> float:
    """The seconds the server wants us to wait; 0 where it does not say."""
    said = (header or "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:6])
    if said and (moment := _date(said)):
        return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
    status = _status(body)
    return float(status.details.retry_after_seconds) if status and status.details else 0.0


def _date(said: str) -> datetime | None:
    """An HTTP date, which proxies and load balancers send; always of UTC."""
    try:
        return parsedate_to_datetime(said).replace(tzinfo=UTC)
    except (ValueError, IndexError, OverflowError):
        return None


def _status(body: bytes) -> Status | None:
    try:
        status = decoder(Status).decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return status if status.kind == "Status" else None


def _foreign(code: int, body: bytes, server: str) -> KubeError:
    if code == 404 and body.strip() == b"404 page not found":
        return NotFoundError(_("the server does not have this API"), code, unserved=True)
    if b"HTTP request to an HTTPS server" in body[:_LOOKED_AT]:
        return NotKubernetesError(
            _("{server} speaks TLS: its address has to begin with https://").format(server=server)
        )
    if code in PASSING:
        return AnswerError(f"{_phrase(code)} ({_sample(body)})", code)
    if code == 401 and b"<" not in body[:_LOOKED_AT]:
        return UnauthorizedError(_phrase(code), code)
    return not_json(body, server)


def _phrase(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _sample(body: bytes) -> str:
    text = body[:_LOOKED_AT].decode("utf-8", "replace")
    if title := _TITLE.search(text):
        return _("a page titled {title!r}").format(title=" ".join(title[1].split()))
    words = " ".join(text.split())
    return _("it begins with {words!r}").format(words=words[:60]) if words else _("an empty answer")
