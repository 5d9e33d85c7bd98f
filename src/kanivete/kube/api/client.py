"""Requests to one API server: timeouts, retries, credentials, and what it all cost."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

import httpx2 as httpx

from kanivete.i18n import _
from kanivete.kube.api import writes
from kanivete.kube.api.answers import PASSING, error, retry_after
from kanivete.kube.api.bodies import last, lines, whole
from kanivete.kube.api.config import Connection
from kanivete.kube.api.credentials import Credentials, credentials
from kanivete.kube.api.errors import AnswerError, KubeError, LostAnswerError, UnauthorizedError
from kanivete.kube.api.request import JSON, Request, header, may_be_done, worth_another
from kanivete.kube.api.tls import Identity
from kanivete.kube.api.transport import client_of, proxy_of, url_of
from kanivete.kube.api.unreachable import expired, explain
from kanivete.model import Cost

R = TypeVar("R")

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
        return self.send(Request("GET", path, params or {}, accept))

    def tail(self, path: str, params: Mapping[str, str], keep: int, seconds: float) -> tuple[bytes, bool]:
        """The last `keep` bytes of a body, and whether there was more before them; given up after `seconds`.

        Raises:
            KubeError: As for `get`.
        """
        ends = min(seconds, self._timeouts.total)
        # An error here is the kubelet's, relayed: asking again does not better it.
        request = Request("GET", path, params, "*/*")
        return self._ask(request, ends, lambda *given: last(*given, keep=keep), relayed=True)

    def lines(self, path: str, params: Mapping[str, str], seconds: float, each: Callable[[bytes], bool]) -> None:
        """Call `each` with every line of a body as it comes, until it says that this was enough.

        Raises:
            KubeError: As for `get`; `UnreachableError` after so many seconds.
        """
        self._ask(Request("GET", path, params, repeatable=False), seconds, lambda *given: lines(*given, each=each))

    def read(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """An object, as plain values. Raises like `get`."""
        return writes.answered(self, Request("GET", path, params or {}))

    def create(self, path: str, object: Mapping[str, Any], *, dry_run: bool = False) -> dict[str, Any]:
        """Create an object under the path of its resource, and return it as it is now.

        Where the answer gets lost the object is looked up, and returned if it is the one that was sent.

        Raises:
            LostAnswerError: The answer got lost, and the object could not be found.
            KubeError: It was not created.
        """
        return writes.create(self, path, object, dry_run=dry_run)

    def apply(
        self,
        path: str,
        object: Mapping[str, Any],
        *,
        manager: str = writes.MANAGER,
        force: bool = False,
        dry_run: bool = False,
    ) -> dict[str, Any]:
        """Server-side apply to the object's own path; `force` takes fields from their owners. Raises like `patch`."""
        return writes.apply(self, path, object, manager=manager, force=force, dry_run=dry_run)

    def patch(self, path: str, body: object, content_type: str, *, dry_run: bool = False) -> dict[str, Any]:
        """Patch an object; the content type (see `writes`) says how.

        Raises:
            LostAnswerError: The answer got lost: it may be patched or not.
            KubeError: It was not patched.
        """
        return writes.patch(self, path, body, content_type, dry_run=dry_run)

    def delete(self, path: str, *, uid: str = "", grace: int | None = None, propagation: str = "") -> dict[str, Any]:
        """Delete an object, or only the one with that uid: then another of its name is a conflict (409).

        Args:
            path: The object's path.
            uid: Its uid; it also lets the request be repeated if the answer gets lost.
            grace: Seconds that a pod is given to end.
            propagation: `Foreground`, `Background` or `Orphan`.

        Raises:
            LostAnswerError: As for `patch`.
            KubeError: It was not deleted, or is not there.
        """
        return writes.delete(self, path, uid=uid, grace=grace, propagation=propagation)

    def send(self, request: Request) -> bytes:
        """The body of a successful answer. Raises like `get`, and `LostAnswerError` where it may have been done."""
        return self._ask(request, self._timeouts.total, whole)

    def upgraded(self, request: Request, seconds: float) -> httpx.Response:
        """The answer that changes the connection's protocol (101); whoever asks closes it. Raises like `get`."""
        return self._ask(request, seconds, lambda response, _ends: response, keep=True)

    @property
    def patience(self) -> float:
        """Seconds after which a silent connection counts as broken."""
        return self._timeouts.read

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
        request: Request,
        seconds: float,
        consume: "Callable[[httpx.Response, float], R]",
        *,
        relayed: bool = False,
        keep: bool = False,
    ) -> R:
        """Ask until there is an answer that asking again would not better."""
        renewed = False
        ends = self._begin(seconds)
        for attempt in range(_ATTEMPTS):
            try:
                return self._once(request, ends, consume, keep=keep)
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

    def _once(self, asked: Request, ends: float, consume: "Callable[[httpx.Response, float], R]", *, keep: bool) -> R:
        client = self._connected()
        left = max(ends - time.monotonic(), 0.01)
        given = min(self._timeouts.read, left)
        request = self._built(client, asked, left)
        response: httpx.Response | None = None
        kept = False
        try:
            response = client.send(request, stream=True)
            if response.is_success or response.status_code == 101:
                found = consume(response, ends)
                self.answered = kept = True
                return found
            body = whole(response, ends)
        except (httpx.TransportError, httpx.DecodingError) as failure:
            unreachable = explain(failure, self.server, self._identity, given, proxy_of(self.connection, self.server))
            if worth_another(failure, asked, answered=self.answered):
                raise _PassingError(unreachable) from failure
            raise (_lost(asked, unreachable) if may_be_done(failure, asked) else unreachable) from failure
        finally:
            self._count(response, close=not (keep and kept))
        raise self._refused(response, body, asked)

    def _built(self, client: httpx.Client, asked: Request, left: float) -> httpx.Request:
        limit = httpx.Timeout(min(self._timeouts.read, left), connect=min(self._timeouts.connect, left), pool=left)
        headers = {"Accept": asked.accept, **asked.headers}
        if asked.content_type:
            headers["Content-Type"] = asked.content_type
        if authorization := self._credentials.authorization():
            headers["Authorization"] = authorization
        request = client.build_request(
            asked.method,
            self.server + asked.path,
            params=asked.params or None,
            content=asked.content or None,
            headers=[header(*one) for one in headers.items()],
            timeout=limit,
        )
        if name := self.connection.cluster.tls_server_name:
            request.extensions = {**request.extensions, "sni_hostname": name}
        return request

    def _refused(self, response: httpx.Response, body: bytes, asked: Request) -> Exception:
        found = error(response.status_code, body, self.server, response.headers.get("location", ""))
        if isinstance(found, AnswerError):
            if found.status in PASSING:
                wait = retry_after(response.headers.get("retry-after"), body)
                if asked.repeatable or wait or found.status == 429:
                    return _PassingError(found, wait)
                # Some other server in between may have given up on one that went on.
                return found if found.reason or not asked.changes else _lost(asked, found)
            self.answered = self.answered or not isinstance(found, UnauthorizedError)
        return found

    def _count(self, response: httpx.Response | None, *, close: bool = True) -> None:
        with self._lock:
            self._requests += 1
            self._bytes += response.num_bytes_downloaded if response else 0
        if response and close:
            response.close()

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


def _lost(asked: Request, why: KubeError) -> LostAnswerError:
    return LostAnswerError(
        _("{method} {path}: it may have been done or not: {why}").format(method=asked.method, path=asked.path, why=why)
    )
