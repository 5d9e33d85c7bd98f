"""A live cluster as a source."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

from kanivete.kube.api.client import Api
from kanivete.kube.api.transport import CONNECTIONS
from kanivete.kube.controllers import controller_kind
from kanivete.kube.events import Event
from kanivete.kube.kinds import DEPLOYMENTS, JOBS, NODES, PODS, REPLICA_SETS, Kind
from kanivete.kube.meta import KubeObject, OwnerReference
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import Cost, Gap, Scope
from kanivete.sources.base import Log, LogRequest, Missing, NodeDump, PodTriage
from kanivete.sources.live.events import read_events
from kanivete.sources.live.flight import Flights
from kanivete.sources.live.gaps import Gaps
from kanivete.sources.live.kubelets import Kubelets
from kanivete.sources.live.logs import Logs
from kanivete.sources.live.objects import Objects
from kanivete.sources.live.refusals import Refusals, places
from kanivete.sources.live.triage import FEW, Triage
from kanivete.sources.live.version import read_version

T = TypeVar("T", bound=KubeObject)
A = TypeVar("A")
B = TypeVar("B")

_CONTROLLERS: dict[str, Kind[Workload]] = {kind.kind: kind for kind in (REPLICA_SETS, JOBS, DEPLOYMENTS)}
"""Owners that a diagnosis looks at, to know their own owner or how they are doing."""

_MOST_OWNERS = 4
"""Above each other. Objects can be written that own each other."""


class LiveSource:
    """Reads one cluster, each thing once. `now` is the clock's, when it was opened."""

    def __init__(self, api: Api, now: datetime | None = None) -> None:
        self._api = api
        self._now = now or datetime.now(UTC).replace(microsecond=0)
        self._gaps = Gaps()
        self._objects = Objects(api, self._gaps)
        self._logs = Logs(api, self._gaps)
        self._refusals = Refusals(api, self._gaps, self.default_namespace)
        self._kubelets = Kubelets(api, self._gaps)
        self._flights = Flights()
        self._nodes: dict[tuple[str, str], str] = {}
        self._pool = ThreadPoolExecutor(CONNECTIONS, "kanivete")
        self._triaged: dict[Scope, PodTriage] = {}
        self._ahead_of_time: list[Future[object]] = []

    @property
    def description(self) -> str:
        return f"{self._api.connection.context} ({self._api.server})"

    @property
    def now(self) -> datetime:
        return self._now

    @property
    def default_namespace(self) -> str:
        """The context's namespace."""
        return self._api.connection.namespace

    def pods(self, scope: Scope) -> PodTriage:
        key = Scope(namespaces=tuple(sorted(set(scope.namespaces))), selector=scope.selector)
        return self._flights.once(("pods", key), lambda: self._triage(key))

    def _triage(self, scope: Scope) -> PodTriage:
        self._refusals.ahead(scope.namespaces, self._later)
        triage = Triage(self._api, self._gaps, self._spread, self._now, self.default_namespace)
        found = triage.run(scope)
        self._triaged[scope] = found
        for pod in found.pods:
            self._nodes[pod.metadata.namespace, pod.metadata.name] = pod.spec.node_name
            self._objects.know(PODS, pod)
        self._ahead(found.pods)
        return found

    def _ahead(self, pods: Iterable[Pod]) -> None:
        """Ask for what every diagnosis of these pods asks for, while it gets going."""
        namespaces = sorted({pod.metadata.namespace for pod in pods})
        if namespaces:
            self._later(lambda: self.list(NODES))
        for namespace in namespaces:
            self._later(lambda name=namespace: self.events(name))  # type: ignore[misc]
        owners = {
            (pod.metadata.namespace, one.kind, one.name): one for pod in pods for one in pod.metadata.owner_references
        }
        for (namespace, *_), owner in sorted(owners.items(), key=lambda item: item[0]):
            self._later(lambda name=namespace, one=owner: self._climb(name, one))  # type: ignore[misc]

    def _climb(self, namespace: str, owner: OwnerReference, most: int = _MOST_OWNERS) -> None:
        """Ask for an owner, and for its owners."""
        kind = _CONTROLLERS.get(owner.kind)
        found = self.get(kind, namespace, owner.name) if kind else Missing.ABSENT
        if not isinstance(found, Missing):
            for above in found.metadata.owner_references if most > 1 else ():
                self._climb(namespace, above, most - 1)

    def _later(self, ask: Callable[[], object]) -> None:
        # After close() nobody wants it any more.
        with suppress(RuntimeError):
            self._ahead_of_time.append(self._pool.submit(ask))

    def _spread(self, function: Callable[[A], B], things: Iterable[A]) -> list[B]:
        return list(self._pool.map(function, things))

    def list(self, kind: Kind[T], namespace: str = "") -> tuple[T, ...] | Missing:
        return self._objects.all(kind, namespace)

    def get(self, kind: Kind[T], namespace: str, name: str) -> T | Missing:
        return self._objects.get(kind, namespace, name)

    def events(self, namespace: str) -> tuple[Event, ...] | Missing:
        return self._flights.once(("events", namespace), lambda: read_events(self._api, self._gaps, namespace))

    def refusals(self, namespaces: Iterable[str] = ()) -> tuple[Event, ...]:
        found = self._refusals.of(namespaces)
        self._know_refused(found)
        return found

    def _know_refused(self, events: Iterable[Event]) -> None:
        """Read the controllers that were refused something, at the same time."""
        names: dict[tuple[Kind[Workload], str], set[str]] = {}
        for event in events:
            kind = controller_kind(event.about)
            if kind:
                names.setdefault((kind, event.about.namespace or event.metadata.namespace), set()).add(event.about.name)
        many = [place for place, found in names.items() if len(found) > FEW]
        few = [(*place, name) for place, found in names.items() if len(found) <= FEW for name in sorted(found)]
        self._spread(lambda place: self.list(*place), many)
        self._spread(lambda one: self.get(*one), few)

    def log(self, request: LogRequest) -> Log | Missing:
        node = self._nodes.get((request.namespace, request.pod), "")
        return self._flights.once(request, lambda: self._logs.read(request, node))

    def node_log(self, node: str) -> Log | Missing:
        return self._flights.once(("node log", node), lambda: self._kubelets.log(node))

    def kubelet_health(self, node: str) -> str | Missing:
        return self._flights.once(("kubelet health", node), lambda: self._kubelets.health(node))

    def server_version(self) -> str | Missing:
        return self._flights.once("version", lambda: read_version(self._api))

    def firewalls(self) -> tuple[NodeDump, ...] | Missing:
        return ()

    def prefetch_lists(self, kinds: Iterable[Kind[KubeObject]], namespaces: Iterable[str] = ()) -> None:
        self._objects.ahead(((kind, name) for kind in kinds for name in places(namespaces)), self._later)

    def prefetch_nodes(self, names: Iterable[str]) -> None:
        for name in names:
            self._later(lambda node=name: self.node_log(node))  # type: ignore[misc]

    def prefetch(self, requests: Iterable[LogRequest]) -> None:
        for request in requests:
            self._later(lambda one=request: self.log(one))  # type: ignore[misc]

    def examined(self) -> dict[str, int]:
        triaged = max((found.examined for found in self._triaged.values()), default=0)
        counts = self._objects.examined()
        counts[PODS.resource] = max(triaged, counts.get(PODS.resource, 0))
        return dict(sorted(counts.items()))

    def gaps(self) -> tuple[Gap, ...]:
        # What was asked ahead of time counts, whoever is faster.
        wait(list(self._ahead_of_time))
        return self._gaps.all()

    def cost(self) -> Cost:
        return self._api.cost()

    def close(self) -> None:
        # A connection must not be closed while another thread reads from it.
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._api.close()
