"""No cluster at all: a node's log may be all that there is."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from kanivete.i18n import _
from kanivete.kube.events import Event
from kanivete.kube.kinds import NODES, Kind
from kanivete.kube.meta import KubeObject
from kanivete.kube.nodes import Node
from kanivete.model import Cost, Gap, Scope
from kanivete.sources.base import Log, LogRequest, Missing, NodeDump, PodTriage

T = TypeVar("T", bound=KubeObject)


class NoCluster:
    """A source that has seen nothing, for the reason given, but for what is known of one node."""

    def __init__(self, why: str = "", node: Node | None = None) -> None:
        self._why = why
        self._node = node
        self._now = datetime.now(UTC).replace(microsecond=0)

    @property
    def description(self) -> str:
        return _("no cluster")

    @property
    def now(self) -> datetime:
        return self._now

    def pods(self, scope: Scope) -> PodTriage:
        del scope
        return PodTriage((), 0)

    def list(self, kind: Kind[T], namespace: str = "") -> tuple[T, ...] | Missing:
        del namespace
        # The kind says what T is.
        return (self._node,) if self._node and kind.kind == NODES.kind else Missing.UNSEEN  # type: ignore[return-value]

    def get(self, kind: Kind[T], namespace: str, name: str) -> T | Missing:
        del kind, namespace, name
        return Missing.UNSEEN

    def events(self, namespace: str) -> tuple[Event, ...] | Missing:
        del namespace
        return Missing.UNSEEN

    def refusals(self, namespaces: Iterable[str] = ()) -> tuple[Event, ...]:
        del namespaces
        return ()

    def log(self, request: LogRequest) -> Log | Missing:
        del request
        return Missing.UNSEEN

    def node_log(self, node: str) -> Log | Missing:
        del node
        return Missing.UNSEEN

    def kubelet_health(self, node: str) -> str | Missing:
        del node
        return Missing.UNSEEN

    def server_version(self) -> str | Missing:
        return Missing.UNSEEN

    def firewalls(self) -> tuple[NodeDump, ...] | Missing:
        return ()

    def prefetch_lists(self, kinds: Iterable[Kind[KubeObject]], namespaces: Iterable[str] = ()) -> None:
        del kinds, namespaces

    def prefetch_nodes(self, names: Iterable[str]) -> None:
        del names

    def prefetch(self, requests: Iterable[LogRequest]) -> None:
        del requests

    def examined(self) -> dict[str, int]:
        return {}

    def gaps(self) -> tuple[Gap, ...]:
        return (Gap("nodes", "", self._why),) if self._why else ()

    def cost(self) -> Cost:
        return Cost(requests=0, bytes_received=0)

    def close(self) -> None:
        pass
