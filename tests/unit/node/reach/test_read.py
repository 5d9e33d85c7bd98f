"""Logs and dumps that somebody hands over, the source that has them, and none at all."""

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kanivete.kube.kinds import NODES
from kanivete.kube.meta import ObjectMeta
from kanivete.kube.nodes import Node
from kanivete.node.reach import log as node_log
from kanivete.node.reach.debug_pod import manifest
from kanivete.node.reach.dumps import DumpError, dumps_of
from kanivete.node.reach.log import LogError, read_file, read_log
from kanivete.node.reach.nothing import NoCluster
from kanivete.node.reach.source import Reached
from kanivete.sources.base import Log, Missing, NodeDump, Source
from kanivete.toolbox.run import Run
from tests.unit.diagnose.fakes import FakeSource

NOW = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
LINE = (
    b'E1122 10:00:0%d.000000     912 controller.go:201] "Failed to ensure lease exists, will retry" err="Get '
    b'\\"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1?timeout=10s\\": '
    b'dial tcp 10.0.0.10:6443: i/o timeout" interval="7s"\n'
)
LOG = b"".join(LINE % second for second in range(5))


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_is_read_packed_or_not(packed: bool) -> None:
    found = read_file(io.BytesIO(gzip.compress(LOG) if packed else LOG), "kubelet.log", NOW)
    assert (found.origin, found.report.endpoint) == ("kubelet.log", "10.0.0.10:6443")
    assert found.report.causes[0].cause == "node.apiserver-unreachable"
    assert found.tail == Log(LOG.decode())


def test_an_empty_or_damaged_file_is_said() -> None:
    with pytest.raises(LogError, match="x is empty: give what `journalctl -u kubelet` prints"):
        read_file(io.BytesIO(b""), "x", NOW)
    with pytest.raises(LogError, match="x cannot be read"):
        read_file(io.BytesIO(gzip.compress(LOG)[:40]), "x", NOW)


def test_the_report_is_of_all_and_the_tail_of_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_log, "TAIL_BYTES", len(LOG))
    found = read_log([LOG] * 4, "x", NOW)
    assert found.report.lines == 20
    assert found.tail.truncated
    assert found.tail.text == LOG[len(LINE % 0) :].decode()


def test_dumps_are_of_the_machine_that_is_named(tmp_path: Path) -> None:
    for name in ("cp.iptables-save", "rules.txt"):
        (tmp_path / name).write_text("*filter\r\nCOMMIT\n")
    (tmp_path / "node2").mkdir()
    (tmp_path / "node2/nft.json").write_text("{}")
    words = [f"{tmp_path}/cp.iptables-save", f"{tmp_path}/node2/nft.json", f"gate={tmp_path}/rules.txt"]
    assert [(one.node, one.name) for one in dumps_of([*words, f"{tmp_path}/rules.txt"])] == [
        ("cp", "iptables-save"),
        ("node2", "nft.json"),
        ("gate", "rules.txt"),
        ("rules", "rules.txt"),
    ]
    assert dumps_of(words)[0].text == "*filter\nCOMMIT\n"
    with pytest.raises(DumpError, match="cannot be read: No such file"):
        dumps_of([f"{tmp_path}/gone"])


def test_what_was_read_on_the_machines_comes_first() -> None:
    theirs = NodeDump("n1", "iptables-save", "old")
    other = NodeDump("n2", "iptables-save", "x")
    ours = NodeDump("n1", "nft.json", "new")
    source = Reached(FakeSource(node_logs={"n2": "theirs"}, firewalls=[theirs, other]), {"n1": Log("ours")}, (ours,))
    assert source.node_log("n1") == Log("ours")
    assert source.node_log("n2") == Log("theirs")
    assert source.node_log("n3") is Missing.UNSEEN or source.node_log("n3") is Missing.ABSENT
    assert source.firewalls() == (ours, other)
    assert source.dumps >= {ours, other}


def test_no_cluster_has_seen_nothing_and_says_why() -> None:
    node = Node(metadata=ObjectMeta(name="n1"))
    source: Source = NoCluster("it is down", node)
    assert source.list(NODES) == (node,)
    assert source.get(NODES, "", "n1") is Missing.UNSEEN
    assert source.node_log("n1") is Missing.UNSEEN
    assert [gap.why for gap in source.gaps()] == ["it is down"]
    assert NoCluster().gaps() == ()


def test_the_debug_pod_is_marked_ends_by_itself_and_goes_anywhere() -> None:
    run = Run("abcd1234", "jane", "node", NOW)
    pod = manifest(run, "n2", "tools", "alpine")
    assert pod["metadata"]["labels"] == {
        "app.kubernetes.io/managed-by": "kanivete",
        "kanivete.dev/purpose": "node",
        "kanivete.dev/run": "abcd1234",
    }
    spec = pod["spec"]
    assert spec["nodeName"] == "n2"
    assert spec["tolerations"] == [{"operator": "Exists"}]
    assert spec["activeDeadlineSeconds"] == int(spec["containers"][0]["command"][1])
    assert spec["automountServiceAccountToken"] is False
