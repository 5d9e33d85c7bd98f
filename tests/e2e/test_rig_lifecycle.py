"""The cluster survives what is done to it: lost nodes, killed servers, and a second `up`."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rig import cgroups, lifecycle, network
from tests.rig.cluster import Cluster
from tests.rig.shell import Progress, wait_for


def ready(cluster: Cluster, node: str) -> str:
    path = 'jsonpath={.status.conditions[?(@.type=="Ready")].status}'
    return cluster.kubectl("get", "node", node, "-o", path).stdout


def becomes(cluster: Cluster, node: str, status: str) -> Callable[[], bool]:
    return lambda: ready(cluster, node) == status


@pytest.mark.disruptive
def test_a_node_that_loses_its_power_is_unknown_and_comes_back(cluster: Cluster) -> None:
    cluster.power_off("node2")
    try:
        assert cluster.on("cp", "hostname").stdout == "cp\n"
        wait_for("node2 to be unknown", becomes(cluster, "node2", "Unknown"), 90, pause=0.5)
    finally:
        cluster.power_on("node2")
    wait_for("node2 to be ready", becomes(cluster, "node2", "True"), 90, pause=0.5)


@pytest.mark.disruptive
def test_a_killed_api_server_comes_back_by_itself(cluster: Cluster) -> None:
    assert cluster.on("cp", "systemctl", "kill", "--signal=KILL", "kube-apiserver").returncode == 0
    assert cluster.kubectl("get", "--raw=/readyz", "--request-timeout=1s").returncode != 0
    wait_for("the API server", lambda: cluster.kubectl("get", "--raw=/readyz").returncode == 0, 90)


def test_a_second_up_finds_everything_and_changes_nothing(cluster: Cluster) -> None:
    before = {name: cluster.keeper.pid(name) for name in cluster.keeper.names()}
    assert all(before.values()), before
    begin = time.monotonic()
    lifecycle.up(cluster.state, Progress(), wait=True)
    assert {name: cluster.keeper.pid(name) for name in cluster.keeper.names()} == before
    assert time.monotonic() - begin < 60


@pytest.mark.disruptive
def test_down_cleans_what_a_killed_up_left(cluster: Cluster) -> None:
    lifecycle.down(cluster.state, Progress())
    try:
        with subprocess.Popen([sys.executable, "-m", "tests.rig", "up"], stderr=subprocess.DEVNULL) as process:
            try:
                wait_for("a machine", lambda: cluster.keeper.pid("machine-cp") is not None, 120, pause=0.01)
                assert process.poll() is None, "up ended before it could be killed"
            finally:
                process.kill()
        assert network.ours()
        assert cgroups.members()
        lifecycle.down(cluster.state, Progress())
        assert (network.ours(), cgroups.ours(), cgroups.members()) == ([], [], set())
        mounts = Path("/proc/self/mountinfo").read_text()
        assert "kvrig" not in mounts
        assert str(cluster.state.root) not in mounts
    finally:
        lifecycle.up(cluster.state, Progress(), wait=True)
