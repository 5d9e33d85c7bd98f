"""The first look at pods, of whole objects and of the server's table."""

from datetime import UTC, datetime

import pytest

from kanivete.kube.health import may_be_unhealthy, row_may_be_unhealthy
from kanivete.kube.pods import Container, ContainerState, ContainerStatus, Pod, PodSpec, PodStatus, Running, Terminated

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ready", "status", "restarts", "suspicious"),
    [
        ("1/1", "Running", "0", False),
        ("2/2", "Running", "6 (3h20m ago)", False),
        ("1/1", "Running", "6 (2m ago)", True),
        ("1/1", "Running", "6 (59m ago)", True),
        ("1/1", "Running", "6", True),
        ("0/1", "Running", "0", True),
        ("0/1", "Succeeded", "0", False),
        ("0/1", "CrashLoopBackOff", "6 (2m ago)", True),
        ("1/1", "Terminating", "0", True),
        ("0/1", "Init:0/1", "0", True),
        (None, None, None, True),
        ("1/1", "Running", 7, True),
    ],
)
def test_a_row(ready: object, status: object, restarts: object, suspicious: bool) -> None:
    assert row_may_be_unhealthy(ready, status, restarts) is suspicious


def pod(phase: str = "Running", *, ready: bool = True, ended: str = "", restarts: int = 0) -> Pod:
    last = ContainerState(terminated=Terminated(exit_code=1, finished_at=ended)) if ended else ContainerState()
    status = ContainerStatus(
        name="main",
        ready=ready,
        restart_count=restarts,
        state=ContainerState(running=Running()),
        last_state=last,
    )
    return Pod(
        spec=PodSpec(containers=[Container(name="main")]), status=PodStatus(phase=phase, container_statuses=[status])
    )


@pytest.mark.parametrize(
    ("found", "suspicious"),
    [
        (pod(), False),
        (pod("Succeeded", ready=False), False),
        (pod(restarts=9, ended="2026-01-01T09:00:00Z"), False),
        (pod(restarts=9, ended="2026-01-01T11:30:00Z"), True),
        (pod(restarts=9), True),
        (pod(ready=False), True),
        (pod("Pending"), True),
        (pod("Failed"), True),
        (Pod(), True),
    ],
)
def test_a_whole_pod(found: Pod, suspicious: bool) -> None:
    assert may_be_unhealthy(found, NOW) is suspicious
