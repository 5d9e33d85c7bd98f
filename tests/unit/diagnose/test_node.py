"""Nodes, as far as their conditions tell."""

import msgspec
import pytest

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.node import examine
from kanivete.kube.nodes import Node
from tests.unit.diagnose.fakes import FakeSource, ago


def node(*conditions: tuple[str, str, str, str]) -> Node:
    told = [
        {"type": type_, "status": status, "reason": reason, "message": message, "lastTransitionTime": ago(minutes=5)}
        for type_, status, reason, message in conditions
    ]
    return msgspec.convert({"metadata": {"name": "node1"}, "status": {"conditions": told}}, Node)


def causes(of: Node) -> list[str]:
    return [found.cause for found in examine(of, Context(FakeSource()))]


READY = ("Ready", "True", "KubeletReady", "kubelet is posting ready status")


def test_a_ready_node_is_healthy_whatever_others_write_into_its_conditions() -> None:
    assert causes(node(READY, ("KernelReady", "True", "Fine", "ok"), ("MemoryPressure", "False", "", ""))) == []
    assert causes(node(READY, ("SomethingOfOurs", "Unknown", "WhoKnows", "nobody asked"))) == []


@pytest.mark.parametrize(
    ("condition", "cause"),
    [
        (("Ready", "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status."), "node.status-unknown"),
        (
            (
                "Ready",
                "False",
                "KubeletNotReady",
                "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
                "message:Network plugin returns error: cni plugin not initialized",
            ),
            "node.cni-not-initialized",
        ),
        (("Ready", "False", "KubeletNotReady", "the moon is in the wrong house"), "node.unrecognised"),
        (("DiskPressure", "True", "KubeletHasDiskPressure", "kubelet has disk pressure"), "node.disk-pressure"),
    ],
)
def test_a_bad_condition_is_named_and_quoted(condition: tuple[str, str, str, str], cause: str) -> None:
    (found,) = examine(node(condition), Context(FakeSource()))
    assert found.cause == cause
    assert condition[3] in found.evidence[0].text
