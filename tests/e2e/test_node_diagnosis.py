"""`kanivete diagnose` and `snapshot --nodes` of a node that cannot send to the API server, and of one that is well."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.cluster import Cluster

NODE = "node2"
RULE = ("OUTPUT", "-d", "10.89.0.10", "-p", "tcp", "--dport", "6443", "-j", "DROP")
SHOWN = "-A OUTPUT -d 10.89.0.10/32 -p tcp -m tcp --dport 6443 -j DROP"


def kanivete(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "kanivete", *words, "--lang", "en"]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)


def about_node(*words: str) -> list[dict[str, Any]]:
    """The findings about the node itself: others' pods on it are none of ours."""
    done = kanivete("diagnose", f"node/{NODE}", *words, "-o", "json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return [one for one in found if (one["subject"]["kind"], one["subject"]["name"]) == ("Node", NODE)]


@pytest.fixture
def cut_off(cluster: Cluster) -> Iterator[Cluster]:
    """The node's own firewall drops what it sends to the API server, and the control plane has noticed."""
    # Once cut off, the kubelet cannot ask the API server who may read its log: it has to remember.
    for asked in ("healthz", "logs/?query=kubelet&tailLines=1"):
        assert cluster.kubectl("get", "--raw", f"/api/v1/nodes/{NODE}/proxy/{asked}").returncode == 0
    assert cluster.on(NODE, "iptables", "-I", *RULE).returncode == 0
    try:
        waited = cluster.kubectl("wait", "--for=condition=Ready=Unknown", "--timeout=150s", f"node/{NODE}", timeout=170)
        assert waited.returncode == 0, waited.stderr
        yield cluster
    finally:
        cluster.on(NODE, "iptables", "-D", *RULE)
        cluster.kubectl("wait", "--for=condition=Ready", "--timeout=120s", f"node/{NODE}", timeout=140)


@pytest.fixture
def all_cut_off(cluster: Cluster) -> Iterator[Cluster]:
    """The control plane's firewall drops what any node sends to the API server."""
    rule = ("INPUT", "-p", "tcp", "--dport", "6443", "-s", "10.89.0.20/30", "-j", "DROP")
    assert cluster.on("cp", "iptables", "-I", *rule).returncode == 0
    try:
        for node in ("node1", NODE):
            words = ("wait", "--for=condition=Ready=Unknown", "--timeout=150s", f"node/{node}")
            assert cluster.kubectl(*words, timeout=170).returncode == 0
        yield cluster
    finally:
        cluster.on("cp", "iptables", "-D", *rule)
        cluster.kubectl("wait", "--for=condition=Ready", "--timeout=120s", "node", "--all", timeout=140)


@pytest.mark.disruptive
def test_when_no_node_is_heard_there_is_one_finding_on_the_control_plane(all_cut_off: Cluster) -> None:
    done = kanivete("diagnose", "node/node1", f"node/{NODE}", "--kubeconfig", str(all_cut_off.kubeconfig), "-o", "json")
    assert done.returncode == 0, done.stderr
    found = [one for one in json.loads(done.stdout)["findings"] if one["cause"].startswith("node.")]
    assert [(one["cause"], one["owner"]) for one in found] == [("node.all-silent", "control-plane")]
    named = {one["subject"]["name"] for one in found[0]["consequences"] if one["subject"]["kind"] == "Node"}
    assert named == {"node1", NODE}


@pytest.mark.sweep
@pytest.mark.disruptive
def test_a_node_that_cannot_send_to_the_api_server(cut_off: Cluster, tmp_path: Path) -> None:
    live = ("--kubeconfig", str(cut_off.kubeconfig))
    (found,) = about_node(*live)
    assert (found["cause"], found["certainty"], found["owner"]) == ("node.apiserver-unreachable", "proven", "network")
    assert f"kube-node-lease/leases/{NODE}" in "".join(one["text"] for one in found["evidence"])
    assert {one["origin"] for one in found["evidence"]} == {"node-log", "status"}
    assert "node1" in next(one["because"] for one in found["ruledOut"] if one["cause"] == "node.all-silent")

    file = tmp_path / "cut-off.tar.gz"
    ssh = ("--ssh-config", str(cut_off.ssh_config), "--ssh-map", f"{NODE}={NODE}")
    done = kanivete("snapshot", "-A", "--nodes", *ssh, *live, str(file))
    assert done.returncode == 0, done.stderr
    (again,) = about_node("--from", str(file))
    assert (again["id"], again["cause"]) == (found["id"], found["cause"])
    wall = again["evidence"][-1]
    assert (wall["origin"], wall["text"], wall["object"]["name"]) == ("firewall", SHOWN, NODE)
    assert wall["count"] > 1
    assert again["remedies"][-1]["command"] == f"iptables {SHOWN.replace('-A', '-D', 1)}"


def test_nodes_that_are_well_are_no_finding_and_their_logs_can_be_kept(cluster: Cluster, tmp_path: Path) -> None:
    live = ("--kubeconfig", str(cluster.kubeconfig))
    assert about_node(*live) == []
    file = tmp_path / "well.tar.gz"
    done = kanivete("snapshot", "-n", "kube-system", "--nodes", *live, str(file))
    assert done.returncode == 0, done.stderr
    assert about_node("--from", str(file)) == []
