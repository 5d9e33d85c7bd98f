"""What the tests about nodes share: asking kanivete about one, breaking one, and waiting until it is well again."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.rig.cluster import Cluster

NODE, ADDRESS, SERVER = "node2", "10.89.0.22", "10.89.0.10"
"""The node that is broken, where nothing speaks against it; its address, and the API server's."""
UNREACHABLE = "node.apiserver-unreachable"


def kanivete(cluster: Cluster, *words: str, stdin: str | None = None, **environment: str) -> tuple[int, str, str]:
    """`kanivete WORDS`: the exit code, standard output, standard error."""
    command = [sys.executable, "-m", "kanivete", *words]
    env = {**os.environ, "KUBECONFIG": str(cluster.kubeconfig), "KANIVETE_LANG": "en", **environment}
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, env=env, check=False, timeout=180)
    return done.returncode, done.stdout, done.stderr


def answer(cluster: Cluster, *words: str, **more: str) -> dict[str, Any]:
    """What `kanivete WORDS` says, as data."""
    code, stdout, stderr = kanivete(cluster, *words, "-o", "json", **more)
    assert code == 0, stderr
    found: dict[str, Any] = json.loads(stdout)
    return found


def by_ssh(cluster: Cluster, node: str = NODE) -> list[str]:
    """The words that ask about a node over ssh."""
    return ["node", node, "--ssh", node, "--ssh-config", str(cluster.ssh_config)]


def condition(cluster: Cluster, node: str, kind: str) -> str:
    """The status of one of the node's conditions."""
    path = f'jsonpath={{.status.conditions[?(@.type=="{kind}")].status}}'
    return cluster.kubectl("get", "node", node, "-o", path).stdout


def is_ready(cluster: Cluster, node: str = NODE) -> str:
    """The status of the node's condition Ready."""
    return condition(cluster, node, "Ready")


def failing(cluster: Cluster, since: float, node: str = NODE) -> str:
    """The errors that a node's kubelet has logged after a moment (of `time.time`: machines share the clock)."""
    return cluster.on(node, "sh", "-c", f"journalctl -q -u kubelet --since @{since + 1:.0f} | grep ' E[0-9]'").stdout


def must(cluster: Cluster, machine: str, *commands: str) -> None:
    """Run shell commands on a machine."""
    for command in commands:
        done = cluster.on(machine, "sh", "-c", command)
        assert done.returncode == 0, f"{command}: {done.stderr}"
