"""Commands that the API server would accept for the object at hand."""

import pytest

from kanivete.diagnose.commands import ENDED, RESTARTS, STATIC, fitting
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.model import Certainty, ObjectRef

EDIT = "kubectl edit -n {namespace} {workload}"
SET = "kubectl set resources -n {namespace} {workload} --limits=memory=1Gi"
LOGS = "kubectl logs -n {namespace} {pod} --previous"


def about(kind: str, cause: str = "crash.application-error", **facts: str) -> Hypothesis:
    subject = ObjectRef(kind=kind, namespace="shop", name="it")
    known = {"namespace": "shop", "workload": f"{kind.lower()}/it", "pod": "it-1", **facts}
    return Hypothesis(cause, subject, subject, "Error", Certainty.PROVEN, (), known)


@pytest.mark.parametrize("command", [EDIT, SET])
@pytest.mark.parametrize("kind", ["Job", "Pod"])
def test_what_cannot_be_changed_is_made_again(kind: str, command: str) -> None:
    name = kind.lower()
    assert fitting(command, about(kind)) == (
        f"kanivete neat -n shop {name}/it > it.yaml && ${{EDITOR:-vi}} it.yaml && kubectl replace --force -f it.yaml"
    )


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "CronJob", "ReplicaSet"])
def test_what_can_be_changed_is(kind: str) -> None:
    assert fitting(EDIT, about(kind)) == f"kubectl edit -n shop {kind.lower()}/it"


def test_the_image_of_a_bare_pod_can_be_changed_and_that_of_a_job_cannot() -> None:
    assert fitting(EDIT, about("Pod", "image.tag-not-found")) == "kubectl edit -n shop pod/it"
    assert "replace --force" in fitting(EDIT, about("Job", "image.tag-not-found"))


def test_other_objects_are_edited_beside_a_job() -> None:
    assert fitting("kubectl edit configmap -n {namespace} settings", about("Job")) == (
        "kubectl edit configmap -n shop settings"
    )


def test_a_static_pod_is_changed_by_no_command() -> None:
    assert fitting(EDIT, about("Pod", **{STATIC: "true"})) == ""


def test_only_what_was_restarted_has_a_previous_log() -> None:
    assert fitting(LOGS, about("Pod", **{RESTARTS: "0"})) == "kubectl logs -n shop it-1"
    assert fitting(LOGS, about("Pod", **{RESTARTS: "2"})).endswith("--previous")


def test_what_has_ended_and_is_not_started_again_yet_has_its_end_in_the_current_log() -> None:
    assert fitting(LOGS, about("Pod", **{RESTARTS: "2", ENDED: "true"})) == "kubectl logs -n shop it-1"
    assert fitting(LOGS, about("Pod", **{RESTARTS: "2", ENDED: ""})).endswith("--previous")
