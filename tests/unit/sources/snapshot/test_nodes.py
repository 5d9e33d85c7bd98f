"""Snapshots keep what was read of the nodes, and give it back."""

from pathlib import Path

from kanivete.kube.kinds import NODES
from kanivete.sources.base import Log, Missing, NodeDump
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import Tap, keep_nodes, write
from tests.unit.diagnose.fakes import FakeSource
from tests.unit.diagnose.nodes import READY, node

RULES = NodeDump("node1", "iptables-save", "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n")


def _source() -> FakeSource:
    nodes = [node(READY, name="node1"), node(READY, name="node2"), node(READY, name="node3")]
    return FakeSource(
        objects=nodes,
        node_logs={"node1": "one\n", "node2": "two\n"},
        firewalls=[RULES],
        version="v1.36.3",
        health={"node1": "ok"},
    )


def test_logs_and_firewalls_come_back_as_they_were(tmp_path: Path) -> None:
    tap = Tap(_source())
    assert tap.kubelet_health("node1") == "ok"
    asked = (tap.list(NODES), tap.node_log("node1"), tap.node_log("node3"), tap.firewalls(), tap.server_version())
    write(tap, tmp_path / "it.tar.gz")
    again = open_recording(str(tmp_path / "it.tar.gz"))
    assert [one.metadata.name for one in again.list(NODES)] == ["node1", "node2", "node3"]  # type: ignore[union-attr]
    assert (
        again.node_log("node1"),
        again.node_log("node3"),
        again.firewalls(),
        again.server_version(),
    ) == asked[1:]
    assert (again.kubelet_health("node1"), again.kubelet_health("node2")) == ("ok", Missing.UNSEEN)
    assert again.gaps() == ()


def test_a_log_that_was_not_asked_for_is_a_gap(tmp_path: Path) -> None:
    tap = Tap(_source())
    tap.list(NODES)
    write(tap, tmp_path / "it.tar.gz")
    again = open_recording(str(tmp_path / "it.tar.gz"))
    assert again.node_log("node2") is Missing.UNSEEN
    assert [(gap.what, gap.where) for gap in again.gaps()] == [("node log", "node2")]


def test_all_nodes_are_kept_and_machines_that_only_the_reader_knows(tmp_path: Path) -> None:
    def reader(name: str) -> tuple[Log | None, tuple[NodeDump, ...]]:
        if name == "node2":
            return Log("by ssh\n", truncated=True), ()
        return None, (NodeDump(name, "ipset", "x\n"),) if name == "control-plane" else ()

    tap = Tap(_source())
    heard: list[str] = []
    keep_nodes(tap, ["node2", "control-plane"], reader, heard.append)
    write(tap, tmp_path / "it.tar.gz")
    again = open_recording(str(tmp_path / "it.tar.gz"))
    assert heard == ["node1", "node2", "node3", "control-plane"]
    assert again.node_log("node1") == Log("one\n")
    assert again.node_log("node2") == Log("by ssh\n", truncated=True)
    assert again.firewalls() == (NodeDump("control-plane", "ipset", "x\n"),)


def test_names_cannot_lead_out_of_the_snapshot(tmp_path: Path) -> None:
    tap = Tap(_source())
    tap.dumps.add(NodeDump("../../etc", "../passwd", "x\n"))
    tap.node_logs["../up"] = Log("x\n")
    write(tap, tmp_path / "it.tar.gz")
    again = open_recording(str(tmp_path / "it.tar.gz"))
    assert again.node_log("../up") == Log("x\n")
    assert again.firewalls() == (NodeDump("../../etc", "../passwd", "x\n"),)
