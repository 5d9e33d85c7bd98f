"""A recording of a cluster as a source."""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from kanivete.i18n import N_, _
from kanivete.kube.events import Event
from kanivete.kube.health import may_be_unhealthy
from kanivete.kube.kinds import EVENTS, NAMESPACES, PODS, Kind
from kanivete.kube.meta import KubeObject
from kanivete.kube.pods import Pod
from kanivete.kube.selectors import SelectorError, selector
from kanivete.model import Cost, Gap, Scope
from kanivete.redact import redact_slice
from kanivete.sources.base import REFUSED, Log, LogRequest, Missing, NodeDump, PodTriage, SourceError
from kanivete.sources.order import by_time
from kanivete.sources.recording.reader import Content

T = TypeVar("T", bound=KubeObject)

_NOT_RECORDED = N_("not in the recording")
_ONLY_SOME = N_("the recording holds only some of them")
_BEGINNING = datetime.min.replace(tzinfo=UTC)


class Recording:
    """Implements `kanivete.sources.base.Source` over what was read from files."""

    def __init__(self, content: Content, description: str) -> None:
        self._content = content
        self._index = content.index
        self._description = description
        self._lock = threading.Lock()
        self._gaps: set[Gap] = set(content.gaps())
        self._seen: dict[str, set[tuple[str, str]]] = {}
        self._logs: dict[LogRequest, Log | Missing] = {}
        self._node_logs: dict[str, Log | Missing] = {}
        self._shown: dict[tuple[str, str, str], KubeObject] = {}

    @property
    def description(self) -> str:
        return self._description

    @property
    def now(self) -> datetime:
        latest = self._index.latest
        return latest if latest else datetime.fromtimestamp(self._content.modified, UTC)

    def pods(self, scope: Scope) -> PodTriage:
        try:
            matches = selector(scope.selector)
        except SelectorError as error:
            raise SourceError(str(error)) from error
        found: list[Pod] = []
        for namespace in sorted(set(scope.namespaces)) or [""]:
            if namespace and namespace not in self.namespaces():
                continue
            self._check_listed(PODS, namespace)
            found.extend(cast("list[Pod]", self._index.all(PODS, namespace)))
        found = [pod for pod in found if matches(pod.metadata.labels)]
        self._note(PODS, found)
        now = self.now
        return PodTriage(tuple(self._hand_out(PODS, pod) for pod in found if may_be_unhealthy(pod, now)), len(found))

    def list(self, kind: Kind[T], namespace: str = "") -> tuple[T, ...] | Missing:
        found = self._index.all(kind, namespace if kind.namespaced else "")
        if not self._check_listed(kind, namespace) and not found:
            return Missing.UNSEEN
        self._note(kind, found)
        return tuple(self._hand_out(kind, each) for each in found)

    def get(self, kind: Kind[T], namespace: str, name: str) -> T | Missing:
        found = self._index.get(kind, namespace, name)
        if found is not None:
            self._note(kind, [found])
            return self._hand_out(kind, found)
        return Missing.ABSENT if self._check_listed(kind, namespace) else Missing.UNSEEN

    def events(self, namespace: str) -> tuple[Event, ...] | Missing:
        found = self.list(EVENTS, namespace)
        if isinstance(found, Missing):
            return found
        return tuple(sorted(found, key=lambda event: (event.last or _BEGINNING, event.metadata.name)))

    def refusals(self, namespaces: Iterable[str] = ()) -> tuple[Event, ...]:
        found: list[KubeObject] = []
        for namespace in sorted(set(namespaces)) or [""]:
            self._check_listed(EVENTS, namespace)
            found += [each for each in self._index.all(EVENTS, namespace) if cast("Event", each).reason == REFUSED]
        return by_time(self._hand_out(EVENTS, cast("Event", each)) for each in found)

    def log(self, request: LogRequest) -> Log | Missing:
        with self._lock:
            if request in self._logs:
                return self._logs[request]
        found = self._content.logs.read(request)
        if isinstance(found, str) or found is Missing.UNSEEN:
            where = f"{request.namespace}/{request.pod}/{request.container}"
            what = "previous log" if request.previous else "log"
            self._add_gap(Gap(what, where, found if isinstance(found, str) else _(_NOT_RECORDED)))
            found = Missing.UNSEEN
        with self._lock:
            self._logs[request] = found
        return found

    def node_log(self, node: str) -> Log | Missing:
        with self._lock:
            if node in self._node_logs:
                return self._node_logs[node]
        found = self._content.nodes.log(node)
        if isinstance(found, str) or found is Missing.UNSEEN:
            self._add_gap(Gap("node log", node, found if isinstance(found, str) else _(_NOT_RECORDED)))
            found = Missing.UNSEEN
        with self._lock:
            self._node_logs[node] = found
        return found

    def kubelet_health(self, node: str) -> str | Missing:  # noqa: ARG002 - of a live cluster only
        return Missing.UNSEEN

    def server_version(self) -> str | Missing:
        return Missing.UNSEEN

    def firewalls(self) -> tuple[NodeDump, ...] | Missing:
        return self._content.nodes.dumps()

    def prefetch_lists(self, kinds: Iterable[Kind[KubeObject]], namespaces: Iterable[str] = ()) -> None:
        """Nothing to do: they are at hand."""

    def prefetch_nodes(self, names: Iterable[str]) -> None:
        """Nothing to do: they are at hand."""

    def prefetch(self, requests: Iterable[LogRequest]) -> None:
        """Nothing to do: a recording has everything at hand."""

    def examined(self) -> dict[str, int]:
        with self._lock:
            return {resource: len(names) for resource, names in sorted(self._seen.items())}

    def gaps(self) -> tuple[Gap, ...]:
        with self._lock:
            return tuple(sorted(self._gaps))

    def cost(self) -> Cost:
        return Cost(requests=0, bytes_received=0)

    def close(self) -> None:
        self._content.logs.close()
        self._content.nodes.close()

    def namespaces(self) -> tuple[str, ...]:
        """All namespaces that the recording knows of, sorted."""
        named = {each.metadata.name for each in self._index.all(NAMESPACES)}
        return tuple(sorted(named | {pod.metadata.namespace for pod in self._index.all(PODS)}))

    def _check_listed(self, kind: Kind[Any], namespace: str) -> bool:
        """Whether the recording lists the kind there; where not, the gap is noted."""
        if self._index.listed(kind, namespace):
            return True
        where = namespace if kind.namespaced else ""
        why = _ONLY_SOME if self._index.all(kind, where) else _NOT_RECORDED
        self._add_gap(Gap(kind.resource, where, _(why)))
        return False

    def _hand_out(self, kind: Kind[T], found: KubeObject) -> T:
        key = (kind.resource, found.metadata.namespace, found.metadata.name)
        shown = self._shown.get(key)
        if shown is None:
            shown = self._shown.setdefault(key, redact_slice(found))
        return cast("T", shown)

    def _note(self, kind: Kind[Any], found: Iterable[KubeObject]) -> None:
        with self._lock:
            seen = self._seen.setdefault(kind.resource, set())
            seen.update((each.metadata.namespace, each.metadata.name) for each in found)

    def _add_gap(self, gap: Gap) -> None:
        with self._lock:
            self._gaps.add(gap)
