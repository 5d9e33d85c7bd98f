"""Which states of a pod are unhealthy: a pure reading of its status, before anything else is asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from kanivete.diagnose.symptom import Symptom, SymptomKind
from kanivete.kube.meta import condition, moment
from kanivete.kube.pods import Container, ContainerStatus, Pod, Terminated

IMAGE_REASONS = frozenset(
    {
        "ErrImagePull",
        "ImagePullBackOff",
        "ErrImageNeverPull",
        "InvalidImageName",
        "ImageInspectError",
        "RegistryUnavailable",
        "SignatureValidationFailed",
        "ImageVolumeMountFailed",
    }
)
START_REASONS = frozenset(
    {
        "CreateContainerConfigError",
        "CreateContainerError",
        "RunContainerError",
        "PreCreateHookError",
        "PreStartHookError",
    }
)
CRASH_REASONS = frozenset({"CrashLoopBackOff", "PostStartHookError"})
CREATING_REASONS = frozenset({"ContainerCreating", "PodInitializing", "CreatePodSandboxError", "ConfigPodSandboxError"})

RESTARTS_OF_A_LOOP = 2
"""A container that restarted once is none of our business: it got over it."""
STILL_LOOPING = timedelta(minutes=15)
"""A restarting container that runs now counts as crashing if it last ended this recently: the longest back-off is
5 minutes, and a back-off is forgotten after 10 minutes of running."""
SLOW_START = timedelta(seconds=10)
"""How long a scheduled pod may take before its events are read: at first the kubelet itself still gets ready."""
OVERDUE = timedelta(seconds=60)
"""How long past its grace period a pod may be going away."""


def symptoms_of(pod: Pod, now: datetime) -> list[Symptom]:
    """The unhealthy states of a pod; nothing for one that works, is finished, or is merely young."""
    if pod.metadata.deletion_timestamp:
        gone_by = moment(pod.metadata.deletion_timestamp)
        overdue = gone_by is not None and now - gone_by > OVERDUE
        return [Symptom(SymptomKind.TERMINATING, "Terminating", pod)] if overdue else []
    if pod.status.phase == "Succeeded":
        return []
    if pod.status.phase == "Failed" and pod.status.reason:
        return [Symptom(SymptomKind.POD_FAILED, pod.status.reason, pod)]
    if not pod.spec.node_name and pod.status.phase in ("Pending", ""):
        return list(_pending(pod, now))
    found = [symptom for entry in _containers(pod) if (symptom := _container_symptom(pod, *entry, now))]
    if found or pod.status.phase != "Pending":
        return found
    return list(_creating(pod, now))


def _container_symptom(
    pod: Pod, container: Container, status: ContainerStatus, init: bool, now: datetime
) -> Symptom | None:
    kind_label = _kind_of(pod, container, status, init, now)
    if kind_label is None:
        return None
    kind, label = kind_label
    return Symptom(kind, label, pod, container, status, init)


def _kind_of(
    pod: Pod, container: Container, status: ContainerStatus, init: bool, now: datetime
) -> tuple[SymptomKind, str] | None:
    if waiting := status.state.waiting:
        for kind, reasons in (
            (SymptomKind.IMAGE, IMAGE_REASONS),
            (SymptomKind.START, START_REASONS),
            (SymptomKind.CRASH, CRASH_REASONS),
        ):
            if waiting.reason in reasons:
                return kind, waiting.reason
        if waiting.reason and waiting.reason not in CREATING_REASONS:
            return (SymptomKind.START if status.image_id else SymptomKind.IMAGE), waiting.reason
        return _ended_badly(pod, container, status, status.last_state.terminated, init)
    if ended := status.state.terminated:
        return _ended_badly(pod, container, status, ended, init)
    if status.state.running is None:
        return None
    if _is_looping(status, now):
        return SymptomKind.CRASH, "CrashLoopBackOff"
    if not status.ready and (not init or container.restart_policy == "Always"):
        return SymptomKind.NOT_READY, "NotReady"
    return None


def _ended_badly(
    pod: Pod, container: Container, status: ContainerStatus, ended: Terminated | None, init: bool
) -> tuple[SymptomKind, str] | None:
    """A container that failed for good, or not for the first time; the first time, it is about to be restarted."""
    policy = container.restart_policy or pod.spec.restart_policy or "Always"
    if ended is None or (ended.exit_code == 0 and (init or policy != "Always")):
        return None
    if policy != "Never" and not status.restart_count:
        return None
    return SymptomKind.CRASH, ended.reason or "Error"


def _is_looping(status: ContainerStatus, now: datetime) -> bool:
    ended = status.last_state.terminated
    when = moment(ended.finished_at) if ended else None
    return status.restart_count >= RESTARTS_OF_A_LOOP and when is not None and now - when <= STILL_LOOPING


def _containers(pod: Pod) -> Iterator[tuple[Container, ContainerStatus, bool]]:
    for init, specs, statuses in (
        (True, pod.spec.init_containers, pod.status.init_container_statuses),
        (False, pod.spec.containers, pod.status.container_statuses),
    ):
        by_name = {container.name: container for container in specs}
        for status in statuses:
            yield by_name.get(status.name, Container(name=status.name, image=status.image)), status, init


def _pending(pod: Pod, now: datetime) -> Iterator[Symptom]:
    scheduled = condition(pod.status.conditions, "PodScheduled")
    if scheduled and scheduled.status == "False":
        yield Symptom(SymptomKind.PENDING, scheduled.reason or "Pending", pod)
    elif scheduled is None and _older(pod.metadata.creation_timestamp, SLOW_START, now):
        yield Symptom(SymptomKind.PENDING, "Pending", pod)


def _creating(pod: Pod, now: datetime) -> Iterator[Symptom]:
    scheduled = condition(pod.status.conditions, "PodScheduled")
    since = scheduled.last_transition_time if scheduled else pod.metadata.creation_timestamp
    if not _older(since, SLOW_START, now):
        return
    for container, status, init in _containers(pod):
        if status.state.waiting and status.state.waiting.reason in CREATING_REASONS:
            yield Symptom(SymptomKind.CREATING, status.state.waiting.reason, pod, container, status, init)
            return
    if not pod.status.container_statuses:
        yield Symptom(SymptomKind.CREATING, "Pending", pod)


def _older(since: str, age: timedelta, now: datetime) -> bool:
    start = moment(since)
    return start is not None and now - start > age
