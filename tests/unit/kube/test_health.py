"""The first look at pods, of whole objects and of the server's table."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.kube.decode import convert
from kanivete.kube.health import may_be_unhealthy, row_may_be_unhealthy
from kanivete.kube.pods import Container, ContainerState, ContainerStatus, Pod, PodSpec, PodStatus, Running, Terminated
from tests.unit.kube.printer import human, row

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


# Times around the limit, long ago, in the future (clocks differ), and the epoch, which stands for not known.
_AGES = st.integers(-300, 3 * 3600) | st.integers(0, 3 * 10**8)
times = _AGES.map(lambda age: (NOW - timedelta(seconds=age)).isoformat()) | st.just("1970-01-01T00:00:00Z")
codes = st.sampled_from([0, 1, 137])
ended = st.fixed_dictionaries(
    {"exitCode": codes},
    optional={
        "reason": st.sampled_from(["Completed", "Error", "OOMKilled", "ContainerStatusUnknown"]),
        "finishedAt": times,
    },
)
reasons = st.sampled_from(["", "CrashLoopBackOff", "ImagePullBackOff", "PodInitializing", "ContainerCreating"])
states: st.SearchStrategy[dict[str, Any]] = (
    st.just({"running": {}})
    | st.fixed_dictionaries({"terminated": ended})
    | reasons.map(lambda reason: {"waiting": {"reason": reason}})
)


@st.composite
def statuses(draw: st.DrawFn, name: str) -> dict[str, Any]:
    state = draw(states)
    runs = "running" in state
    last = draw(st.none() | ended)
    return {
        "name": name,
        "state": state,
        "ready": runs and draw(st.booleans()),
        "started": runs and draw(st.booleans()),
        "restartCount": draw(st.integers(1, 400)) if last else draw(st.sampled_from([0, 0, 3])),
        **({"lastState": {"terminated": last}} if last else {}),
    }


@st.composite
def pods(draw: st.DrawFn) -> dict[str, Any]:
    """Pods as kubelets report them; not all statuses need to be there yet."""
    init = [
        {"name": f"i{n}", **({"restartPolicy": "Always"} if sidecar else {})}
        for n, sidecar in enumerate(draw(st.lists(st.booleans(), max_size=2)))
    ]
    main = [{"name": f"c{n}"} for n in range(draw(st.integers(1, 3)))]
    phase = draw(st.sampled_from(["Running", "Running", "Running", "Pending", "Succeeded", "Failed", "Unknown"]))
    reason = draw(st.sampled_from(["", "", "", "Evicted", "NodeLost", "NodeAffinity"]))
    return {
        "metadata": {"deletionTimestamp": NOW.isoformat()} if draw(st.booleans()) and draw(st.booleans()) else {},
        "spec": {"containers": main, "initContainers": init},
        "status": {
            "phase": phase,
            **({"reason": reason} if reason else {}),
            "isReady": draw(st.booleans()),
            "initContainerStatuses": [draw(statuses(one["name"])) for one in init if draw(st.integers(0, 9))],
            "containerStatuses": [draw(statuses(one["name"])) for one in main if draw(st.integers(0, 9))],
        },
    }


@given(pods())
def test_a_pod_that_may_be_unhealthy_shows_it_in_its_row(found: dict[str, Any]) -> None:
    whole = convert(found, Pod, [])
    assert whole is not None
    ready, status, restarts = row(found, NOW)
    if may_be_unhealthy(whole, NOW):
        assert row_may_be_unhealthy(ready, status, restarts)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "<invalid>"), (119, "119s"), (120, "2m"), (200, "3m20s"), (3600, "60m"), (3 * 3600, "3h"), (12_345, "3h25m")],
)
def test_how_the_server_writes_durations(seconds: int, text: str) -> None:
    assert human(timedelta(seconds=seconds)) == text
