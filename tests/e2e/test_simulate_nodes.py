"""Every scenario that changes a node is made on a real one, named first, and taken back: the node is as it was.

Two at a time, on a node each; never both so that the control plane hears of no node any more.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from kanivete.check.result import Break
from kanivete.model import Finding, Scope
from kanivete.simulate.nodes.ways import Ways
from kanivete.sources.live import open_api
from tests.e2e.nodes import answer, by_ssh, condition, is_ready
from tests.e2e.playing import OF_NODES, Played, diagnosed, keep, make, take_back
from tests.e2e.waiting import looked, until
from tests.rig.cluster import Cluster

ROUNDS = (
    (("node.disk-pressure",), ("node.kubelet-stopped",)),
    (("node.cni-not-initialized",), ("node.kubelet-configuration-invalid",)),
    (("node.runtime-down",), ("node.certificate-expired",)),
    (("node.memory-pressure",), ("node.unauthorized",)),
    (("pod.ip-addresses-exhausted", "node.inode-pressure"), ("node.certificate-unknown-authority",)),
    (("node.pid-pressure",), ("node.wrong-endpoint",)),
    (("node.cni-plugin-missing", "pod.network-setup-failed"), ("node.not-registered",)),
    (("disruption.budget-allows-none", "scheduling.taint", "scheduling.cordoned"), ("node.apiserver-unreachable",)),
)
"""What is played on each node, one after the other; those on the second silence it."""
NODES = ("node1", "node2")
SILENT = "Unknown"
LEFT = "iptables-save | grep kanivete:; ls /etc/cni/net.d /run/systemd/system/kubelet.service.d; ls -d /run/kanivete*"


def test_every_one_of_them_is_played() -> None:
    assert sorted(name for both in ROUNDS for names in both for name in names) == OF_NODES


@pytest.fixture
def ways(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ways]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with open_api(str(cluster.kubeconfig), None, None) as api, Ways(api, {}, str(cluster.ssh_config)) as found:
        yield found


@pytest.mark.sweep
@pytest.mark.disruptive
@pytest.mark.parametrize("both", ROUNDS, ids=lambda both: "+".join(name for names in both for name in names))
def test_it_is_named_first_and_the_node_is_as_before(
    cluster: Cluster, ways: Ways, both: tuple[tuple[str, ...], ...], pytestconfig: pytest.Config
) -> None:
    _are_well(cluster)  # the control plane takes back its taints some time after a node is Ready again
    before = [_state(cluster, node) for node in NODES]

    def play(names: tuple[str, ...], node: str) -> None:
        for name in names:
            play_one(name, node)

    def play_one(name: str, node: str) -> None:
        with ExitStack() as back:
            played = _make(cluster, ways, back, name, node)
            keep(pytestconfig.getoption("--results"), name, _named(cluster, played))
            if played.plan.scenario.head.wait.node == SILENT:
                assert _by_node(cluster, node) == (played.plan.scenario.head.cause, "proven")

    with ThreadPoolExecutor(len(NODES)) as pool:
        list(pool.map(play, both, NODES))
    _are_well(cluster)
    assert [_state(cluster, node) for node in NODES] == before


def _make(cluster: Cluster, ways: Ways, back: ExitStack, name: str, node: str) -> Played:
    with_api = open_api(str(cluster.kubeconfig), None, None)
    back.callback(with_api.close)
    played = make(with_api, ways, name, node)
    back.callback(take_back, with_api, ways, played)
    played.showing.wait(lambda _: None)
    return played


def _named(cluster: Cluster, played: Played) -> Finding | Break:
    """What a diagnosis says that has nothing but the API."""
    kind, _slash, name = played.plan.subject.partition("/")
    scope = Scope(names=(("node", name),)) if kind == "Node" else Scope(namespaces=(played.namespace,))
    return played.check(looked(lambda: played.said(diagnosed(cluster.kubeconfig, scope)[0]), played.is_right))


def _by_node(cluster: Cluster, node: str) -> tuple[str, str]:
    """What is said first by who can look at the machines."""
    first = answer(cluster, *by_ssh(cluster, node), "--ssh-control-plane", "cp")["findings"][0]
    return first["cause"], first["certainty"]


def _state(cluster: Cluster, node: str) -> dict[str, Any]:
    """All that scenarios change of a node: on its machine, on the control plane's, and in its object."""
    spec = json.loads(cluster.kubectl("get", "node", node, "-o", "json").stdout)["spec"]
    return {"spec": spec, **{machine: cluster.on(machine, "sh", "-c", LEFT).stdout for machine in (node, "cp")}}


def _are_well(cluster: Cluster) -> None:
    until(lambda: all(_is_well(cluster, node) for node in NODES))


def _is_well(cluster: Cluster, node: str) -> bool:
    pressures = [condition(cluster, node, f"{what}Pressure") for what in ("Disk", "Memory", "PID")]
    taints = cluster.kubectl("get", "node", node, "-o", "jsonpath={.spec.taints}").stdout
    return is_ready(cluster, node) == "True" and pressures == ["False"] * 3 and not taints
