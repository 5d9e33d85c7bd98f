"""`kanivete node`: from NotReady to the rule, and what it says where it cannot get there."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.cluster import Cluster

NODE, ADDRESS, SERVER = "node2", "10.89.0.22", "10.89.0.10"
READY = 'jsonpath={.status.conditions[?(@.type=="Ready")].status}'


def kanivete(cluster: Cluster, *words: str, stdin: str | None = None, **environment: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "kanivete", "node", *words]
    env = {**os.environ, "KUBECONFIG": str(cluster.kubeconfig), **environment}
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, env=env, check=False, timeout=180)
    return done.returncode, done.stdout, done.stderr


def answer(cluster: Cluster, *words: str, **more: str) -> dict[str, Any]:
    code, stdout, stderr = kanivete(cluster, *words, "-o", "json", **more)
    assert code == 0, stderr
    found: dict[str, Any] = json.loads(stdout)
    return found


def by_ssh(cluster: Cluster, node: str = NODE) -> list[str]:
    return [node, "--ssh", node, "--ssh-config", str(cluster.ssh_config)]


def is_ready(cluster: Cluster) -> str:
    return cluster.kubectl("get", "node", NODE, "-o", READY).stdout


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not come to that in time"
        time.sleep(0.5)


def must(cluster: Cluster, machine: str, *words: str) -> None:
    done = cluster.on(machine, *words)
    assert done.returncode == 0, done.stderr


def iptables(machine: str, *rule: str) -> tuple[str, list[list[str]], list[list[str]]]:
    return machine, [["iptables", "-I", *rule]], [["iptables", "-D", *rule]]


WALLS = {
    "input-drop": iptables("cp", "INPUT", "-s", ADDRESS, "-j", "DROP"),
    "input-reject": iptables("cp", "INPUT", "-s", ADDRESS, "-p", "tcp", "-j", "REJECT"),
    "user-chain": (
        "cp",
        [
            ["iptables", "-N", "OFFICE"],
            ["iptables", "-A", "OFFICE", "-p", "tcp", "--dport", "6443", "-j", "DROP"],
            ["iptables", "-I", "INPUT", "-s", ADDRESS, "-j", "OFFICE"],
        ],
        [
            ["iptables", "-D", "INPUT", "-s", ADDRESS, "-j", "OFFICE"],
            ["iptables", "-F", "OFFICE"],
            ["iptables", "-X", "OFFICE"],
        ],
    ),
    "nft-set": (
        "cp",
        [
            ["nft", "add table inet guard"],
            ["nft", "add set inet guard blocked { type ipv4_addr; }"],
            ["nft", f"add element inet guard blocked {{ {ADDRESS} }}"],
            ["nft", "add chain inet guard main { type filter hook input priority -10; }"],
            ["nft", "add rule inet guard main ip saddr @blocked counter drop"],
        ],
        [["nft", "delete table inet guard"]],
    ),
    "output-of-the-node": iptables(NODE, "OUTPUT", "-d", SERVER, "-p", "tcp", "--dport", "6443", "-j", "DROP"),
}
"""The machine, what cuts the node off there, and what takes it back."""


@pytest.fixture
def mended(cluster: Cluster) -> Iterator[None]:
    """Whatever comes, the node is as it was."""
    yield
    for machine, _, undo in WALLS.values():
        for words in undo:
            cluster.on(machine, *words)
    until(lambda: is_ready(cluster) == "True")


@pytest.mark.disruptive
@pytest.mark.usefixtures("mended")
def test_every_rule_that_cuts_the_node_off_is_named_and_its_revert_mends_it(cluster: Cluster) -> None:
    revert = "true"
    for name, (machine, cut, _) in WALLS.items():
        for words in cut:
            must(cluster, machine, *words)
        # With the next wall up the last one goes, so that the node stays cut off.
        subprocess.run(revert, shell=True, check=True, capture_output=True)
        until(lambda: is_ready(cluster) == "Unknown")
        found = answer(cluster, *by_ssh(cluster))
        assert_names(found, name, machine)
        revert = found["firewall"][0]["revertFromHere"]
    subprocess.run(revert, shell=True, check=True, capture_output=True)
    until(lambda: is_ready(cluster) == "True")


def assert_names(found: dict[str, Any], wall: str, machine: str) -> None:
    """The one finding, with all that proves it, and the rule."""
    (finding,) = found["findings"]
    assert (finding["cause"], finding["certainty"]) == ("node.apiserver-unreachable", "proven"), wall
    assert finding["owner"] == "network"
    origins = {one["origin"]: one for one in finding["evidence"]}
    assert {"status", "node-log", "probe", "firewall"} <= set(origins), wall
    # The kernel sends few ICMP errors a second, and the kubelet's own attempts may use them up.
    outcomes = ("rejected", "dropped") if wall == "input-reject" else ("dropped",)
    assert origins["probe"]["text"].startswith(tuple(f"{SERVER}:6443 {one}" for one in outcomes)), wall
    assert origins["firewall"]["object"]["name"] == machine, wall
    rule = found["firewall"][0]["cuts"][0]
    assert (rule["machine"], rule["number"]) == (machine, 1), wall
    assert rule["packets"] > 0, wall
    assert rule["revert"] in [one["command"] for one in finding["remedies"]], wall


def test_the_text_of_a_healthy_node(cluster: Cluster) -> None:
    code, stdout, _ = kanivete(cluster, *by_ssh(cluster, "node1"), COLUMNS="80")
    assert code == 0
    assert "Ready=True" in stdout
    assert "kubelet active (running)" in stdout
    assert "6443/tcp" in stdout
    assert "Proof" not in stdout


def test_a_node_that_does_not_exist(cluster: Cluster) -> None:
    code, stdout, stderr = kanivete(cluster, "nod1")
    assert (code, stdout) == (4, "")
    assert "there is no node nod1; is it node1" in stderr


def test_ssh_that_is_refused_is_said_and_the_api_gives_the_log(cluster: Cluster, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("Host gone\n  HostName 127.0.0.1\n  Port 1\n")
    found = answer(cluster, "node1", "--ssh", "gone", "--ssh-config", str(config))
    assert any("gone refuses the connection" in one["why"] for one in found["lacks"])
    assert found["log"]["from"] == "the API's node log query"
    assert found["log"]["lines"] > 0


def test_ssh_that_would_ask_for_a_password(cluster: Cluster) -> None:
    words = ["node1", "--ssh", "nobody@node1", "--ssh-config", str(cluster.ssh_config)]
    found = answer(cluster, *words)
    assert any("without a password" in one["why"] for one in found["lacks"])


def test_a_debug_pod_reads_the_node_and_is_removed(cluster: Cluster) -> None:
    found = answer(cluster, "node1", "--debug-pod")
    assert found["lacks"] == []
    assert found["node"]["via"] == "a debug pod on node1"
    assert found["node"]["kubelet"]["server"] == f"https://{SERVER}:6443"
    assert "kubelet" in [unit["name"] for unit in found["node"]["units"]]
    assert found["log"]["from"] == "a debug pod on node1: journal"
    assert "apiserver" in [one["id"] for one in found["paths"] if one["reached"]]
    assert debug_pods(cluster) == []


def test_a_debug_pod_is_removed_when_kanivete_is_ended(cluster: Cluster) -> None:
    command = [sys.executable, "-m", "kanivete", "node", "node1", "--debug-pod"]
    env = {**os.environ, "KUBECONFIG": str(cluster.kubeconfig)}
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until(lambda: debug_pods(cluster) != [])
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert debug_pods(cluster) == []


def debug_pods(cluster: Cluster) -> list[str]:
    labels = "app.kubernetes.io/managed-by=kanivete,kanivete.dev/purpose=node"
    found = cluster.kubectl("get", "pods", "-A", "-l", labels, "-o", "json")
    return [one["metadata"]["name"] for one in json.loads(found.stdout)["items"]]


def test_a_namespace_that_allows_no_privileged_pods(cluster: Cluster, namespace: str) -> None:
    label = "pod-security.kubernetes.io/enforce=restricted"
    assert cluster.kubectl("label", "namespace", namespace, label).returncode == 0
    found = answer(cluster, "node1", "--debug-pod", "-n", namespace)
    assert any("allows no privileged pods" in one["why"] for one in found["lacks"])


def test_without_the_api_the_node_still_tells(cluster: Cluster, tmp_path: Path) -> None:
    config = json.loads(cluster.kubeconfig.read_text())
    config["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:1"
    kubeconfig = tmp_path / "down.conf"
    kubeconfig.write_text(json.dumps(config))
    found = answer(cluster, *by_ssh(cluster, "node1"), KUBECONFIG=str(kubeconfig))
    assert found["node"]["kubelet"]["running"] is True
    assert found["log"]["lines"] > 0
    assert found["findings"] == []
    assert "connection refused" in found["coverage"]["gaps"][0]["why"]
    code, _, stderr = kanivete(cluster, "node1", KUBECONFIG=str(kubeconfig))
    assert code == 3
    assert "--ssh USER@HOST" in stderr
