"""Nodes: what their conditions, leases and versions tell from the API alone."""

import pytest

from kanivete.diagnose.context import Context
from kanivete.diagnose.engine import diagnose
from kanivete.diagnose.examiners.node import examine
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.events import Event
from kanivete.kube.meta import ObjectMeta, Reference
from kanivete.kube.nodes import Node
from kanivete.model import Finding, Owner, Scope, Severity
from tests.unit.diagnose.fakes import FakeSource, ago
from tests.unit.diagnose.nodes import READY, SILENT, lease, node


def causes(of: Node) -> list[str]:
    return [found.cause for found in examine(of, Context(FakeSource()))]


def findings(source: FakeSource) -> tuple[Finding, ...]:
    return diagnose(source, Scope(names=(("node", "node1"),)))[0]


def all_findings(source: FakeSource) -> tuple[Finding, ...]:
    return diagnose(source, Scope(names=tuple(("node", f"node{n}") for n in (1, 2, 3))))[0]


def test_a_ready_node_is_healthy_whatever_others_write_into_its_conditions() -> None:
    assert causes(node(READY, ("KernelReady", "True", "Fine", "ok"), ("MemoryPressure", "False", "", ""))) == []
    assert causes(node(READY, ("SomethingOfOurs", "Unknown", "WhoKnows", "nobody asked"))) == []


@pytest.mark.parametrize(
    ("condition", "cause"),
    [
        (SILENT, "node.status-unknown"),
        (
            (
                "Ready",
                "False",
                "KubeletNotReady",
                "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
                "message:Network plugin returns error: cni plugin not initialized",
            ),
            "node.cni-not-initialized",
        ),
        (("Ready", "False", "KubeletNotReady", "the moon is in the wrong house"), "node.unrecognised"),
        (("DiskPressure", "True", "KubeletHasDiskPressure", "kubelet has disk pressure"), "node.disk-pressure"),
    ],
)
def test_a_bad_condition_is_named_and_quoted(condition: tuple[str, str, str, str], cause: str) -> None:
    (found,) = examine(node(condition), Context(FakeSource()))
    assert found.cause == cause
    assert condition[3] in found.evidence[0].text


def test_a_cordoned_node_that_is_ready_is_no_finding() -> None:
    assert causes(node(READY, cordoned=True)) == []


def test_that_a_silent_node_is_cordoned_is_said() -> None:
    (found,) = examine(node(SILENT, cordoned=True), Context(FakeSource()))
    assert "cordoned" in found.note


def test_nothing_is_asked_about_nodes_that_are_well() -> None:
    source = FakeSource(objects=[node(READY, name="node1"), node(READY, name="node2")])
    assert findings(source) == ()
    asked = {(verb, what) for verb, what, *_ in source.asked}
    assert not {verb for verb, _ in asked} & {"node log", "kubelet health"}
    assert ("list", "leases") not in asked


class TestLeases:
    def test_one_silent_node_among_others_that_renew_is_about_that_node(self) -> None:
        told = self._note(
            [node(SILENT), node(READY, name="node2")], [lease("node1", minutes=6), lease("node2", seconds=4)]
        )
        assert "node2" in told.note
        assert "360 seconds ago" in told.note
        assert any(one.text == f"renewTime: {ago(minutes=6)}" for one in told.evidence)

    def test_a_lease_that_is_renewed_all_the_same_points_at_the_control_planes_clock(self) -> None:
        told = self._note([node(SILENT), node(READY, name="node2")], [lease("node1", seconds=3)])
        assert "renewed all the same" in told.note

    def test_a_whole_zone_that_is_silent_is_named(self) -> None:
        zone = [node(SILENT, zone="a"), node(SILENT, name="node2", zone="a"), node(READY, name="node3", zone="b")]
        assert "zone a" in self._note(zone, []).note

    def test_one_silent_node_of_two_in_its_zone_is_not_the_zone(self) -> None:
        zone = [node(SILENT, zone="a"), node(READY, name="node2", zone="a"), node(READY, name="node3", zone="b")]
        assert "zone a" not in self._note(zone, []).note

    def test_a_lease_of_a_node_that_is_no_more_counts_for_nothing(self) -> None:
        told = self._note([node(SILENT), node(READY, name="node2")], [lease("gone", seconds=3)])
        assert "gone" not in told.note

    @staticmethod
    def _note(nodes: list[Node], leases: list[object]) -> Hypothesis:
        source = FakeSource(objects=[*nodes, *leases])  # type: ignore[list-item]
        (found,) = examine(nodes[0], Context(source))
        return found


class TestAllSilent:
    def test_when_no_node_is_heard_it_is_the_control_plane(self) -> None:
        nodes = [node(SILENT, name=f"node{n}") for n in (1, 2, 3)]
        leases = [lease(f"node{n}", minutes=6) for n in (1, 2, 3)]
        (found,) = all_findings(FakeSource(objects=[*nodes, *leases]))
        assert (found.cause, found.owner) == ("node.all-silent", Owner.CONTROL_PLANE)
        assert found.subject.kind == "ControlPlane"
        assert {one.subject.name for one in found.consequences} == {"node1", "node2", "node3"}
        assert "NodeStatusUnknown" in found.evidence[0].text

    def test_when_one_node_is_heard_it_is_the_others(self) -> None:
        nodes = [node(SILENT, name="node1"), node(SILENT, name="node2"), node(READY, name="node3")]
        found = all_findings(FakeSource(objects=nodes))
        assert [(one.cause, one.subject.name) for one in found] == [
            ("node.status-unknown", "node1"),
            ("node.status-unknown", "node2"),
        ]

    def test_a_grace_period_of_seconds_makes_no_lease_look_fresh(self) -> None:
        nodes = [node(SILENT, name=f"node{n}", since=10) for n in (1, 2, 3)]
        leases = [lease(f"node{n}", seconds=20 + n) for n in (1, 2, 3)]
        (found,) = all_findings(FakeSource(objects=[*nodes, *leases]))
        assert found.cause == "node.all-silent"

    def test_when_a_lease_is_still_renewed_it_is_not_the_control_plane(self) -> None:
        nodes = [node(SILENT, name="node1"), node(SILENT, name="node2")]
        found = all_findings(FakeSource(objects=[*nodes, node(SILENT, name="node3"), lease("node2", seconds=3)]))
        assert "node.all-silent" not in {one.cause for one in found}

    def test_the_only_node_of_a_cluster_is_itself(self) -> None:
        (found,) = findings(FakeSource(objects=[node(SILENT)]))
        assert found.cause == "node.status-unknown"


class TestVersions:
    @pytest.mark.parametrize(
        ("kubelet", "server"),
        [
            ("v1.36.3", "v1.36.3"),
            ("v1.33.0", "v1.36.3"),
            ("v1.32.4-gke.100", "v1.32.4-gke.1"),
            ("v1.36.9", "v1.36.0"),
            ("", "v1.36.3"),
            ("v1.36.3", ""),
            ("weird", "v1.36.3"),
        ],
    )
    def test_versions_that_go_together_or_are_not_known_are_silent(self, kubelet: str, server: str) -> None:
        found = list(examine(node(READY, version=kubelet), Context(FakeSource(version=server))))
        assert found == []

    @pytest.mark.parametrize(
        ("kubelet", "server"), [("v1.37.0", "v1.36.3"), ("v1.32.9", "v1.36.3"), ("v1.24.1", "v1.27.2")]
    )
    def test_a_kubelet_that_is_newer_or_too_old_is_a_warning(self, kubelet: str, server: str) -> None:
        source = FakeSource(objects=[node(READY, version=kubelet)], version=server)
        (found,) = findings(source)
        assert (found.cause, found.severity) == ("node.version-skew", Severity.WARNING)
        assert [one.text for one in found.evidence] == [kubelet, server]
        assert kubelet in found.title

    def test_many_nodes_with_old_kubelets_are_one_finding(self) -> None:
        nodes = [node(READY, name=f"node{n}", version="v1.30.1") for n in (1, 2, 3)]
        (found,) = all_findings(FakeSource(objects=nodes, version="v1.36.3"))
        assert {one.subject.name for one in found.consequences} == {"node1", "node2", "node3"}


def _event(reason: str, message: str, about: str = "node1") -> Event:
    return Event(
        metadata=ObjectMeta(name=f"{about}.{reason}", namespace="default"),
        reason=reason,
        message=message,
        type="Warning",
        involved_object=Reference(kind="Node", name=about),
        first_timestamp=ago(minutes=9),
        last_timestamp=ago(minutes=1),
    )


def test_a_nodes_own_events_say_what_it_is_short_of() -> None:
    pressed = node(("DiskPressure", "True", "KubeletHasDiskPressure", "kubelet has disk pressure"))
    events = [
        _event("FreeDiskSpaceFailed", "Failed to garbage collect required amount of images"),
        _event("FreeDiskSpaceFailed", "of another", about="node2"),
        _event("NodeHasSufficientMemory", "Node node1 status is now: NodeHasSufficientMemory"),
    ]
    (found,) = examine(pressed, Context(FakeSource(events=events)))
    assert [one.text for one in found.evidence[1:]] == ["Failed to garbage collect required amount of images"]
