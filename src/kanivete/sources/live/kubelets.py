"""What a node's kubelet answers through the API server: the end of its log, and whether it is well.

Sources: https://kubernetes.io/docs/concepts/cluster-administration/system-logs/#log-query and the kubelet's
pkg/kubelet/server/server.go.
"""

import threading
from urllib.parse import quote

from kanivete.i18n import N_, _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import (
    AnswerError,
    ForbiddenError,
    KubeError,
    NotFoundError,
    NotKubernetesError,
    UnreachableError,
)
from kanivete.kube.kinds import NODES
from kanivete.model import Gap
from kanivete.redact import clean, redact
from kanivete.sources.base import LOG_TAIL_BYTES, Log, Missing
from kanivete.sources.live.flight import Flights
from kanivete.sources.live.gaps import Gaps, grant
from kanivete.sources.live.logs import NO_KUBELET
from kanivete.sources.live.paths import path_of

LINES = 20_000
"""Lines of a kubelet's log that are asked for: hours of a calm node, and some ten minutes of one that is cut off."""
SECONDS = 10.0
"""For a log: journals are slow."""
HEALTH_SECONDS = 5.0
"""To learn whether a kubelet answers at all: that of a node that is cut off never does. Whether its machine's address
is known in its network takes the API server three."""
MOST_SILENT = 16
"""When so many kubelets have not answered, no others are asked."""
NODE_LOG = "node log"

_LISTING = (b"<!doctype html>", b"<pre>")
"""A kubelet without the query shows the directory /var/log instead."""
_NO_QUERY = N_(
    "the node's kubelet answers no log queries: set enableSystemLogHandler and enableSystemLogQuery in its "
    "configuration, and the feature gate NodeLogQuery where it is not on by itself"
)
_CANNOT_ASK = N_("the kubelet answers, but cannot ask the API server whether its log may be read: {why}")
SERVICES = ("kubelet", "k3s", "k3s-agent", "rke2-server", "rke2-agent")
"""What a kubelet may run as."""
_ONLY_A_FILE = b"try without specifying options"
_NOT_FOUND = (_ONLY_A_FILE, b"log not found", b"unable to find service", b"failed to get logs")
_LONGEST = 300
_NO_ANSWER = f"no answer within {HEALTH_SECONDS:.0f} s"
_SHORT = 1000


class Kubelets:
    """Asks kubelets, each question once (see `kanivete.sources.live.flight`)."""

    def __init__(self, api: Api, gaps: Gaps) -> None:
        self._api = api
        self._gaps = gaps
        self._lock = threading.Lock()
        self._asked = Flights()
        self._lost: dict[str, str] = {}
        self._forbidden: ForbiddenError | None = None

    def log(self, node: str) -> Log | Missing:
        """The end of the kubelet's log; UNSEEN, with the gap noted, where the node does not show it."""
        # A kubelet that does not answer is not waited for as long as a log may take.
        if why := self._why_not() or self._silence(node) or self._why_not():
            self._gaps.add(Gap(NODE_LOG, node, why, grant(NODES, "get", "proxy") if self._forbidden else ""))
            return Missing.UNSEEN
        try:
            data, cut = self._first(node)
        except KubeError as error:
            self._remember(node, error)
            if _refuses_queries(error):
                return self._no_query(node)
            if "Authorization error" in str(error):
                self._gaps.add(Gap(NODE_LOG, node, _(_CANNOT_ASK).format(why=clean(str(error))[:_LONGEST])))
                return Missing.UNSEEN
            return self._gaps.failed(error, NODE_LOG, node, grant(NODES, "get", "proxy"))
        head = data[:200].lstrip().lower()
        if head.startswith(_LISTING):
            return self._no_query(node)
        if _is_none(data):
            self._gaps.add(Gap(NODE_LOG, node, _("the node has no log of a service called kubelet")))
            return Missing.UNSEEN
        if cut:
            # The first line is only the end of one.
            data = data[data.find(b"\n") + 1 :]
        text = data.decode("utf-8", "replace").replace("\r\n", "\n")
        return Log(redact(text), cut or text.count("\n") >= LINES)

    def health(self, node: str) -> str | Missing:
        """What the kubelet's /healthz says: `ok`, or the error, its own or that of the way to it."""
        if said := self._lost.get(node, ""):
            return said
        if self._why_not():
            return Missing.UNSEEN
        found = self._health(node)
        if isinstance(found, KubeError):
            needed = grant(NODES, "get", "proxy") if isinstance(found, ForbiddenError) else ""
            return self._gaps.failed(found, "node health", node, needed)
        return found

    def _silence(self, node: str) -> str:
        """Why nobody answers there, or nothing."""
        self._health(node)
        return self._lost.get(node, "")

    def _health(self, node: str) -> str | KubeError:
        return self._asked.once(node, lambda: self._ask_health(node))

    def _ask_health(self, node: str) -> str | KubeError:
        try:
            data, _cut = self._api.tail(_proxied(node, "healthz"), {}, 4096, HEALTH_SECONDS)
        except KubeError as error:
            self._remember(node, error)
            if isinstance(error, ForbiddenError) or not isinstance(error, AnswerError | UnreachableError):
                return error
            return _NO_ANSWER if isinstance(error, UnreachableError) else clean(str(error))[:_LONGEST]
        return clean(data.decode("utf-8", "replace")).strip()[:_LONGEST]

    def _remember(self, node: str, error: KubeError) -> None:
        """Keep what need not be asked again: who may not, and which node is not there."""
        with self._lock:
            if isinstance(error, ForbiddenError):
                self._forbidden = error
            elif isinstance(error, UnreachableError):
                self._lost[node] = _NO_ANSWER
            elif any(sign in str(error) for sign in NO_KUBELET):
                self._lost[node] = clean(str(error))[:_LONGEST]

    def _why_not(self) -> str:
        """Why no other kubelet is asked, or nothing."""
        if self._forbidden:
            return _("forbidden: {why}").format(why=clean(str(self._forbidden))[:_LONGEST])
        if len(self._lost) >= MOST_SILENT:
            return _("not asked: {n} other nodes did not answer").format(n=len(self._lost))
        return ""

    def _first(self, node: str) -> tuple[bytes, bool]:
        """The log of the first service that has one; of a file, where the node keeps no journal."""
        data, cut = b"", False
        for service in SERVICES:
            data, cut = self._ask(node, {"query": service, "tailLines": str(LINES)})
            if _ONLY_A_FILE in data[-_SHORT:]:
                data, cut = self._ask(node, {"query": service})
            if not _is_none(data):
                break
        return data, cut

    def _ask(self, node: str, params: dict[str, str]) -> tuple[bytes, bool]:
        return self._api.tail(_proxied(node, "logs/"), params, LOG_TAIL_BYTES, SECONDS)

    def _no_query(self, node: str) -> Missing:
        self._gaps.add(Gap(NODE_LOG, node, _(_NO_QUERY)))
        return Missing.UNSEEN


def _proxied(node: str, path: str) -> str:
    return f"{path_of(NODES, '', node)}/proxy/{quote(path)}"


def _is_none(data: bytes) -> bool:
    """Whether a few words stand in place of a log."""
    return not data.strip() or (len(data) < _SHORT and any(sign in data.lower() for sign in _NOT_FOUND))


def _refuses_queries(error: KubeError) -> bool:
    """No handler for logs (404), or one that is switched off (405): answers of the kubelet, not the API server's."""
    if isinstance(error, NotFoundError):
        return error.unserved
    return isinstance(error, NotKubernetesError) and "Forbidden (user=" not in str(error)
