"""Cheap first looks at pods: which of them deserve a closer one.

Both predicates say yes rather too often than too seldom. Silent are pods that run with all containers ready and did not
restart within the last hour, and pods that finished.

Source of what the server prints: kubernetes/pkg/printers/internalversion/printers.go, printPod.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from kanivete.kube.meta import moment
from kanivete.kube.pods import Container, ContainerStatus, Pod

RECENT = timedelta(hours=1)
"""A restart longer ago does not make a ready pod suspicious."""

FINISHED = "Completed"
"""What the server prints for a finished pod, but also for one that waits between two runs or was evicted politely."""

_SLACK = timedelta(minutes=15)
_RESTARTS = re.compile(r"(\d+)(?: \((\S{1,16}) ago\))?")
_PART = re.compile(r"(\d{1,9})([smhdy])")
_EPOCH_YEARS = 50
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def may_be_unhealthy(pod: Pod, now: datetime) -> bool:
    """Whether the pod may have a symptom."""
    status = pod.status
    if status.phase == "Succeeded":
        return False
    if status.phase != "Running" or status.reason or pod.metadata.deletion_timestamp:
        return True
    ready = sum(1 for one in _lasting(pod) if one.ready and one.state.running)
    wanted = len(pod.spec.containers) + sum(1 for one in pod.spec.init_containers if _is_sidecar(one))
    return ready < wanted or _restarted_lately(pod, now)


def row_may_be_unhealthy(ready: object, status: object, restarts: object) -> bool:
    """The same from cells of the server's table: `1/1`, `Running`, `6 (2m ago)`.

    For `Completed` it has to say yes: only the phase tells whether the pod finished.
    """
    if status == "Succeeded":
        return False
    if status != "Running" or not isinstance(ready, str):
        return True
    have, _, wanted = ready.partition("/")
    return have != wanted or _lately(str(restarts))


def _lately(restarts: str) -> bool:
    cell = _RESTARTS.fullmatch(restarts)
    if cell is None:
        return True
    if int(cell[1]) == 0:
        return False
    return cell[2] is None or _duration(cell[2]) <= RECENT + _SLACK


def _duration(text: str) -> timedelta:
    """`3m20s`, `2h`, `5d3h` as the server writes it; nothing for what it never writes."""
    total = timedelta()
    for amount, unit in _PART.findall(text):
        if unit == "y":
            # Since 1970: the runtime did not know when.
            return timedelta(days=365) if int(amount) < _EPOCH_YEARS else timedelta()
        total += timedelta(**{_UNITS[unit]: int(amount)}) if int(amount) < 1_000_000 else timedelta(days=365)
    return total


def _lasting(pod: Pod) -> Iterator[ContainerStatus]:
    """The statuses of the containers that are to run all the time: the main ones and sidecars."""
    yield from pod.status.container_statuses
    sidecars = {one.name for one in pod.spec.init_containers if _is_sidecar(one)}
    yield from (one for one in pod.status.init_container_statuses if one.name in sidecars)


def _is_sidecar(init_container: Container) -> bool:
    return init_container.restart_policy == "Always"


def _restarted_lately(pod: Pod, now: datetime) -> bool:
    lasting = list(_lasting(pod))
    if not any(one.restart_count > 0 for one in lasting):
        return False
    ends = (moment(one.last_state.terminated.finished_at) for one in lasting if one.last_state.terminated)
    last = max((end for end in ends if end), default=None)
    return last is None or now - last <= RECENT
