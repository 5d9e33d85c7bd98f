"""What it was not: only what the facts clear."""

from kanivete.diagnose.hypothesis import Hypothesis
from tests.unit.diagnose.crashed import container, crashing_pod, ended, examine, node
from tests.unit.diagnose.fakes import event

PULLED = 'Container image "example.test/app:1" already present on machine'


def because(found: Hypothesis | None) -> dict[str, str]:
    assert found is not None
    return {one.cause: one.because for one in found.ruled_out}


def test_the_facts_that_clear_kubernetes_are_quoted() -> None:
    pod = crashing_pod(ended(1))
    cleared = because(examine(pod, log="Error: bad luck\n", events=[event(pod, "Pulled", PULLED)], objects=[node()]))
    assert PULLED in cleared["image.unrecognised"]
    assert "Ready=True (kubelet is posting ready status)" in cleared["node.kubelet-stopped"]
    assert "DiskPressure=False" in cleared["node.disk-pressure"]
    assert "Error, not OOMKilled" in cleared["crash.out-of-memory-limit"]
    assert "no liveness and no startup probe" in cleared["crash.liveness-probe"]
    assert "exit code 1" in cleared["crash.start-error"]


def test_where_the_events_are_gone_the_image_id_clears_the_pull() -> None:
    assert "sha256:1" in because(examine(crashing_pod(ended(1))))["image.unrecognised"]


def test_a_node_under_pressure_or_not_ready_is_not_cleared() -> None:
    cleared = because(examine(crashing_pod(ended(1)), objects=[node(ready="Unknown", memory="True")]))
    assert not [cause for cause in cleared if cause.startswith("node.")]


def test_a_node_that_was_not_seen_is_not_cleared() -> None:
    assert not [cause for cause in because(examine(crashing_pod(ended(1)))) if cause.startswith("node.")]


def test_a_probe_is_cleared_only_by_events_that_do_not_blame_it() -> None:
    pod = crashing_pod(ended(1), container(livenessProbe={"httpGet": {"port": 80}}))
    assert "crash.liveness-probe" not in because(examine(pod))
    assert "crash.liveness-probe" in because(examine(pod, events=[event(pod, "Pulled", PULLED)]))


def test_out_of_memory_is_not_cleared_when_it_is_the_cause() -> None:
    pod = crashing_pod(ended(137, "OOMKilled"), container(resources={"limits": {"memory": "64Mi"}}))
    assert not [cause for cause in because(examine(pod)) if cause.startswith("crash.out-of-memory")]
