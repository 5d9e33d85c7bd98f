"""Waiting until an object is as one wants it, by a watch, or by asking again and again where that is not allowed.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
"""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import (
    AnswerError,
    ExpiredError,
    NotFoundError,
    UnauthorizedError,
    UnreachableError,
    WaitError,
)
from kanivete.kube.decode import NotJsonError, plain

Object = dict[str, Any]

_ONE_WATCH = 20.0
"""Seconds after which the server ends a watch, well before a silent connection counts as broken."""
_PAUSE = 1.0
_NOT_WATCHABLE = (403, 404, 405)


def wait_for(
    api: Api,
    path: str,
    condition: Callable[[Object | None], bool],
    seconds: float,
    tell: Callable[[Object | None], None] | None = None,
) -> Object | None:
    """Wait until a condition holds for the object at a path, and return it as it was then.

    Args:
        api: The API server.
        path: The object's own path.
        condition: What is waited for. It is shown each state of the object, None while there is none; it may raise.
        seconds: How long to wait at most.
        tell: Called with each state before the condition is.

    Raises:
        WaitError: It did not come in time.
        KubeError: The object may not be read.
    """
    return _Wait(api, path, condition, tell, time.monotonic() + seconds).run(seconds)


class _Wait:
    def __init__(
        self,
        api: Api,
        path: str,
        condition: Callable[[Object | None], bool],
        tell: Callable[[Object | None], None] | None,
        ends: float,
    ) -> None:
        self._api = api
        self._path = path
        self._condition = condition
        self._tell = tell
        self._ends = ends
        self._watchable = True
        self._done = False
        self._last: Object | None = None
        self._version = ""

    def run(self, seconds: float) -> Object | None:
        while not self._met(self._read()):
            if self._watchable and self._version:
                self._watch()
                if self._done:
                    break
            left = self._left()
            if left <= 0:
                message = _("{path}: not as it should be within {seconds:.3g} s").format(
                    path=self._path, seconds=seconds
                )
                raise WaitError(message, self._last)
            if not (self._watchable and self._version):
                time.sleep(min(_PAUSE, left))
        return self._last

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _met(self, state: Object | None) -> bool:
        self._last = state
        if self._tell:
            self._tell(state)
        self._done = self._condition(state)
        return self._done

    def _read(self) -> Object | None:
        """The object; a server that cannot be reached for a while is asked again."""
        while True:
            try:
                found = self._api.read(self._path)
            except NotFoundError:
                self._version = ""
                return None
            except UnreachableError:
                if not self._api.answered or self._left() <= _PAUSE:
                    raise
                time.sleep(_PAUSE)
                continue
            self._version = str((found.get("metadata") or {}).get("resourceVersion") or "")
            return found

    def _watch(self) -> None:
        """Follow the object until the condition holds, the time is up, or the server wants no more."""
        while not self._done and self._left() > 0:
            given = min(self._left(), _ONE_WATCH, self._api.patience * 0.7)
            collection, _slash, name = self._path.rpartition("/")
            params = {
                "watch": "1",
                "fieldSelector": f"metadata.name={unquote(name)}",
                "resourceVersion": self._version,
                "timeoutSeconds": str(max(1, int(given))),
                "allowWatchBookmarks": "true",
            }
            try:
                self._api.lines(collection, params, given + self._api.patience, self._event)
            except ExpiredError:
                return
            except UnauthorizedError:
                raise
            except AnswerError as error:
                self._watchable = self._watchable and error.status not in _NOT_WATCHABLE
                return
            except UnreachableError:
                time.sleep(min(_PAUSE, max(self._left(), 0)))
                return

    def _event(self, line: bytes) -> bool:
        """Whether this was the last event to look at."""
        try:
            event = plain(line)
        except NotJsonError:
            return False
        state = event.get("object")
        state = state if isinstance(state, dict) else {}
        kind = event.get("type")
        if kind == "ERROR":
            code = state.get("code")
            message = str(state.get("message") or code)
            status = code if isinstance(code, int) else 500
            raise ExpiredError(message, 410) if status == 410 else AnswerError(message, status)
        self._version = str((state.get("metadata") or {}).get("resourceVersion") or self._version)
        if kind == "BOOKMARK":
            return False
        return self._met(None if kind == "DELETED" else state)
