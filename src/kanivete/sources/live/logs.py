"""The end of a container's log, as the kubelet has it."""

import re
import threading

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, ForbiddenError, KubeError, NotFoundError, UnreachableError
from kanivete.kube.kinds import PODS
from kanivete.redact import redact
from kanivete.sources.base import LOG_TAIL_BYTES, Log, LogRequest, Missing
from kanivete.sources.live.gaps import Gaps, grant
from kanivete.sources.live.paths import path_of

LINES = 5000
SECONDS = 10.0
"""For one log: the kubelet of a node that is gone never answers, and the API server waits long for it."""

_NO_LOG = (
    "previous terminated container",
    "waiting to start",
    "is not valid for pod",
    "is not available",
    "is terminated",
    "no such file or directory",
    "the server rejected our request for an unknown reason",
)
NO_KUBELET = (
    "dial tcp",
    "i/o timeout",
    "no such host",
    "no route to host",
    "connection refused",
    "TLS handshake",
    "proxy error",
    "preferred address",
    "EOF",
)
_URL = re.compile(r'^Get "[^"]{1,500}": ')
_INSTEAD = (b"unable to retrieve container logs for ", b"failed to try resolving symlinks in path ")
"""What comes instead of a log, with code 200."""


class Logs:
    """Reads logs; a node or namespace that cannot answer is not asked again."""

    def __init__(self, api: Api, gaps: Gaps) -> None:
        self._api = api
        self._gaps = gaps
        self._lock = threading.Lock()
        self._lost: dict[str, KubeError] = {}

    def read(self, request: LogRequest, node: str) -> Log | Missing:
        """The log of a container on a node (empty where it is not known)."""
        lost = self._why_lost(request.namespace, node)
        if lost:
            return self._unseen(lost, request, node)
        try:
            data, cut = self._ask(request)
        except KubeError as error:
            if _is_absent(error):
                return Missing.ABSENT
            return self._unseen(self._remember(error, request.namespace, node), request, node)
        if data.startswith(_INSTEAD) and data.count(b"\n") <= 1:
            return Missing.ABSENT
        return _log(data, cut)

    def _ask(self, request: LogRequest) -> tuple[bytes, bool]:
        params = {"container": request.container, "tailLines": str(LINES)}
        if request.previous:
            params["previous"] = "true"
        path = f"{path_of(PODS, request.namespace, request.pod)}/log"
        return self._api.tail(path, params, LOG_TAIL_BYTES, SECONDS)

    def _why_lost(self, namespace: str, node: str) -> KubeError | None:
        with self._lock:
            return self._lost.get(f"node {node}") or self._lost.get(f"namespace {namespace}")

    def _remember(self, error: KubeError, namespace: str, node: str) -> KubeError:
        """The error that stands for this one from now on: the first of its node or namespace."""
        with self._lock:
            if isinstance(error, ForbiddenError):
                return self._lost.setdefault(f"namespace {namespace}", error)
            if node and _is_of_node(error):
                return self._lost.setdefault(f"node {node}", _of_any_log(error))
        return error

    def _unseen(self, error: KubeError, request: LogRequest, node: str) -> Missing:
        where = f"{request.namespace}/{request.pod}/{request.container}"
        if isinstance(error, ForbiddenError):
            where = request.namespace
        elif node and _is_of_node(error):
            where = f"node {node}"
        return self._gaps.failed(error, "log", where, grant(PODS, "get", "log"))


def _is_of_node(error: KubeError) -> bool:
    """Whether it is the kubelet that does not answer, and not this one log."""
    return isinstance(error, UnreachableError) or any(text in str(error) for text in NO_KUBELET)


def _of_any_log(error: KubeError) -> KubeError:
    """The kubelet's error without the URL of the log that happened to be asked for first."""
    return AnswerError(_URL.sub("", str(error)), error.status) if isinstance(error, AnswerError) else error


def _is_absent(error: KubeError) -> bool:
    if isinstance(error, NotFoundError):
        return True
    is_answer = isinstance(error, AnswerError) and error.status in (400, 500)
    return is_answer and any(text in str(error) for text in _NO_LOG)


def _log(data: bytes, cut: bool) -> Log:
    if cut:
        # The first line is only the end of one.
        data = data[data.find(b"\n") + 1 :]
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    return Log(redact(text), cut or text.count("\n") >= LINES)
