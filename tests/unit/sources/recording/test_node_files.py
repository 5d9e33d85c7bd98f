"""Where recordings keep nodes' logs and firewalls, and that they are found there."""

import gzip
from pathlib import Path

import pytest

from kanivete.sources.base import Log, Missing, NodeDump
from kanivete.sources.recording import open_recording
from kanivete.sources.recording.places import dump_place, node_log_place
from tests.unit.sources.recording.trees import CLUSTER_INFO_DUMP, PACKED, Tree, as_directory

TEXT = b"Nov 22 07:00:00 node1 kubelet[1]: E1122 07:00:00.000000 1 x.go:1] password=hunter2hunter2\n"
SHOWN = TEXT.decode().replace("hunter2hunter2", "[redacted]")
RULES = b"*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n"


@pytest.mark.parametrize(
    "path",
    [
        "node-logs/node1.kubelet.log",
        "any/depth/node-logs/node1.kubelet.log",
        "node-logs/node1-kubelet.log",
        "node-logs/kubelet-node1.log",
        "node-logs/node1.journal.log",
        "node1/kubelet.log",
        "node1/journalctl-kubelet.txt",
        "nodes/node1/kubelet.service.log",
        "nodes/node1/node1_logs_kubelet.log",
        "journald/node1.k3s-agent.log",
        "node1/rke2-server.log",
    ],
)
def test_a_kubelets_log_is_found_by_its_path(path: str, tmp_path: Path) -> None:
    source = open_recording(as_directory({**CLUSTER_INFO_DUMP, path: TEXT}, tmp_path))
    assert source.node_log("node1") == Log(SHOWN)
    assert source.gaps() == ()


@pytest.mark.parametrize(
    "path",
    [
        "logs/kube-system/web-1/kubelet.log",
        "shop/web-1/logs.txt",
        "kubelet.log",
        "shop/pods.json",
        "docs/about-the-kubelet.md",
        "node-logs/node1.kubelet.yaml",
    ],
)
def test_other_files_are_no_log_of_a_node(path: str) -> None:
    assert node_log_place(tuple(path.split("/"))) is None or path.startswith("logs/")
    assert dump_place(tuple(path.split("/"))) is None


@pytest.mark.parametrize("packing", PACKED)
def test_archives_give_the_same(packing: str, tmp_path: Path) -> None:
    tree: Tree = {
        **CLUSTER_INFO_DUMP,
        "node-logs/node1.kubelet.log": TEXT,
        "firewall/node1.iptables-save": RULES,
        "firewall/control-plane.nft.json": b'{"nftables": []}',
    }
    file = tmp_path / "whatever"
    file.write_bytes(PACKED[packing](tree))
    source = open_recording(str(file))
    assert source.node_log("node1") == Log(SHOWN)
    assert source.firewalls() == (
        NodeDump("control-plane", "nft.json", '{"nftables": []}'),
        NodeDump("node1", "iptables-save", RULES.decode()),
    )


def test_a_packed_log_is_unpacked_and_a_damaged_one_read_as_far_as_it_goes(tmp_path: Path) -> None:
    packed = gzip.compress(TEXT)
    tree = {**CLUSTER_INFO_DUMP, "nodes/a/a_logs_kubelet.gz": packed, "nodes/b/b_logs_kubelet.gz": packed[:-20]}
    source = open_recording(as_directory(tree, tmp_path))
    assert source.node_log("a") == Log(SHOWN)
    assert isinstance(source.node_log("b"), Log)


def test_a_log_of_several_nodes_is_taken_apart(tmp_path: Path) -> None:
    text = b"m1 first\nm2 other\nm1 second\n"
    path = "host_service_logs/masters/kubelet_service.log"
    source = open_recording(as_directory({**CLUSTER_INFO_DUMP, path: text}, tmp_path))
    assert source.node_log("m1") == Log("first\nsecond\n")
    assert source.node_log("m2") == Log("other\n")


def test_the_kubelets_own_log_comes_before_the_whole_journal(tmp_path: Path) -> None:
    tree = {**CLUSTER_INFO_DUMP, "node1/journal.log": b"all\n", "node1/kubelet.log": b"mine\n"}
    assert open_recording(as_directory(tree, tmp_path)).node_log("node1") == Log("mine\n")


def test_a_log_that_is_not_there_is_a_gap_when_it_is_asked_for(tmp_path: Path) -> None:
    source = open_recording(as_directory(CLUSTER_INFO_DUMP, tmp_path))
    assert (source.gaps(), source.firewalls()) == ((), ())
    assert source.node_log("node1") is Missing.UNSEEN
    assert [(gap.what, gap.where) for gap in source.gaps()] == [("node log", "node1")]


@pytest.mark.parametrize(
    ("path", "node", "name"),
    [
        ("firewall/node1.iptables-save", "node1", "iptables-save"),
        ("firewall/ip-10-0-0-1.ec2.internal.ip6tables-save", "ip-10-0-0-1.ec2.internal", "ip6tables-save"),
        ("firewall/node1.nft.json", "node1", "nft.json"),
        ("firewall/node1.ipset", "node1", "ipset"),
        ("node1/iptables-save.txt", "node1", "iptables-save.txt"),
        ("node1-iptables-legacy-save", "node1", "iptables-legacy-save"),
    ],
)
def test_a_firewalls_dump_is_found_by_its_path(path: str, node: str, name: str) -> None:
    found = dump_place(tuple(path.split("/")))
    assert found is not None
    assert (found.node, found.name) == (node, name)
