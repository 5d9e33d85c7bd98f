"""Three causes that look alike: the container's limit, the node, the program's heap."""

from kanivete.model import Certainty
from tests.unit.diagnose.crashed import FINISHED, container, crashing_pod, ended, examine, node_event, quotes
from tests.unit.diagnose.fakes import ago

LIMITED = container(resources={"limits": {"memory": "64Mi"}})


def test_the_kernel_enforces_the_limit() -> None:
    found = examine(crashing_pod(ended(137, "OOMKilled"), LIMITED))
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.out-of-memory-limit", Certainty.PROVEN)
    assert "OOMKilled" in quotes(found)
    assert "64Mi" in quotes(found)
    assert "64Mi" in found.note


def test_exit_code_137_alone_is_no_proof_of_memory() -> None:
    found = examine(crashing_pod(ended(137, "Error"), LIMITED))
    assert found is not None
    assert not found.cause.startswith("crash.out-of-memory")


def test_without_a_limit_a_full_node_kills() -> None:
    oom = node_event("SystemOOM", "System OOM encountered, victim process: java, pid: 4711", FINISHED)
    found = examine(crashing_pod(ended(137, "OOMKilled")), events=[oom])
    assert found is not None
    assert found.cause == "crash.out-of-memory-node"
    assert "victim process: java" in quotes(found)
    assert found.root is not None
    assert (found.root.kind, found.root.name) == ("Node", "node1")


def test_a_node_that_was_full_yesterday_did_not_kill_today() -> None:
    oom = node_event("SystemOOM", "System OOM encountered, victim process: java, pid: 4711", ago(hours=20))
    found = examine(crashing_pod(ended(137)), events=[oom])
    assert found is not None
    assert found.cause == "crash.signal"


def test_a_full_heap_is_the_programs_own_limit() -> None:
    log = 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n\tat App.main(App.java:3)\n'
    found = examine(crashing_pod(ended(1), LIMITED), log=log)
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.out-of-memory-heap", Certainty.PROVEN)
    assert "OutOfMemoryError" in quotes(found)
    assert "64Mi" in quotes(found)
