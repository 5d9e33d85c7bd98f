"""A source that passes everything through and remembers what was asked and answered."""

import threading
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from kanivete.kube.events import Event
from kanivete.kube.kinds import Kind
from kanivete.kube.meta import KubeObject
from kanivete.model import Cost, Gap, Scope
from kanivete.sources.base import Log, LogRequest, Missing, NodeDump, PodTriage, Source

T = TypeVar("T", bound=KubeObject)


class Tap:
    """Wraps a source. The dictionaries map each question to its answer."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.triages: list[tuple[Scope, PodTriage]] = []
        self.lists: dict[tuple[Kind[KubeObject], str], tuple[KubeObject, ...] | Missing] = {}
        self.lookups: dict[tuple[Kind[KubeObject], str, str], KubeObject | Missing] = {}
        self.event_lists: dict[str, tuple[Event, ...] | Missing] = {}
        self.refused: dict[tuple[str, ...], tuple[Event, ...]] = {}
        """What controllers could not create, by namespaces."""
        self.logs: dict[LogRequest, Log | Missing] = {}
        self.node_logs: dict[str, Log | Missing] = {}
        self.dumps: set[NodeDump] = set()
        """Of firewalls."""
        self.health: dict[str, str] = {}
        """What kubelets said of themselves."""
        self.version = ""
        """The API server's, if it was asked for."""
        self._lock = threading.Lock()

    @property
    def description(self) -> str:
        return self.source.description

    @property
    def now(self) -> datetime:
        return self.source.now

    @property
    def default_namespace(self) -> str:
        """The context's namespace, of a source that has contexts."""
        return str(getattr(self.source, "default_namespace", "default"))

    def pods(self, scope: Scope) -> PodTriage:
        found = self.source.pods(scope)
        with self._lock:
            if (scope, found) not in self.triages:
                self.triages.append((scope, found))
        return found

    def list(self, kind: Kind[T], namespace: str = "") -> tuple[T, ...] | Missing:
        found = self.source.list(kind, namespace)
        with self._lock:
            self.lists[kind, namespace] = found  # type: ignore[index]
        return found

    def get(self, kind: Kind[T], namespace: str, name: str) -> T | Missing:
        found = self.source.get(kind, namespace, name)
        with self._lock:
            self.lookups[kind, namespace, name] = found  # type: ignore[index]
        return found

    def events(self, namespace: str) -> tuple[Event, ...] | Missing:
        found = self.source.events(namespace)
        with self._lock:
            self.event_lists[namespace] = found
        return found

    def refusals(self, namespaces: Iterable[str] = ()) -> tuple[Event, ...]:
        asked = tuple(sorted(set(namespaces)))
        found = self.source.refusals(asked)
        with self._lock:
            self.refused[asked] = found
        return found

    def log(self, request: LogRequest) -> Log | Missing:
        found = self.source.log(request)
        with self._lock:
            self.logs[request] = found
        return found

    def node_log(self, node: str) -> Log | Missing:
        found = self.source.node_log(node)
        with self._lock:
            kept = self.node_logs.get(node)
            if not isinstance(kept, Log):
                self.node_logs[node] = found
        return found

    def kubelet_health(self, node: str) -> str | Missing:
        found = self.source.kubelet_health(node)
        if isinstance(found, str):
            with self._lock:
                self.health[node] = found
        return found

    def server_version(self) -> str | Missing:
        found = self.source.server_version()
        if isinstance(found, str):
            self.version = found
        return found

    def firewalls(self) -> tuple[NodeDump, ...] | Missing:
        found = self.source.firewalls()
        if not isinstance(found, Missing):
            with self._lock:
                self.dumps.update(found)
        return found

    def prefetch_lists(self, kinds: Iterable[Kind[KubeObject]], namespaces: Iterable[str] = ()) -> None:
        self.source.prefetch_lists(kinds, namespaces)

    def prefetch_nodes(self, names: Iterable[str]) -> None:
        self.source.prefetch_nodes(names)

    def prefetch(self, requests: Iterable[LogRequest]) -> None:
        self.source.prefetch(requests)

    def examined(self) -> dict[str, int]:
        return self.source.examined()

    def gaps(self) -> tuple[Gap, ...]:
        return self.source.gaps()

    def cost(self) -> Cost:
        return self.source.cost()

    def close(self) -> None:
        self.source.close()
