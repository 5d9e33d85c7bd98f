"""One request, and what asking it again could do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx2 as httpx

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
