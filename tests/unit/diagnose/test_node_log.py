"""Nodes that are not Ready, with their logs: the log proves why, clears the rivals, and the firewalls name the rule."""

import pytest

from kanivete.diagnose.context import Context
from kanivete.diagnose.engine import diagnose
from kanivete.diagnose.examiners.node import examine
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.model import Certainty, Changes, Finding, Origin, Owner, Scope
from kanivete.render.text import finding_lines
from kanivete.sources.base import NodeDump
from tests.unit.diagnose.fakes import NOW, FakeSource
from tests.unit.diagnose.nodes import READY, SILENT, Told, heartbeat_failed, lease, logged, node

CUT_OFF = "".join(heartbeat_failed(seconds) for seconds in (90, 80, 70, 60, 50, 40, 30, 20, 10))
CALM = logged(300, 'reconciler.go:1] "MountVolume started"', "I") + logged(2, 'x.go:1] "again"', "I")
RUNTIME = logged(9, 'kubelet.go:2412] "Skipping pod synchronization" err="container runtime is down"')
DROP = "*filter\n:INPUT ACCEPT [0:0]\n[42:2520] -A INPUT -s 10.0.0.22/32 -j DROP\nCOMMIT\n"
CLEAN = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [9:9]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"


def source_of(log: str, *dumps: NodeDump, condition: Told = SILENT) -> FakeSource:
    nodes = [node(READY, name="node1", address="10.0.0.21"), node(condition, name="node2", address="10.0.0.22")]
    leases = [lease("node1", seconds=3), lease("node2", minutes=2)]
    return FakeSource(objects=[*nodes, *leases], node_logs={"node2": log} if log else {}, firewalls=dumps)


def told(log: str, *dumps: NodeDump, condition: Told = SILENT) -> Hypothesis:
    source = source_of(log, *dumps, condition=condition)
    context = Context(source)
    assert isinstance(context.nodes, dict)
    (found,) = examine(context.nodes["node2"], context)
    return found


def finding(log: str, *dumps: NodeDump) -> Finding:
    (found,) = diagnose(source_of(log, *dumps), Scope(names=(("node", "node2"),)))[0]
    return found


def test_a_silent_node_is_explained_by_its_log() -> None:
    found = finding(CUT_OFF)
    assert (found.cause, found.owner, found.certainty) == (
        "node.apiserver-unreachable",
        Owner.NETWORK,
        Certainty.PROVEN,
    )
    origins = [one.origin for one in found.evidence]
    assert origins[0] is Origin.NODE_LOG
    assert Origin.STATUS in origins
    assert found.evidence[0].count == 9
    assert "Failed to ensure lease exists" in found.evidence[0].text
    assert "9 lines" in found.explanation


def test_rivals_are_cleared_by_facts() -> None:
    found = finding(CUT_OFF)
    cleared = {one.cause: one.because for one in found.ruled_out}
    assert "its log goes on" in cleared["node.kubelet-stopped"]
    assert "container runtime" in cleared["node.runtime-down"]
    assert "node1" in cleared["node.all-silent"]


def test_what_a_log_does_not_speak_of_is_said_in_one_sentence() -> None:
    text = "\n".join(finding_lines(finding(CUT_OFF), 1000, NOW))
    assert text.count("lines of its kubelet's log") == 1
    assert "a container runtime that is down, an expired certificate, a full disk, too little memory" in text


def test_without_a_log_nobody_can_tell() -> None:
    found = told("")
    assert (found.cause, found.certainty) == ("node.status-unknown", Certainty.POSSIBLE)


def test_a_log_that_says_nothing_of_it_clears_what_it_would_name() -> None:
    found = told(CALM)
    assert found.cause == "node.status-unknown"
    assert "node.apiserver-unreachable" in {one.cause for one in found.ruled_out}


def test_a_log_that_ends_before_the_silence_clears_nothing() -> None:
    found = told(logged(1200, 'x.go:1] "a"', "I") + logged(900, 'x.go:1] "b"', "I"))
    assert found.ruled_out == ()
    assert "ends at" in found.note


def test_what_is_over_explains_nothing() -> None:
    assert told(heartbeat_failed(900) + heartbeat_failed(890) + CALM).cause == "node.status-unknown"


def test_a_trouble_that_does_not_silence_a_kubelet_is_not_why_it_is_silent() -> None:
    said = "PLEG is not healthy: pleg was last seen active 4m ago; threshold is 3m0s"
    pleg = f'x.go:1] "Skipping pod synchronization" err="{said}"'
    assert told(logged(5, pleg)).cause == "node.status-unknown"
    assert told(logged(5, pleg) + CUT_OFF).cause == "node.apiserver-unreachable"


def test_what_the_kubelet_says_in_its_status_stands_and_its_log_adds_to_it() -> None:
    condition = ("Ready", "False", "KubeletNotReady", "container runtime is down")
    found = told(RUNTIME + CUT_OFF, condition=condition)
    assert found.cause == "node.runtime-down"
    assert [one.origin for one in found.evidence][:2] == [Origin.NODE_LOG, Origin.STATUS]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("context deadline exceeded", "packets are dropped"),
        ("dial tcp 10.0.0.10:6443: i/o timeout", "packets are dropped"),
        ("dial tcp 10.0.0.10:6443: connect: connection refused", "refuses the connection"),
        ("dial tcp 10.0.0.10:6443: connect: no route to host", "has no way"),
        ("dial tcp: lookup cp.example on 10.0.0.2:53: no such host", "cannot be resolved"),
        (
            "dial tcp: lookup cp.example on 10.0.0.2:53: read udp 10.0.0.5:1->10.0.0.2:53: i/o timeout",
            "cannot be resolved",
        ),
        ("net/http: TLS handshake timeout", "TLS then stalls"),
        ("read tcp 10.0.0.5:3456->10.0.0.10:6443: read: connection reset by peer", "closed from the other side"),
        ("EOF", "closed from the other side"),
    ],
)
def test_the_ways_to_be_unreachable_are_told_apart(error: str, words: str) -> None:
    assert words in told(heartbeat_failed(20, error) + heartbeat_failed(10, error)).note


class TestHealth:
    """What the control plane's own way to the kubelet adds, where there is no log."""

    @staticmethod
    def _told(said: str, log: str = "") -> Hypothesis:
        nodes = [node(READY, name="node1"), node(SILENT, name="node2")]
        source = FakeSource(objects=nodes, health={"node2": said}, node_logs={"node2": log} if log else {})
        (found,) = examine(nodes[1], Context(source))
        return found

    @pytest.mark.parametrize("said", ["ok", "Authorization error (user=kube-apiserver-kubelet-client, verb=get)"])
    def test_a_kubelet_that_answers_runs(self, said: str) -> None:
        found = self._told(said)
        assert found.cause == "node.status-unknown"
        assert {one.cause: one.because for one in found.ruled_out} == {"node.kubelet-stopped": f"/healthz: {said}"}
        assert "answers but does not report" in found.note
        assert found.evidence[-1].text == said

    def test_a_machine_that_refuses_has_no_kubelet(self) -> None:
        found = self._told("dial tcp 10.0.0.22:10250: connect: connection refused")
        assert (found.cause, found.certainty) == ("node.kubelet-stopped", Certainty.LIKELY)

    def test_a_machine_that_is_silent_both_ways_is_off_or_cut_off(self) -> None:
        found = self._told("dial tcp 10.0.0.22:10250: i/o timeout")
        assert found.cause == "node.status-unknown"
        assert "the machine is off" in found.note

    def test_with_a_log_that_says_why_nobody_is_asked(self) -> None:
        found = self._told("ok", CUT_OFF)
        assert found.cause == "node.apiserver-unreachable"
        assert Origin.PROBE not in {one.origin for one in found.evidence}


class TestFirewall:
    def test_the_rule_that_stops_the_packets_is_the_evidence_and_its_removal_the_remedy(self) -> None:
        found = finding(CUT_OFF, NodeDump("control-plane", "iptables-save", DROP))
        wall = found.evidence[-1]
        assert (wall.origin, wall.text, wall.count) == (Origin.FIREWALL, "-A INPUT -s 10.0.0.22/32 -j DROP", 42)
        assert wall.object is not None
        assert wall.object.name == "control-plane"
        backup, remedy = found.remedies
        assert (backup.command, backup.changes) == ("iptables-save -c > iptables-before.rules", Changes.NOTHING)
        assert (remedy.command, remedy.changes) == ("iptables -D INPUT -s 10.0.0.22/32 -j DROP", Changes.NODE)
        assert found.explanation.startswith("Rule 1 of chain INPUT on "), "this case comes first"
        assert "packets are dropped" not in found.explanation, "the rule says it better"

    def test_a_rule_on_the_node_itself_is_found_where_it_sends(self) -> None:
        rules = "*filter\n:OUTPUT ACCEPT [0:0]\n[7:420] -A OUTPUT -d 10.0.0.10/32 -p tcp --dport 6443 -j DROP\nCOMMIT\n"
        found = finding(CUT_OFF, NodeDump("node2", "iptables-save", rules))
        assert found.evidence[-1].text.startswith("-A OUTPUT")
        assert found.evidence[-1].object is not None
        assert found.evidence[-1].object.kind == "Node"

    def test_a_rule_that_stops_the_answers_is_found_as_well(self) -> None:
        rules = "*filter\n:INPUT ACCEPT [0:0]\n[7:420] -A INPUT -s 10.0.0.10/32 -j DROP\nCOMMIT\n"
        found = finding(CUT_OFF, NodeDump("node2", "iptables-save", rules))
        assert "stops the answers" in found.explanation

    @pytest.mark.parametrize(
        "dump",
        [
            NodeDump("control-plane", "iptables-save", CLEAN),
            NodeDump("node1", "iptables-save", DROP),
            NodeDump("control-plane", "iptables-save", DROP.replace("10.0.0.22", "10.0.0.99")),
            NodeDump("control-plane", "iptables-save", "no such thing"),
            NodeDump("control-plane", "ipset", ""),
        ],
    )
    def test_firewalls_that_let_it_through_or_are_not_on_the_way_say_nothing(self, dump: NodeDump) -> None:
        found = finding(CUT_OFF, dump)
        assert Origin.FIREWALL not in {one.origin for one in found.evidence}
        assert found.cause == "node.apiserver-unreachable"

    def test_an_endpoint_that_is_a_name_is_not_walked(self) -> None:
        named = CUT_OFF.replace("10.0.0.10", "k8s.example")
        found = finding(named, NodeDump("control-plane", "iptables-save", DROP))
        assert Origin.FIREWALL not in {one.origin for one in found.evidence}
