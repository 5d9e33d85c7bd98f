"""`kanivete node` of a node that is well: the ways to it, and what it says where they do not lead there."""

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.nodes import SERVER, answer, by_ssh, kanivete, must
from tests.e2e.waiting import until
from tests.rig.cluster import Cluster

RELOAD = "systemctl kill -s HUP --kill-whom=main ssh"
NO_KEYS = "\nHost *\n  UserKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n"


@contextmanager
def login(cluster: Cluster, name: str, user: str, *sshd: str) -> Iterator[str]:
    """A user of node1, made with those options of useradd, for whom sshd has those options."""
    keys = f"/etc/ssh/{name}.keys"
    lines = "\n  ".join((f"Match User {name}", f"AuthorizedKeysFile {keys}", *sshd))
    try:
        must(cluster, "node1", f"useradd -p '*' -M -s /bin/sh {user} {name}")
        must(cluster, "node1", f"cp /root/.ssh/authorized_keys {keys}; chmod 644 {keys}")
        must(cluster, "node1", "cp /etc/ssh/sshd_config /root/sshd_config")
        must(cluster, "node1", f"printf '%s\n' {shlex.quote(lines)} >>/etc/ssh/sshd_config")
        must(cluster, "node1", RELOAD)
        yield name
    finally:
        cluster.on("node1", "sh", "-c", f"mv /root/sshd_config /etc/ssh/; rm -f {keys}; userdel -f {name}")
        cluster.on("node1", "sh", "-c", RELOAD)


@pytest.fixture
def somebody(cluster: Cluster) -> Iterator[str]:
    """A user of node1 who is let in and has no rights."""
    with login(cluster, "somebody", "-N -d /tmp") as name:
        yield name


@pytest.fixture
def bare(cluster: Cluster) -> Iterator[str]:
    """An administrator of node1 to whom it has neither journalctl nor iptables nor nft."""
    hide = "for one in journalctl iptables-save nft; do mount --bind /dev/null $(readlink -f $(command -v $one)); done"
    without = f"unshare -m sh -c '{hide}; exec sh -c \"$SSH_ORIGINAL_COMMAND\"'"
    with login(cluster, "bare", "-N -o -u 0 -d /root", f"ForceCommand {without}") as name:
        yield name


def test_the_text_of_a_healthy_node(cluster: Cluster) -> None:
    code, stdout, _ = kanivete(cluster, *by_ssh(cluster, "node1"), COLUMNS="80")
    assert code == 0
    assert "Ready=True" in stdout
    assert "kubelet active (running)" in stdout
    assert "6443/tcp" in stdout
    assert "Proof" not in stdout


def test_a_node_that_does_not_exist(cluster: Cluster) -> None:
    code, stdout, stderr = kanivete(cluster, "node", "nod1")
    assert (code, stdout) == (4, "")
    assert "there is no node nod1; is it node1" in stderr


def test_ssh_that_is_refused_is_said_and_the_api_gives_the_log(cluster: Cluster, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("Host gone\n  HostName 127.0.0.1\n  Port 1\n")
    found = answer(cluster, "node", "node1", "--ssh", "gone", "--ssh-config", str(config))
    assert any("gone refuses the connection" in one["why"] for one in found["lacks"])
    assert found["log"]["from"] == "the API's node log query"
    assert found["log"]["lines"] > 0


def test_ssh_that_would_ask_for_a_password(cluster: Cluster) -> None:
    words = ["node", "node1", "--ssh", "nobody@node1", "--ssh-config", str(cluster.ssh_config)]
    found = answer(cluster, *words)
    assert any("without a password" in one["why"] for one in found["lacks"])


def test_ssh_to_a_machine_whose_key_nobody_has_compared(cluster: Cluster, tmp_path: Path) -> None:
    config = tmp_path / "config"
    lines = cluster.ssh_config.read_text().splitlines()
    config.write_text("\n".join(line for line in lines if "UserKnownHostsFile" not in line) + NO_KEYS)
    found = answer(cluster, "node", "node1", "--ssh", "node1", "--ssh-config", str(config))
    assert any("connect once by hand, ssh node1, and compare it" in one["why"] for one in found["lacks"])
    assert found["log"]["from"] == "the API's node log query"


def test_somebody_who_may_read_neither_log_nor_rules(cluster: Cluster, somebody: str) -> None:
    found = answer(cluster, "node", "node1", "--ssh", f"{somebody}@node1", "--ssh-config", str(cluster.ssh_config))
    lacks = {one["what"]: one["why"] for one in found["lacks"]}
    assert "join the group systemd-journal" in lacks["the kubelet's log"]
    assert "allow sudo without" in lacks["the firewall"]
    assert found["log"]["from"] == "the API's node log query"
    assert "apiserver" in [one["id"] for one in found["paths"] if one["reached"]]


def test_a_node_without_journalctl_and_iptables(cluster: Cluster, bare: str) -> None:
    found = answer(cluster, "node", "node1", "--ssh", f"{bare}@node1", "--ssh-config", str(cluster.ssh_config))
    lacks = {one["what"]: one["why"] for one in found["lacks"]}
    assert "there is no journalctl" in lacks["the kubelet's log"]
    assert "neither iptables-save nor nft is there" in lacks["the firewall"]
    assert found["log"]["from"] == "the API's node log query", "the next best way"
    assert "apiserver" in [one["id"] for one in found["paths"] if one["reached"]]


def test_a_debug_pod_reads_the_node_and_is_removed(cluster: Cluster) -> None:
    found = answer(cluster, "node", "node1", "--debug-pod")
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
    found = answer(cluster, "node", "node1", "--debug-pod", "-n", namespace)
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
    code, _, stderr = kanivete(cluster, "node", "node1", KUBECONFIG=str(kubeconfig))
    assert code == 3
    assert "--ssh USER@HOST" in stderr
