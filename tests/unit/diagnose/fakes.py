"""A source in memory, and short ways to write the objects of a test."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from kanivete.kube.events import Event
from kanivete.kube.kinds import EVENTS, NODES, PODS, SECRETS, SERVICE_ACCOUNTS, Kind
from kanivete.kube.meta import KubeObject, ObjectMeta, Reference
from kanivete.kube.pods import Container, ContainerState, ContainerStatus, Pod, PodSpec, PodStatus, Waiting
from kanivete.model import Cost, Gap, Scope
from kanivete.sources.base import REFUSED, Log, LogRequest, Missing, NodeDump, PodTriage

T = TypeVar("T", bound=KubeObject)

NOW = datetime(2026, 11, 22, 8, 0, 0, tzinfo=UTC)
"""The moment of every test's diagnosis."""


class FakeSource:
    """A source that knows what it was given.

    `objects` may be of any kind: each says its kind by its `kind`, or by its type where only one kind has that type.
    `absent` is the answer of `get` for an object that was not given; kinds in `unseen` cannot be read at all.
    """

    description = "a test"

    def __init__(
        self,
        pods: Iterable[Pod] = (),
        objects: Iterable[KubeObject] = (),
        events: Iterable[Event] = (),
        logs: Mapping[LogRequest, str] | None = None,
        absent: Missing = Missing.ABSENT,
        now: datetime = NOW,
        unseen: Iterable[Kind[KubeObject]] = (),
        node_logs: Mapping[str, str] | None = None,
        firewalls: Iterable[NodeDump] = (),
        health: Mapping[str, str] | None = None,
        version: str = "",
    ) -> None:
        self._objects: list[KubeObject] = [*pods, *objects]
        self._pods = tuple(o for o in self._objects if isinstance(o, Pod))
        self._events = tuple(events)
        self._logs = dict(logs or {})
        self._absent = absent
        self._node_logs = dict(node_logs or {})
        self._firewalls = tuple(firewalls)
        self._health = dict(health or {})
        self._version = version
        self._unseen = {kind.resource for kind in unseen}
        self.now = now
        self.asked: list[tuple[str, ...]] = []
        """What was asked: the verb, the resource, the namespace, the name."""

    def pods(self, scope: Scope) -> PodTriage:
        found = tuple(p for p in self._pods if not scope.namespaces or p.metadata.namespace in scope.namespaces)
        return PodTriage(found, len(found))

    def list(self, kind: Kind[T], namespace: str = "") -> tuple[T, ...] | Missing:
        self.asked.append(("list", kind.resource, namespace))
        if kind.resource in self._unseen:
            return Missing.UNSEEN
        return tuple(o for o in self._of(kind) if not namespace or o.metadata.namespace == namespace)

    def get(self, kind: Kind[T], namespace: str, name: str) -> T | Missing:
        self.asked.append(("get", kind.resource, namespace, name))
        if kind.resource in self._unseen:
            return Missing.UNSEEN
        found = (o for o in self._of(kind) if (o.metadata.namespace, o.metadata.name) == (namespace, name))
        return next(found, self._absent)

    def events(self, namespace: str) -> tuple[Event, ...] | Missing:
        if EVENTS.resource in self._unseen:
            return Missing.UNSEEN
        return tuple(e for e in self._events if e.metadata.namespace == namespace)

    def refusals(self, namespaces: Iterable[str] = ()) -> tuple[Event, ...]:
        self.asked.append(("refusals", EVENTS.resource, *namespaces))
        wanted = set(namespaces) or {event.metadata.namespace for event in self._events}
        return tuple(e for e in self._events if e.reason == REFUSED and e.metadata.namespace in wanted)

    def log(self, request: LogRequest) -> Log | Missing:
        self.asked.append(("log", request.namespace, request.pod, request.container))
        return Log(self._logs[request]) if request in self._logs else Missing.ABSENT

    def node_log(self, node: str) -> Log | Missing:
        self.asked.append(("node log", node))
        return Log(self._node_logs[node]) if node in self._node_logs else Missing.UNSEEN

    def kubelet_health(self, node: str) -> str | Missing:
        self.asked.append(("kubelet health", node))
        return self._health.get(node, Missing.UNSEEN)

    def server_version(self) -> str | Missing:
        return self._version or Missing.UNSEEN

    def firewalls(self) -> tuple[NodeDump, ...] | Missing:
        return self._firewalls

    def prefetch_lists(self, kinds: Iterable[Kind[KubeObject]], namespaces: Iterable[str] = ()) -> None:
        pass

    def prefetch_nodes(self, names: Iterable[str]) -> None:
        pass

    def prefetch(self, requests: Iterable[LogRequest]) -> None:
        pass

    def examined(self) -> dict[str, int]:
        return {PODS.resource: len(self._pods)}

    def gaps(self) -> tuple[Gap, ...]:
        return ()

    def cost(self) -> Cost:
        return Cost(0, 0)

    def close(self) -> None:
        pass

    def _of(self, kind: Kind[T]) -> Sequence[T]:
        return [o for o in self._objects if isinstance(o, kind.type) and o.kind in ("", kind.kind)]


def ago(**how_long: float) -> str:
    """The API's time for a while (`minutes=5`) before `NOW`."""
    return (NOW - timedelta(**how_long)).strftime("%Y-%m-%dT%H:%M:%SZ")


def waiting_pod(
    reason: str,
    message: str = "",
    *,
    image: str = "docker.io/library/nginx:1.27",
    name: str = "web-0",
    pull_secrets: Iterable[str] = (),
    node: str = "node1",
) -> Pod:
    """A pod of one container, `app`, that waits."""
    return Pod(
        metadata=ObjectMeta(name=name, namespace="shop", uid=f"uid-{name}"),
        spec=PodSpec(
            containers=[Container(name="app", image=image)],
            node_name=node,
            service_account_name="default",
            image_pull_secrets=[Reference(name=secret) for secret in pull_secrets],
        ),
        status=PodStatus(
            phase="Pending",
            start_time=ago(minutes=30),
            container_statuses=[
                ContainerStatus(
                    name="app", image=image, state=ContainerState(waiting=Waiting(reason=reason, message=message))
                )
            ],
        ),
    )


def event(
    pod: Pod, reason: str, message: str, *, first: str = "", last: str = "", count: int = 1, container: str = "app"
) -> Event:
    """An event about a pod, or about its container if one is named; by default seen ten minutes ago."""
    meta = pod.metadata
    return Event(
        metadata=ObjectMeta(name=f"{meta.name}.{reason}", namespace=meta.namespace),
        reason=reason,
        message=message,
        involved_object=Reference(
            kind="Pod",
            api_version="v1",
            namespace=meta.namespace,
            name=meta.name,
            uid=meta.uid,
            field_path=f"spec.containers{{{container}}}" if container else "",
        ),
        count=count,
        first_timestamp=first or ago(minutes=10),
        last_timestamp=last or first or ago(minutes=10),
    )


__all__ = ["NODES", "NOW", "SECRETS", "SERVICE_ACCOUNTS", "FakeSource", "ago", "event", "waiting_pod"]
