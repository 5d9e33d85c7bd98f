"""What is unhealthy, and what merely looks so."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.diagnose.symptom import SymptomKind
from kanivete.diagnose.symptoms import symptoms_of
from kanivete.kube.decode import convert
from kanivete.kube.pods import Pod
from tests.unit.diagnose.fakes import NOW, ago


def pod(status: dict[str, Any] | None = None, **more: Any) -> Pod:
    """A scheduled pod with one container `app`, in this state."""
    spec = {"nodeName": "node1", "restartPolicy": "Always", "containers": [{"name": "app", "image": "app:1"}]}
    spec |= more.pop("spec", {})
    container = {"name": "app", "ready": True, "restartCount": 0, "state": {"running": {"startedAt": ago(hours=1)}}}
    value = {
        "metadata": {
            "name": "web-0",
            "namespace": "shop",
            "creationTimestamp": ago(hours=1),
            **more.pop("metadata", {}),
        },
        "spec": spec,
        "status": {
            "phase": "Running",
            "conditions": [{"type": "PodScheduled", "status": "True", "lastTransitionTime": ago(hours=1)}],
            "containerStatuses": [container | (status or {})],
            **more,
        },
    }
    return msgspec.convert(value, Pod)


def ended(code: int, reason: str = "Error", **when: float) -> dict[str, Any]:
    return {"terminated": {"exitCode": code, "reason": reason, "finishedAt": ago(**(when or {"minutes": 1}))}}


def kinds(of: Pod) -> list[SymptomKind]:
    return [symptom.kind for symptom in symptoms_of(of, NOW)]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("ImagePullBackOff", SymptomKind.IMAGE),
        ("ErrImagePull", SymptomKind.IMAGE),
        ("ErrImageNeverPull", SymptomKind.IMAGE),
        ("InvalidImageName", SymptomKind.IMAGE),
        ("SignatureValidationFailed", SymptomKind.IMAGE),
        ("CreateContainerConfigError", SymptomKind.START),
        ("RunContainerError", SymptomKind.START),
        ("CrashLoopBackOff", SymptomKind.CRASH),
    ],
)
def test_a_container_that_waits_for_a_reason_is_a_symptom_of_that_kind(reason: str, kind: SymptomKind) -> None:
    found = symptoms_of(pod({"ready": False, "state": {"waiting": {"reason": reason}}}), NOW)
    assert [(s.kind, s.label) for s in found] == [(kind, reason)]


def test_a_running_ready_container_is_healthy() -> None:
    assert kinds(pod()) == []


def test_a_container_that_ended_with_an_error_is_a_crash() -> None:
    assert kinds(pod({"ready": False, "restartCount": 1, "state": ended(1)})) == [SymptomKind.CRASH]


def test_a_container_that_failed_once_is_about_to_be_restarted_unless_it_never_is() -> None:
    first = {"ready": False, "state": ended(1)}
    assert kinds(pod(first)) == []
    assert kinds(pod(first, phase="Failed", spec={"restartPolicy": "Never"})) == [SymptomKind.CRASH]


def test_a_reason_nobody_knows_is_about_the_image_until_that_is_there() -> None:
    odd = {"ready": False, "state": {"waiting": {"reason": "unable to parse auth field"}}}
    assert kinds(pod(odd)) == [SymptomKind.IMAGE]
    assert kinds(pod({**odd, "imageID": "sha256:1"})) == [SymptomKind.START]


def test_a_container_that_finished_is_a_crash_only_where_it_is_restarted_for_ever() -> None:
    done = {"ready": False, "restartCount": 1, "state": ended(0, "Completed")}
    assert kinds(pod(done)) == [SymptomKind.CRASH]
    assert kinds(pod(done, spec={"restartPolicy": "OnFailure"})) == []
    assert kinds(pod(done, phase="Succeeded", spec={"restartPolicy": "Never"})) == []


def test_a_loop_between_two_crashes_is_still_a_loop() -> None:
    assert kinds(pod({"restartCount": 6, "lastState": ended(1, minutes=3)})) == [SymptomKind.CRASH]


@pytest.mark.parametrize(
    "status",
    [
        {"restartCount": 1, "lastState": ended(1, minutes=3)},
        {"restartCount": 40, "lastState": ended(137, hours=5)},
        {"restartCount": 3},
    ],
    ids=["restarted once", "restarted long ago", "restarts without a trace"],
)
def test_restarts_that_are_over_are_none_of_our_business(status: dict[str, Any]) -> None:
    assert kinds(pod(status)) == []


def test_an_init_container_that_is_done_is_healthy_and_one_that_failed_is_a_crash() -> None:
    spec = {"initContainers": [{"name": "init", "image": "init:1"}]}
    waiting = {"ready": False, "state": {"waiting": {"reason": "PodInitializing"}}}
    for state, expected in ((ended(0, "Completed"), []), (ended(3), [SymptomKind.CRASH])):
        init = {"name": "init", "ready": False, "restartCount": 1, "state": state}
        of = pod(waiting, spec=spec, initContainerStatuses=[init])
        assert kinds(of) == expected


def test_a_running_container_that_is_not_ready_is_worth_a_look_and_a_running_init_container_is_not() -> None:
    assert kinds(pod({"ready": False})) == [SymptomKind.NOT_READY]
    running = [{"name": "init", "ready": False, "state": {"running": {}}}]
    assert kinds(pod(spec={"initContainers": [{"name": "init"}]}, initContainerStatuses=running)) == []


def test_a_pod_being_created_is_healthy_while_it_is_young() -> None:
    creating = {"ready": False, "state": {"waiting": {"reason": "ContainerCreating"}}}
    young = [{"type": "PodScheduled", "status": "True", "lastTransitionTime": ago(seconds=5)}]
    assert kinds(pod(creating, phase="Pending")) == [SymptomKind.CREATING]
    assert kinds(pod(creating, phase="Pending", conditions=young)) == []


def test_a_pod_without_a_node_says_why() -> None:
    conditions = [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]
    of = pod(phase="Pending", spec={"nodeName": ""}, conditions=conditions, containerStatuses=[])
    assert [(s.kind, s.label) for s in symptoms_of(of, NOW)] == [(SymptomKind.PENDING, "Unschedulable")]


def test_a_pod_going_away_is_healthy_until_it_is_overdue() -> None:
    crashing = {"ready": False, "state": ended(143)}
    assert kinds(pod(crashing, metadata={"deletionTimestamp": ago(seconds=-20)})) == []
    assert kinds(pod(crashing, metadata={"deletionTimestamp": ago(minutes=20)})) == [SymptomKind.TERMINATING]


def test_a_pod_that_failed_as_a_whole_is_one_symptom() -> None:
    of = pod({"ready": False, "state": ended(137)}, phase="Failed", reason="Evicted")
    assert [(s.kind, s.label) for s in symptoms_of(of, NOW)] == [(SymptomKind.POD_FAILED, "Evicted")]


_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(where=st.sampled_from(["metadata", "spec", "status", "status.containerStatuses", "spec.containers"]), odd=_ODD)
def test_no_odd_field_makes_it_fail(where: str, odd: object) -> None:
    value = msgspec.to_builtins(pod({"ready": False, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}))
    parent = value
    *path, last = where.split(".")
    for step in path:
        parent = parent[step]
    parent[last] = odd
    if (of := convert(value, Pod, [])) is not None:
        symptoms_of(of, NOW)
