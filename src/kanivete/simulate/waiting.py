"""Whether a fault shows: what a scenario says of its pods, their events and its node."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kanivete.kube.api.client import Api
from kanivete.kube.decode import decode, decode_list
from kanivete.kube.events import Event
from kanivete.kube.kinds import EVENTS, NODES, PODS
from kanivete.kube.meta import condition
from kanivete.kube.nodes import Node
from kanivete.kube.pods import ContainerStatus, Pod
from kanivete.simulate.scenario.model import Wait


@dataclass(frozen=True)
class Place:
    """Where to look: the scenario's namespace, the names of its objects, and the node that it breaks, if any."""

    namespace: str
    names: Collection[str]
    node: str = ""

    def concerns(self, name: str) -> bool:
        """Whether something of that name is the scenario's: a pod is named after what made it."""
        return name == self.node or any(name == one or name.startswith(f"{one}-") for one in self.names)


def has_come(api: Api, wait: Wait, place: Place, now: datetime) -> bool:
    """Whether all that is waited for holds. Raises KubeError."""
    if wait.node and _status(api, place.node, "Ready") != wait.node:
        return False
    if wait.condition and _status(api, place.node, wait.condition) != "True":
        return False
    if _asks_for_pods(wait):
        found, _dropped = decode_list(api.get(PODS.path(place.namespace)), Pod)
        if not _hold(wait, [pod for pod in found.items if place.concerns(pod.metadata.name)]):
            return False
    return not wait.event or _has_event(api, wait, place, now)


def words(wait: Wait) -> str:
    """What is waited for, in the API's own words."""
    found = ["/".join(wait.waiting), wait.ended, wait.event, wait.reason, wait.phase, wait.condition]
    found += [f"restartCount >= {wait.restarts}"] if wait.restarts else []
    found += [f"Ready={wait.node}"] if wait.node else []
    found += [f"{wait.ready} Ready"] if wait.ready is not None else []
    return ", ".join(word for word in found if word)


def _asks_for_pods(wait: Wait) -> bool:
    return bool(wait.waiting or wait.ended or wait.restarts or wait.reason or wait.phase or wait.ready is not None)


def _hold(wait: Wait, pods: list[Pod]) -> bool:
    states = [one for pod in pods for one in (*pod.status.init_container_statuses, *pod.status.container_statuses)]
    ready = sum(_is_ready(pod) for pod in pods)
    return (
        (not wait.waiting or any(s.state.waiting and s.state.waiting.reason in wait.waiting for s in states))
        and (not wait.ended or any(_ended(s) == wait.ended for s in states))
        and (not wait.restarts or any(s.restart_count >= wait.restarts for s in states))
        and (not wait.reason or any(pod.status.reason == wait.reason for pod in pods))
        and (not wait.phase or any(pod.status.phase == wait.phase for pod in pods))
        and (wait.ready is None or ready == wait.ready)
    )


def _is_ready(pod: Pod) -> bool:
    """Whether it takes traffic; one that is being deleted, perhaps of the run before, will not for long."""
    return condition(pod.status.conditions, "Ready", "True") is not None and not pod.metadata.deletion_timestamp


def _ended(status: ContainerStatus) -> str:
    last = status.last_state.terminated or status.state.terminated
    return last.reason if last else ""


def _has_event(api: Api, wait: Wait, place: Place, now: datetime) -> bool:
    answer = api.get(EVENTS.path(place.namespace), {"fieldSelector": f"reason={wait.event}"})
    found, _dropped = decode_list(answer, Event)
    for event in found.items:
        old_enough = event.first is not None and (now - event.first).total_seconds() >= wait.seconds
        if old_enough and place.concerns(event.about.name):
            return True
    return False


def _status(api: Api, name: str, type_: str) -> str:
    node, _dropped = decode(api.get(NODES.path(name=name)), Node)
    found = condition(node.status.conditions, type_) if node else None
    return found.status if found else ""
