"""Ends that the status alone explains."""

import pytest

from kanivete.kube.pods import ContainerState, PodStatus, Running
from kanivete.model import Certainty
from tests.unit.diagnose.crashed import FINISHED, container, crashing_pod, ended, examine, quotes
from tests.unit.diagnose.fakes import ago, event


def test_a_server_that_finishes_with_0_belongs_into_a_job() -> None:
    found = examine(crashing_pod(ended(0, "Completed")), log="done\n")
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.completed-and-restarted", Certainty.PROVEN)
    assert "exitCode: 0" in quotes(found)
    assert "Always" in quotes(found)


@pytest.mark.parametrize("policy", ["Never", "OnFailure"])
def test_a_task_that_finishes_with_0_is_healthy(policy: str) -> None:
    assert examine(crashing_pod(ended(0, "Completed"), restart_policy=policy)) is None


def test_an_init_container_that_finishes_with_0_is_healthy() -> None:
    assert examine(crashing_pod(ended(0, "Completed"), init=True)) is None


def test_a_sidecar_that_finishes_with_0_is_started_again_like_a_server() -> None:
    found = examine(crashing_pod(ended(0, "Completed"), container(restartPolicy="Always"), init=True))
    assert found is not None
    assert found.cause == "crash.completed-and-restarted"


@pytest.mark.parametrize(
    ("code", "certainty"),
    [(139, Certainty.PROVEN), (132, Certainty.PROVEN), (135, Certainty.PROVEN), (137, Certainty.POSSIBLE)],
)
def test_a_signal_is_named(code: int, certainty: Certainty) -> None:
    found = examine(crashing_pod(ended(code)))
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.signal", certainty)
    assert f"exitCode: {code}" in quotes(found)
    assert f"exit code {code}: " in found.note


def test_an_error_logged_earlier_does_not_explain_a_segmentation_fault() -> None:
    found = examine(crashing_pod(ended(139)), log="ERROR: could not warm the cache\n")
    assert found is not None
    assert found.cause == "crash.signal"


def test_a_process_that_aborts_itself_said_why() -> None:
    log = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n"
    found = examine(crashing_pod(ended(134)), log=log)
    assert found is not None
    assert found.cause == "crash.out-of-memory-heap"


def test_a_stop_in_a_rollout_is_normal() -> None:
    pod = crashing_pod(ended(143))
    stopping = event(pod, "Killing", "Stopping container app", last=FINISHED)
    assert examine(pod, events=[stopping]) is None


def test_a_pod_that_is_being_deleted_is_left_alone() -> None:
    assert examine(crashing_pod(ended(137), deletion_timestamp=ago(seconds=5))) is None


@pytest.mark.parametrize(("code", "cause"), [(127, "crash.command-not-found"), (126, "crash.not-executable")])
def test_a_shells_codes_say_what_it_could_not_run(code: int, cause: str) -> None:
    found = examine(crashing_pod(ended(code)))
    assert found is not None
    assert (found.cause, found.certainty) == (cause, Certainty.LIKELY)


def test_the_runtime_says_why_it_could_not_start_the_process() -> None:
    message = (
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
        'unable to start container process: exec: "/bin/vraus": stat /bin/vraus: no such file or directory: unknown'
    )
    found = examine(crashing_pod(ended(128, "StartError", message, started_at="1970-01-01T00:00:00Z")))
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.command-not-found", Certainty.PROVEN)
    assert found.facts["command"] == "/bin/vraus"
    assert message in quotes(found)


def test_words_of_the_runtime_that_nobody_knows_are_quoted() -> None:
    found = examine(crashing_pod(ended(128, "StartError", "the dog ate the namespace")))
    assert found is not None
    assert found.cause == "crash.start-error"
    assert "the dog ate the namespace" in quotes(found)


@pytest.mark.parametrize(
    ("code", "reason", "certainty"),
    [(137, "ContainerStatusUnknown", Certainty.PROVEN), (255, "Unknown", Certainty.LIKELY)],
)
def test_a_container_lost_with_its_node_is_not_the_programs_fault(code: int, reason: str, certainty: Certainty) -> None:
    found = examine(crashing_pod(ended(code, reason)))
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.node-shutdown", certainty)


def test_exit_code_255_of_a_program_is_its_own() -> None:
    found = examine(crashing_pod(ended(255)), log="Error: bad luck\n")
    assert found is not None
    assert found.cause == "crash.application-error"


def test_a_failed_post_start_hook_is_quoted() -> None:
    pod = crashing_pod(ended(137))
    failed = event(pod, "FailedPostStartHook", "PostStartHook failed", last=FINISHED)
    found = examine(pod, events=[failed])
    assert found is not None
    assert found.cause == "crash.post-start-hook"
    assert "PostStartHook failed" in quotes(found)


def test_a_hook_that_failed_before_the_last_instance_explains_nothing() -> None:
    pod = crashing_pod(ended(1))
    found = examine(pod, events=[event(pod, "FailedPostStartHook", "PostStartHook failed", last=ago(hours=1))])
    assert found is not None
    assert found.cause == "crash.unexplained"


def test_a_kill_after_older_hook_failures_is_likely_one_more() -> None:
    pod = crashing_pod(ended(137))
    found = examine(pod, events=[event(pod, "FailedPostStartHook", "PostStartHook failed", last=ago(minutes=6))])
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.post-start-hook", Certainty.LIKELY)


def test_what_nothing_explains_is_said_to_be_unexplained() -> None:
    found = examine(crashing_pod(ended(7)), log="working\nworking\n")
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.unexplained", Certainty.POSSIBLE)
    assert "exitCode: 7" in quotes(found)
    assert "working" in quotes(found)


def test_a_status_without_an_end_still_gives_an_answer() -> None:
    pod = crashing_pod(ended())
    status = pod.status.container_statuses[0]
    bare = type(status)(name=status.name, state=status.state, restart_count=5)
    found = examine(type(pod)(metadata=pod.metadata, spec=pod.spec, status=PodStatus(container_statuses=[bare])))
    assert found is not None
    assert found.cause == "crash.unexplained"
    assert "back-off" in quotes(found)


def test_the_log_of_the_next_instance_is_weaker_evidence() -> None:
    pod = crashing_pod(ended(1))
    status = pod.status.container_statuses[0]
    running = type(status)(
        name=status.name,
        state=ContainerState(running=Running(started_at=ago(seconds=5))),
        last_state=status.last_state,
        restart_count=5,
    )
    pod = type(pod)(metadata=pod.metadata, spec=pod.spec, status=PodStatus(container_statuses=[running]))
    found = examine(pod, current='Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: 7\n')
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.application-error", Certainty.LIKELY)
    assert "is gone" in found.note
