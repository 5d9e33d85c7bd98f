"""One request, and what asking it again could do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx2 as httpx

from kanivete.i18n import _
from kanivete.kube.api.errors import ConfigError

JSON = "application/json"


@dataclass(frozen=True)
class Request:
    """A request to the API server. `headers` are sent besides those that say who asks."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    accept: str = JSON
    content: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = True
    """Whether doing it twice is as good as doing it once. If not, it is asked again only where it was certainly not
    done: nobody was reached, or the server says to come again later."""

    @property
    def changes(self) -> bool:
        """Whether it changes the cluster, and twice would be another thing than once."""
        return self.method != "GET" and not self.repeatable


def header(name: str, value: str) -> tuple[bytes, bytes]:
    """A header as it is sent: in UTF-8, without white space around it, as Go's clients send theirs.

    Raises:
        ConfigError: No header may hold it. The value is not told: it may be a token.
    """
    value = value.strip()
    if any((ord(one) < 32 and one != "\t") or one == "\x7f" for one in value):
        raise ConfigError(_("what {name} would say holds a line break or another control character").format(name=name))
    return name.encode("ascii"), value.encode("utf-8", "surrogateescape")


def worth_another(failure: Exception, request: Request, *, answered: bool) -> bool:
    """A connection that broke may work again; what never worked, or hangs, is not asked twice."""
    if isinstance(failure, httpx.TimeoutException | httpx.ProxyError | httpx.UnsupportedProtocol):
        return False
    return answered if isinstance(failure, httpx.ConnectError) else request.repeatable


def may_be_done(failure: Exception, request: Request) -> bool:
    """Whether the server may have changed something, though its answer got lost."""
    return request.changes and not isinstance(failure, _UNSENT)


_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
