"""Requests to one API server: timeouts, retries, credentials, and what it all cost."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

import httpx2 as httpx

from kanivete.i18n import _
from kanivete.kube.api.answers import PASSING, error, retry_after
from kanivete.kube.api.bodies import last, whole
from kanivete.kube.api.config import Connection
from kanivete.kube.api.credentials import Credentials, credentials
from kanivete.kube.api.errors import AnswerError, KubeError, UnauthorizedError
from kanivete.kube.api.tls import Identity
from kanivete.kube.api.transport import client_of, proxy_of, url_of
from kanivete.kube.api.unreachable import expired, explain
from kanivete.model import Cost

R = TypeVar("R")

JSON = "application/json"
_ATTEMPTS = 5
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 10.0


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to connect, for the next bytes, and for one answer with all its retries."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 120.0

    @classmethod
    def of(cls, request: float | None) -> "Timeouts":
        """What `--request-timeout` asks for."""
        return cls(min(request, 5.0), request, 4 * request) if request else cls()


class Api:
    """One API server. Safe to use from several threads."""

    def __init__(
        self,
        connection: Connection,
        timeouts: Timeouts = Timeouts(),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.connection = connection
        self.server = url_of(connection)
        self._timeouts = timeouts
        self._sleep = sleep
        self._credentials: Credentials = credentials(connection, timeouts.read)
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._identity: Identity | None = None
        self._requests = self._bytes = 0
        self.answered = False
        """Whether an API server has ever answered, be it with a refusal."""

    def get(self, path: str, params: Mapping[str, str] | None = None, accept: str = JSON) -> bytes:
        """The body of a successful answer.

        Raises:
            KubeError: There was none (see `kanivete.kube.api.errors`).
        """
        return self._ask(path, params or {}, accept, self._timeouts.total, whole)

    def tail(self, path: str, params: Mapping[str, str], keep: int, seconds: float) -> tuple[bytes, bool]:
        """The last `keep` bytes of a body, and whether there was more before them; given up after `seconds`.

        Raises:
            KubeError: As for `get`.
        """
        ends = min(seconds, self._timeouts.total)
        # An error here is the kubelet's, relayed: asking again does not better it.
        return self._ask(path, params, "*/*", ends, lambda *given: last(*given, keep=keep), relayed=True)

    def cost(self) -> Cost:
        """The requests so far, with retries, and the bytes of their answers' bodies as they came over the wire."""
        with self._lock:
            return Cost(requests=self._requests, bytes_received=self._bytes)

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._client:
                self._client.close()
            self._client = None

    def __enter__(self) -> "Api":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.close()

    def _ask(
        self,
        path: str,
        params: Mapping[str, str],
        accept: str,
        seconds: float,
        consume: "Callable[[httpx.Response, float], R]",
        *,
        relayed: bool = False,
    ) -> R:
        """Ask until there is an answer that asking again would not better."""
        renewed = False
        ends = self._begin(seconds)
        for attempt in range(_ATTEMPTS):
            try:
                return self._once(path, params, accept, ends, consume)
            except UnauthorizedError as failure:
                if renewed or not self._credentials.renew():
                    raise UnauthorizedError(self._unauthorized(failure), failure.status) from failure
                renewed = True
                ends = self._begin(seconds)
                continue
            except _PassingError as failure:
                wait = max(failure.wait, _FIRST_WAIT * 2**attempt)
                final = attempt == _ATTEMPTS - 1 or (relayed and not failure.wait and _is_from_behind(failure.error))
                if final or wait > _LONGEST_WAIT or time.monotonic() + wait >= ends:
                    raise failure.error from failure
            self._sleep(wait)
        raise AssertionError("the last attempt answers or raises")

    def _begin(self, seconds: float) -> float:
        """When to give up. A person who has to log in first may take their time."""
        self._connected()
        return time.monotonic() + seconds

    def _once(
        self,
        path: str,
        params: Mapping[str, str],
        accept: str,
        ends: float,
        consume: "Callable[[httpx.Response, float], R]",
    ) -> R:
        client = self._connected()
        left = max(ends - time.monotonic(), 0.01)
        limit = httpx.Timeout(min(self._timeouts.read, left), connect=min(self._timeouts.connect, left), pool=left)
        request = client.build_request(
            "GET", self.server + path, params=params, headers=self._headers(accept), timeout=limit
        )
        if name := self.connection.cluster.tls_server_name:
            request.extensions = {**request.extensions, "sni_hostname": name}
        response: httpx.Response | None = None
        try:
            response = client.send(request, stream=True)
            if response.status_code == 200:
                found = consume(response, ends)
                self.answered = True
                return found
            body = whole(response, ends)
        except (httpx.TransportError, httpx.DecodingError) as failure:
            given = min(self._timeouts.read, left)
            unreachable = explain(failure, self.server, self._identity, given, proxy_of(self.connection, self.server))
            if _worth_another(failure, self.answered):
                raise _PassingError(unreachable) from failure
            raise unreachable from failure
        finally:
            self._count(response)
        raise self._refused(response, body)

    def _refused(self, response: httpx.Response, body: bytes) -> Exception:
        found = error(response.status_code, body, self.server)
        if isinstance(found, AnswerError):
            if found.status in PASSING:
                return _PassingError(found, retry_after(response.headers.get("retry-after"), body))
            self.answered = self.answered or not isinstance(found, UnauthorizedError)
        return found

    def _count(self, response: httpx.Response | None) -> None:
        with self._lock:
            self._requests += 1
            self._bytes += response.num_bytes_downloaded if response else 0
        if response:
            response.close()

    def _headers(self, accept: str) -> dict[str, str]:
        user = self.connection.user
        headers = {"Accept": accept}
        if authorization := self._credentials.authorization():
            headers["Authorization"] = authorization
        if user.impersonate:
            headers["Impersonate-User"] = user.impersonate
        return headers

    def _connected(self) -> httpx.Client:
        """The client for the certificate in use; an exec plugin may have brought a new one."""
        with self._lock:
            who = self._credentials.identity()
            if self._client is None or who != self._identity:
                self._identity = who
                self._client = client_of(self.connection, who)
            return self._client

    def _unauthorized(self, failure: UnauthorizedError) -> str:
        user = self.connection.user_name
        why = expired(self._identity) or _("{failure}; log in again").format(failure=failure)
        if user:
            message = _("{server} does not accept the credentials of user {user!r}: {why}")
        else:
            message = _("{server} does not accept requests without credentials (the context has no user): {why}")
        return message.format(server=self.server, user=user, why=why)


class _PassingError(Exception):
    """A failure that may be over soon; `wait` is what the server asks for."""

    def __init__(self, error: KubeError, wait: float = 0.0) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait


def _is_from_behind(error: KubeError) -> bool:
    return isinstance(error, AnswerError) and error.status != 429


def _worth_another(failure: Exception, answered: bool) -> bool:
    """A connection that broke may work again; what never worked, or hangs, is not asked twice."""
    if isinstance(failure, httpx.TimeoutException | httpx.ProxyError | httpx.UnsupportedProtocol):
        return False
    return answered if isinstance(failure, httpx.ConnectError) else True
