"""The moment an object last says something about."""

from collections.abc import Iterator
from datetime import datetime

from kanivete.kube.events import Event
from kanivete.kube.meta import Condition, KubeObject, moment
from kanivete.kube.nodes import Lease, Node
from kanivete.kube.pods import ContainerState, Pod
from kanivete.kube.workloads import Workload


def latest_of(found: KubeObject) -> datetime | None:
    """The latest time in its status (an event's, a lease's own), or None where it has none."""
    if isinstance(found, Event):
        return found.last
    return max((time for text in _texts(found) if text and (time := moment(text))), default=None)


def _texts(found: KubeObject) -> Iterator[str]:
    yield found.metadata.creation_timestamp
    if isinstance(found, Pod):
        yield found.status.start_time
        yield from _of_conditions(found.status.conditions)
        for status in (*found.status.container_statuses, *found.status.init_container_statuses):
            yield from _of_state(status.state)
            yield from _of_state(status.last_state)
    elif isinstance(found, Lease):
        yield found.spec.renew_time
    elif isinstance(found, Node | Workload):
        yield from _of_conditions(found.status.conditions)


def _of_conditions(conditions: list[Condition]) -> Iterator[str]:
    for condition in conditions:
        yield condition.last_transition_time
        yield condition.last_heartbeat_time
        yield condition.last_update_time


def _of_state(state: ContainerState) -> Iterator[str]:
    if state.running:
        yield state.running.started_at
    if state.terminated:
        yield state.terminated.started_at
        yield state.terminated.finished_at
