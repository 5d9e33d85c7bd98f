"""What was tried and read on a node, in the findings about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from kanivete.diagnose.at_node import at_node
from kanivete.diagnose.engine import diagnose
from kanivete.kube.nodes import Node
from kanivete.model import Evidence, Finding, ObjectRef, Origin, Scope
from kanivete.node.facts.model import Kubelet, NodeFacts, Unit
from kanivete.node.ports import CONTROL_PLANE, Requirement, Result
from kanivete.node.reach.log import ReadLog, read_log
from kanivete.node.reach.nothing import NoCluster
from kanivete.node.report.model import NodeReport
from kanivete.probe.steps import Outcome, Probed, Step, StepName, Target
from kanivete.sources.base import NodeDump
from tests.unit.diagnose.fakes import NOW, FakeSource
from tests.unit.diagnose.nodes import READY, SILENT, heartbeat_failed, lease, logged, node

DROP = "*filter\n:INPUT ACCEPT [0:0]\n[7:420] -A INPUT -s 10.0.0.22/32 -j DROP\nCOMMIT\n"
UNAUTHORIZED = "".join(
    logged(seconds, 'controller.go:201] "Failed to ensure lease exists, will retry" err="Unauthorized" interval="7s"')
    for seconds in (20, 9, 2)
)
WALL = NodeDump("cp", "iptables-save", DROP)


def silent(**more: Any) -> FakeSource:
    """A cluster in which node2 is silent and node1 is well."""
    nodes = [node(SILENT, name="node2", address="10.0.0.22"), node(READY, name="node1", address="10.0.0.21")]
    return FakeSource(objects=[*nodes, lease("node1", seconds=3), lease("node2", minutes=5)], **more)


def findings(source: FakeSource, report: NodeReport) -> tuple[Finding, ...]:
    found, _ = diagnose(source, Scope(names=(("nodes", "node2"),)))
    return at_node(report, found, source)


def of(source: FakeSource, **more: Any) -> NodeReport:
    from kanivete.kube.kinds import NODES

    found = source.get(NODES, "", "node2")
    assert isinstance(found, Node)
    return NodeReport("node2", node=found, **more)


def path(outcome: Outcome, host: str = "10.0.0.10", *, required: bool = True, id: str = "apiserver") -> Result:
    requirement = Requirement(id, "node2", CONTROL_PLANE, Target(host, 6443), "why", required, "the test")
    return Result(
        requirement, Probed("ssh node2", requirement.target, (Step(StepName.TCP, outcome, 3.0, "no answer"),))
    )


def unit(name: str, active: str, sub: str) -> Unit:
    return Unit(name, active, sub, "success", 0, 0, datetime(2026, 11, 22, 7, 0, tzinfo=UTC), "enabled")


def facts(*units: Unit) -> NodeFacts:
    return NodeFacts("ssh node2", units=units)


def certificate(days: tuple[int, int]) -> NodeFacts:
    begin, end = (NOW + timedelta(days=one) for one in days)
    kubelet = Kubelet(kubeconfig="/etc/kubernetes/kubelet.conf", not_before=begin, not_after=end)
    return replace(facts(unit("kubelet", "active", "running")), kubelet=kubelet)


def log_of(*lines: str) -> ReadLog:
    return read_log(["".join(lines).encode()], "a file", NOW)


def test_a_path_that_is_dropped_tells_why_a_node_is_silent() -> None:
    source = silent()
    (finding,) = findings(source, of(source, paths=(path(Outcome.DROPPED),)))
    assert (finding.cause, finding.certainty, finding.rank) == ("node.apiserver-unreachable", "proven", 1)
    assert [one.origin for one in finding.evidence] == ["probe", "status", "status"]
    assert finding.evidence[0].text == "10.0.0.10:6443 dropped: no answer"
    assert finding.evidence[0].field == "tcp (ssh node2)"


def test_with_the_rule_that_drops_it() -> None:
    source = silent(firewalls=[WALL])
    (finding,) = findings(source, of(source, paths=(path(Outcome.DROPPED),)))
    assert finding.evidence[-1].text == "-A INPUT -s 10.0.0.22/32 -j DROP"
    assert "iptables -D INPUT -s 10.0.0.22/32 -j DROP" in [remedy.command for remedy in finding.remedies]


def test_the_log_and_the_path_are_one_finding() -> None:
    log = "".join(heartbeat_failed(seconds) for seconds in (40, 20, 2))
    source = silent(firewalls=[WALL], node_logs={"node2": log})
    (finding,) = findings(source, of(source, paths=(path(Outcome.DROPPED),)))
    origins = [str(one.origin) for one in finding.evidence]
    assert origins[0] == "node-log"
    assert origins[-2:] == ["probe", "firewall"]
    assert origins.count("probe") == 1


def test_where_nobody_listens_the_control_plane_is_to_be_looked_after() -> None:
    source = silent()
    (finding,) = findings(source, of(source, paths=(path(Outcome.REFUSED),)))
    assert (finding.cause, finding.owner) == ("node.apiserver-unreachable", "control-plane")
    (balancer,) = findings(source, of(source, paths=(path(Outcome.REFUSED, "127.0.0.1"),)))
    (walled,) = findings(silent(firewalls=[WALL]), of(source, paths=(path(Outcome.REFUSED),)))
    assert (balancer.owner, walled.owner) == ("network", "network")


@pytest.mark.parametrize(
    "paths",
    [
        (path(Outcome.OK),),
        (path(Outcome.UNKNOWN),),
        (path(Outcome.DROPPED, required=False),),
        (path(Outcome.DROPPED, id="flannel-vxlan"),),
        (replace(path(Outcome.DROPPED), probed=None, untested="no way in"),),
    ],
)
def test_other_paths_tell_nothing(paths: tuple[Result, ...]) -> None:
    source = silent()
    (finding,) = findings(source, of(source, paths=paths))
    assert finding.cause == "node.status-unknown"


def test_a_kubelet_that_is_stopped() -> None:
    source = silent()
    (finding,) = findings(source, of(source, facts=facts(unit("kubelet", "inactive", "dead"))))
    assert finding.cause == "node.kubelet-stopped"
    assert finding.evidence[0].field == "systemctl show kubelet"
    assert finding.evidence[0].text.startswith("ActiveState=inactive SubState=dead")


@pytest.mark.parametrize(
    ("paths", "active", "cause"),
    [
        ((path(Outcome.OK),), "inactive", "node.kubelet-stopped"),
        ((path(Outcome.OK), path(Outcome.DROPPED, "10.0.0.11")), "inactive", "node.apiserver-unreachable"),
        ((), "inactive", "node.apiserver-unreachable"),
        ((path(Outcome.OK),), "active", "node.apiserver-unreachable"),
    ],
    ids=["reached again", "one still dropped", "not tried", "it runs"],
)
def test_a_kubelet_that_was_stopped_after_its_log_told_of_something_else(
    paths: tuple[Result, ...], active: str, cause: str
) -> None:
    source = silent(node_logs={"node2": "".join(heartbeat_failed(seconds) for seconds in (40, 20, 2))})
    (finding,) = findings(source, of(source, paths=paths, facts=facts(unit("kubelet", active, "dead"))))
    assert finding.cause == cause
    assert "node-log" in {str(one.origin) for one in finding.evidence}


def test_a_runtime_that_is_stopped() -> None:
    source = silent()
    units = (unit("kubelet", "active", "running"), unit("containerd", "failed", "failed"))
    (finding,) = findings(source, of(source, facts=facts(*units)))
    assert finding.cause == "node.runtime-down"


def test_what_the_node_says_comes_before_what_its_pods_have_met() -> None:
    source = silent()
    found, _ = diagnose(source, Scope(names=(("nodes", "node2"),)))
    pod = Evidence(Origin.EVENT, "cni plugin not initialized", ObjectRef(kind="Pod", namespace="shop", name="web"))
    met = msgspec.structs.replace(found[0], cause="node.cni-not-initialized", evidence=(pod,))
    said = at_node(of(source, paths=(path(Outcome.DROPPED),)), (met, *found), source)
    causes = ["node.apiserver-unreachable", "node.cni-not-initialized"]
    assert [(one.rank, one.cause) for one in said] == list(enumerate(causes, 1))


def test_units_that_nobody_ever_started_are_none_of_it() -> None:
    source = silent()
    spare = replace(unit("docker", "inactive", "dead"), since=None, enabled="disabled")
    (finding,) = findings(source, of(source, facts=facts(unit("kubelet", "active", "running"), spare)))
    assert finding.cause == "node.status-unknown"


def test_a_node_that_is_ready_gets_no_finding_of_it() -> None:
    source = FakeSource(objects=[node(READY, name="node2", address="10.0.0.22"), lease("node2", seconds=2)])
    report = of(source, paths=(path(Outcome.DROPPED),), facts=facts(unit("docker", "failed", "failed")))
    assert findings(source, report) == ()


def test_a_node_that_is_cut_off_and_of_which_the_api_does_not_know_it_yet() -> None:
    well = node(READY, name="node2", address="10.0.0.22")
    source = FakeSource(objects=[well, lease("node2", seconds=9)], firewalls=[WALL])
    report = of(source, paths=(path(Outcome.DROPPED),), log=log_of(heartbeat_failed(8), heartbeat_failed(3)))
    (finding,) = findings(source, report)
    assert (finding.cause, finding.certainty, finding.rank) == ("node.apiserver-unreachable", "proven", 1)
    assert [str(one.origin) for one in finding.evidence] == ["node-log", "node-log", "probe", "firewall"]


def test_a_log_alone_or_a_path_alone_is_no_finding_about_a_node_that_is_ready() -> None:
    source = FakeSource(objects=[node(READY, name="node2", address="10.0.0.22"), lease("node2", seconds=2)])
    log = log_of(heartbeat_failed(8), heartbeat_failed(3))
    assert findings(source, of(source, paths=(path(Outcome.OK),), log=log)) == ()
    assert findings(source, of(source, paths=(path(Outcome.DROPPED),), log=log_of("all is well\n"))) == ()


@pytest.mark.parametrize(
    ("days", "cause", "field"),
    [((-400, -3), "node.certificate-expired", "notAfter="), ((1, 400), "node.clock-skew", "notBefore=")],
)
def test_a_certificate_that_is_not_good_now(days: tuple[int, int], cause: str, field: str) -> None:
    source = silent(node_logs={"node2": UNAUTHORIZED})
    found = findings(source, of(source, facts=certificate(days)))
    assert [(one.cause, one.certainty) for one in found] == [(cause, "proven")]
    assert found[0].evidence[0].text.startswith(field)
    assert found[0].evidence[0].field == "/etc/kubernetes/kubelet.conf"
    assert "<" not in found[0].explanation


def test_a_certificate_that_is_good_says_nothing() -> None:
    source = silent(node_logs={"node2": UNAUTHORIZED})
    (finding,) = findings(source, of(source, facts=certificate((-3, 300))))
    assert finding.cause == "node.unauthorized"


def test_without_a_cluster_the_node_s_own_word_counts() -> None:
    known = node(name="node2", address="10.0.0.22")

    class Walled(NoCluster):
        def firewalls(self) -> tuple[NodeDump, ...]:
            return (WALL,)

    report = NodeReport("node2", facts=facts(unit("kubelet", "active", "running")), paths=(path(Outcome.DROPPED),))
    (finding,) = at_node(report, (), Walled("it is down", known))
    assert finding.cause == "node.apiserver-unreachable"
    assert [str(one.origin) for one in finding.evidence] == ["probe", "firewall"]
    assert at_node(NodeReport("node2"), (), NoCluster()) == ()
