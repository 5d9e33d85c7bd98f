"""Killed by a probe, or not."""

import pytest

from kanivete.kube.events import Event
from kanivete.kube.pods import Container, Pod
from kanivete.model import Certainty
from tests.unit.diagnose.crashed import FINISHED, STARTED, container, crashing_pod, ended, examine, quotes
from tests.unit.diagnose.fakes import ago, event

HTTP = {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 2, "failureThreshold": 2}
REFUSED = (
    'Liveness probe failed: Get "http://10.244.1.14:8080/healthz": '
    "dial tcp 10.244.1.14:8080: connect: connection refused"
)


def probed(**fields: object) -> Container:
    return container(**{"livenessProbe": HTTP, **fields})


def killing(pod: Pod, kind: str = "liveness", last: str = FINISHED) -> Event:
    return event(pod, "Killing", f"Container app failed {kind} probe, will be restarted", last=last)


@pytest.mark.parametrize("code", [0, 137, 143, 1])
def test_the_kubelets_own_event_proves_it_whatever_the_exit_code(code: int) -> None:
    pod = crashing_pod(ended(code, "Completed" if code == 0 else "Error"), probed())
    found = examine(pod, events=[killing(pod), event(pod, "Unhealthy", REFUSED, count=14, last=FINISHED)])
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.liveness-probe", Certainty.PROVEN)
    assert "will be restarted" in quotes(found)
    assert REFUSED in quotes(found)
    assert "GET http://:8080/healthz" in quotes(found)


def test_the_probes_arithmetic_is_compared_with_what_was_seen() -> None:
    pod = crashing_pod(ended(143), probed())
    found = examine(pod, events=[killing(pod)])
    assert found is not None
    assert "about 4 s" in found.note
    assert "lived 10 s" in found.note


def test_a_port_that_the_container_does_not_declare_is_pointed_out() -> None:
    pod = crashing_pod(ended(143), probed(ports=[{"containerPort": 80}]))
    found = examine(pod, events=[killing(pod)])
    assert found is not None
    assert "declares the ports 80; the probe asks port 8080" in found.note


def test_the_port_that_the_program_says_it_listens_on_is_pointed_out() -> None:
    pod = crashing_pod(ended(143), probed())
    found = examine(pod, events=[killing(pod)], log="INFO listening on 0.0.0.0:9090\n")
    assert found is not None
    assert "listens on 9090; the probe asks port 8080" in found.note


def test_a_startup_probe_is_told_from_a_liveness_probe() -> None:
    pod = crashing_pod(ended(137), probed(startupProbe={**HTTP, "failureThreshold": 30}))
    found = examine(pod, events=[killing(pod, "startup")])
    assert found is not None
    assert found.cause == "crash.startup-probe"
    assert "about 60 s" in found.note


def test_repeated_kills_may_leave_only_the_probes_event() -> None:
    pod = crashing_pod(ended(0, "Completed"), probed())
    events = [killing(pod, last=ago(minutes=5)), event(pod, "Unhealthy", REFUSED, last=FINISHED)]
    found = examine(pod, events=events)
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.liveness-probe", Certainty.PROVEN)


def test_a_kill_an_hour_ago_does_not_explain_an_exception_now() -> None:
    pod = crashing_pod(ended(1), probed())
    log = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: 7\n'
    found = examine(pod, events=[killing(pod, last=ago(hours=1))], log=log)
    assert found is not None
    assert found.cause == "crash.application-error"


def test_a_probe_that_fails_because_the_process_is_dying_did_not_kill_it() -> None:
    pod = crashing_pod(ended(1), probed())
    log = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: 7\n'
    found = examine(pod, events=[event(pod, "Unhealthy", REFUSED, last=FINISHED)], log=log)
    assert found is not None
    assert found.cause == "crash.application-error"


def test_without_events_a_clean_stop_under_a_probe_is_a_possibility() -> None:
    pod = crashing_pod(ended(0, "Completed"), probed())
    found = examine(pod, log="[notice] 1#1: signal 3 (SIGQUIT) received, shutting down\n")
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.liveness-probe", Certainty.POSSIBLE)


def test_a_clean_end_without_a_probe_is_a_task_that_finished() -> None:
    found = examine(crashing_pod(ended(0, "Completed")), log="done, shutting down\n")
    assert found is not None
    assert found.cause == "crash.completed-and-restarted"


def test_another_containers_kill_is_not_this_ones() -> None:
    pod = crashing_pod(ended(1), probed())
    other = event(pod, "Killing", "Container db failed liveness probe, will be restarted", last=STARTED, container="db")
    found = examine(pod, events=[other])
    assert found is not None
    assert found.cause == "crash.unexplained"
