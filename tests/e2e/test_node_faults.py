"""What else makes a node NotReady, and is no scenario of `kanivete simulate`, or shows more to who looks at the node.

Faults of which the control plane still hears are made on one node, those that silence it on the other, two at a time.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import node_faults as make
from tests.e2e.nodes import NODE, SERVER, UNREACHABLE, answer, by_ssh, condition, failing, is_ready, kanivete
from tests.e2e.waiting import until
from tests.rig.cluster import Cluster

HEARD = "node1"


@dataclass(frozen=True)
class Fault:
    """How it is made on a node, what the control plane then sees, and what is to be said and quoted.

    `from_api`: what `kanivete diagnose` says, to which nothing but the API is open; None where that depends on what
    the kubelet remembers.
    """

    made: Callable[[Cluster, str, Path], AbstractContextManager[None]]
    seen: tuple[str, str]
    cause: str
    quoted: tuple[str, str]
    from_api: str | None = None


FAULTS = {
    "runtime-stopped": Fault(
        lambda cluster, node, _: make.stopped(cluster, node, "containerd"),
        ("Ready", "False"),
        "node.runtime-down",
        ("status", "ActiveState="),
        from_api="node.runtime-down",
    ),
    "name-unresolvable": Fault(
        lambda cluster, node, _: make.api_server_at(cluster, node, make.NAMELESS),
        ("Ready", "Unknown"),
        UNREACHABLE,
        ("node-log", "no such host"),
    ),
    "clock-behind": Fault(
        lambda cluster, node, folder: make.api_server_of_tomorrow(cluster, node, folder),
        ("Ready", "Unknown"),
        "node.clock-skew",
        ("node-log", "is before"),
    ),
}
WELL = ("Ready", "True")
ROUNDS = (
    {HEARD: "runtime-stopped", NODE: "name-unresolvable"},
    {NODE: "clock-behind"},
)


@pytest.mark.sweep
@pytest.mark.disruptive
@pytest.mark.parametrize("faults", ROUNDS, ids=lambda faults: "+".join(faults.values()))
def test_the_cause_comes_first_and_is_proven(cluster: Cluster, tmp_path: Path, faults: dict[str, str]) -> None:
    try:
        with ExitStack() as stack:
            for node, name in faults.items():
                stack.enter_context(FAULTS[name].made(cluster, node, tmp_path))
            until(lambda: all(is_seen(cluster, node, FAULTS[name].seen) for node, name in faults.items()))
            with ThreadPoolExecutor() as pool:
                alone = pool.submit(answer, cluster, "diagnose", *(f"node/{node}" for node in faults))
                asked = {node: pool.submit(answer, cluster, *by_ssh(cluster, node)) for node in faults}
            for node, name in faults.items():
                assert_says(asked[node].result(), FAULTS[name], name)
                assert_known_from_api(alone.result(), node, FAULTS[name])
    finally:
        until(lambda: all(is_seen(cluster, node, WELL) for node in faults))


def is_seen(cluster: Cluster, node: str, told: tuple[str, str]) -> bool:
    return condition(cluster, node, told[0]) == told[1]


def assert_says(found: dict[str, Any], fault: Fault, name: str) -> None:
    first = found["findings"][0]
    assert (first["cause"], first["certainty"]) == (fault.cause, "proven"), name
    origin, text = fault.quoted
    quotes = [one["text"] for one in first["evidence"] if one["origin"] == origin]
    assert any(text in quote for quote in quotes), (name, quotes)


def assert_known_from_api(found: dict[str, Any], node: str, fault: Fault) -> None:
    if fault.from_api:
        about = [one["cause"] for one in found["findings"] if one["subject"] == subject(node)]
        assert about[:1] == [fault.from_api]


def subject(node: str) -> dict[str, str]:
    return {"apiVersion": "v1", "kind": "Node", "name": node}


@pytest.mark.sweep
@pytest.mark.disruptive
def test_without_an_api_server_the_node_tells_that_nobody_listens(cluster: Cluster) -> None:
    try:
        with make.stopped(cluster, "cp", "kube-apiserver", at_once=True):
            begun = time.time()
            until(lambda: "connection refused" in failing(cluster, begun))
            found = answer(cluster, *by_ssh(cluster))
            code, _, stderr = kanivete(cluster, "diagnose", "-A")
    finally:
        until(lambda: cluster.kubectl("get", "--raw=/readyz", "--request-timeout=3s").returncode == 0)
        until(lambda: is_ready(cluster) == is_ready(cluster, HEARD) == "True")
    assert [(one["cause"], one["owner"]) for one in found["findings"]] == [(UNREACHABLE, "control-plane")]
    path = next(one for one in found["paths"] if one["port"] == 6443)
    assert (path["address"], path["outcome"]) == (SERVER, "refused")
    assert code == 3
    assert stderr.startswith("kanivete: cannot reach https://")
