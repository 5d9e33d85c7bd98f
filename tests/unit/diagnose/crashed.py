"""Short ways to write a container that ended, and to examine it."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners import crash
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom, SymptomKind
from kanivete.kube.events import Event
from kanivete.kube.kinds import Kind
from kanivete.kube.meta import KubeObject, ObjectMeta, Reference
from kanivete.kube.nodes import Node
from kanivete.kube.pods import Container, ContainerState, ContainerStatus, Pod, PodSpec, PodStatus, Terminated, Waiting
from kanivete.sources.base import LogRequest
from tests.unit.diagnose.fakes import FakeSource, ago

STARTED, FINISHED = ago(seconds=70), ago(seconds=60)
"""The last instance lived ten seconds, and ended a minute ago."""


def container(**fields: Any) -> Container:
    """The container `app`, as its manifest's fields (camelCase) say."""
    return msgspec.convert({"name": "app", "image": "example.test/app:1", **fields}, Container)


def ended(code: int | None = 1, reason: str = "Error", message: str = "", started_at: str = STARTED) -> Terminated:
    """The end of the last instance."""
    return Terminated(exit_code=code, reason=reason, message=message, started_at=started_at, finished_at=FINISHED)


def crashing_pod(
    last: Terminated, spec: Container | None = None, *, init: bool = False, restart_policy: str = "Always", **pod: Any
) -> Pod:
    """A pod whose container ended like that and waits to be started again."""
    spec = spec or container()
    status = ContainerStatus(
        name=spec.name,
        state=ContainerState(waiting=Waiting(reason="CrashLoopBackOff", message="back-off 2m40s restarting")),
        last_state=ContainerState(terminated=last),
        restart_count=5,
        image_id="example.test/app@sha256:1",
    )
    specs, statuses = ([spec], [status]) if init else ([], [])
    return Pod(
        metadata=ObjectMeta(name="web-0", namespace="shop", uid="uid-web-0", **pod),
        spec=PodSpec(
            containers=[] if init else [spec],
            init_containers=specs,
            node_name="node1",
            restart_policy=restart_policy,
        ),
        status=PodStatus(
            phase="Running",
            container_statuses=[] if init else [status],
            init_container_statuses=statuses,
        ),
    )


def symptom(pod: Pod, kind: SymptomKind = SymptomKind.CRASH, label: str = "CrashLoopBackOff") -> Symptom:
    """The symptom of the pod's only container."""
    init = bool(pod.spec.init_containers)
    spec = (pod.spec.init_containers or pod.spec.containers)[0]
    status = (pod.status.init_container_statuses or pod.status.container_statuses)[0]
    return Symptom(kind, label, pod, spec, status, init)


def examine(
    pod: Pod,
    *,
    log: str = "",
    current: str = "",
    events: Iterable[Event] = (),
    objects: Iterable[KubeObject] = (),
    unseen: Iterable[Kind[Any]] = (),
) -> Hypothesis | None:
    """What the crash examiner says; `log` is the previous log, `current` the one without `--previous`."""
    logs: Mapping[LogRequest, str] = {
        request(pod, previous): text for previous, text in ((True, log), (False, current)) if text
    }
    source = FakeSource([pod], objects=objects, events=events, logs=logs, unseen=unseen)
    found = list(crash.examine(symptom(pod), Context(source)))
    assert len(found) <= 1
    return found[0] if found else None


def request(pod: Pod, previous: bool) -> LogRequest:
    """The log of the pod's only container."""
    return LogRequest(pod.metadata.namespace, pod.metadata.name, symptom(pod).container.name, previous)  # type: ignore[union-attr]


def node(*, ready: str = "True", memory: str = "False", disk: str = "False") -> Node:
    """The pod's node."""
    conditions = [
        {"type": "MemoryPressure", "status": memory, "message": "kubelet has sufficient memory available"},
        {"type": "DiskPressure", "status": disk, "message": "kubelet has no disk pressure"},
        {"type": "Ready", "status": ready, "message": "kubelet is posting ready status"},
    ]
    return msgspec.convert({"kind": "Node", "metadata": {"name": "node1"}, "status": {"conditions": conditions}}, Node)


def node_event(reason: str, message: str, at: str) -> Event:
    """An event about the pod's node; the kubelet writes those into the namespace `default`."""
    return Event(
        metadata=ObjectMeta(name=f"node1.{reason}", namespace="default"),
        reason=reason,
        message=message,
        involved_object=Reference(kind="Node", name="node1"),
        first_timestamp=at,
        last_timestamp=at,
    )


def quotes(found: Hypothesis) -> str:
    """All that the hypothesis quotes."""
    return "\n".join(evidence.text for evidence in found.evidence)
