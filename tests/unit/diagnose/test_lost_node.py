"""Services whose pods were lost with their node: told below the node, and never the program's fault."""

from typing import Any

import pytest

from kanivete.diagnose.engine import diagnose
from kanivete.kube.kinds import PODS
from kanivete.model import Finding, Scope
from tests.unit.diagnose.fakes import ago
from tests.unit.diagnose.nodes import READY, SILENT, node
from tests.unit.diagnose.test_service import Manifest, cluster, crashing, pod, service, slice_of

NODES = (node(SILENT, name="n1", since=5), node(READY, name="n2"))


def found(*manifests: Manifest, namespaces: tuple[str, ...] = (), nodes: Any = NODES) -> tuple[Finding, ...]:
    source = cluster(*manifests)
    source._objects += nodes
    return diagnose(source, Scope(namespaces=namespaces))[0]


def marked(name: str = "web-1", *, on: str = "n1", seconds: float = 5, **more: Any) -> Manifest:
    """A pod that the control plane marked so long ago: its containers are as its kubelet told last."""
    made = pod(name, ready=False, **more)
    made["spec"]["nodeName"] = on
    made["status"]["conditions"][0]["lastTransitionTime"] = ago(seconds=seconds)
    return made


def image_typos(count: int) -> list[Manifest]:
    """Replicas with a misspelt image."""
    waiting = {"name": "main", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "not found"}}}
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "typo", "uid": "7", "controller": True}
    made = [
        pod(f"typo-{n}", labels={"app": "typo"}, ready=False, phase="Pending", containerStatuses=[waiting])
        for n in range(count)
    ]
    for one in made:
        one["metadata"]["ownerReferences"] = [owner]
    return made


@pytest.mark.parametrize("seconds", [5, 600])
def test_a_service_whose_pods_were_lost_is_a_consequence_of_the_node(seconds: float) -> None:
    [one] = found(marked(seconds=seconds), service(), slice_of("web", False))
    assert (one.cause, one.subject.name) == ("node.status-unknown", "n1")
    assert [(c.subject.kind, c.subject.name) for c in one.consequences] == [("Service", "web")]


def test_several_services_are_consequences_each() -> None:
    api = marked("api-1", labels={"app": "api"})
    [one] = found(
        marked(), service(), slice_of("web", False), api, service("api", {"app": "api"}), slice_of("api", False)
    )
    assert one.subject.name == "n1"
    assert [c.subject.name for c in one.consequences] == ["api", "web"]


def test_a_lost_node_stands_above_what_is_smaller() -> None:
    lost, typo = found(*image_typos(5), marked(), service(), slice_of("web", False))
    assert lost.cause == "node.status-unknown"
    assert typo.affected.total > lost.affected.total
    assert typo.severity == lost.severity


def test_a_service_whose_program_fails_on_a_well_node_is_not_the_lost_nodes() -> None:
    broken = crashing()
    broken["spec"]["nodeName"] = "n2"
    node_finding, other = found(broken, service(), slice_of("web", False))
    assert node_finding.subject.name == "n1"
    assert not node_finding.consequences
    assert other.cause.startswith("crash.")
    assert [c.subject.name for c in other.consequences] == ["web"]


def test_a_gate_that_nobody_opens_on_a_well_node_stays_a_finding() -> None:
    findings = found(marked(on="n2", seconds=600), service(), slice_of("web", False))
    assert [one.cause for one in findings] == ["node.status-unknown", "service.no-ready-endpoints"]


def test_where_some_of_the_pods_are_on_a_well_node_the_service_is_not_the_lost_nodes() -> None:
    findings = found(
        marked(seconds=600), marked("web-2", on="n2", seconds=600), service(), slice_of("web", False, False)
    )
    assert [one.cause for one in findings] == ["node.status-unknown", "service.no-ready-endpoints"]


def test_a_service_that_has_a_ready_pod_elsewhere_is_silent() -> None:
    well = pod("web-2")
    well["spec"]["nodeName"] = "n2"
    [one] = found(marked(), well, service(), slice_of("web", False, True))
    assert one.subject.name == "n1"
    assert not one.consequences


def test_where_nodes_are_out_of_scope_the_services_finding_names_the_node() -> None:
    [one] = found(marked(), service(), slice_of("web", False), namespaces=("shop",))
    assert one.cause == "service.no-ready-endpoints"
    assert "Node n1" in one.explanation


def test_pods_are_listed_once_for_it() -> None:
    source = cluster(marked(), service(), slice_of("web", False))
    source._objects += NODES
    diagnose(source, Scope())
    assert source.asked.count(("list", PODS.resource, "")) <= 1


def test_pods_that_are_examined_for_another_reason_were_lost_all_the_same() -> None:
    ended = {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": ago(minutes=5)}}
    running = {"running": {"startedAt": ago(minutes=5)}}
    status = {"name": "main", "ready": True, "state": running, "lastState": ended, "restartCount": 1}
    [one] = found(marked(containerStatuses=[status]), service(), slice_of("web", False))
    assert one.subject.name == "n1"
    assert [c.subject.name for c in one.consequences] == ["web"]
