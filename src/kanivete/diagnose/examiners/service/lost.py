"""Pods that were lost with their node: their containers are as they were when the kubelet was last heard of.

The control plane sets their condition Ready to False, and leaves ContainersReady and the containers as they are.
Source: https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/util/node/controller_utils.go
"""

from collections.abc import Sequence

from kanivete.check.lookup import is_ready
from kanivete.diagnose.context import reference
from kanivete.diagnose.examiners.node import is_not_ready
from kanivete.diagnose.examiners.service.around import Around
from kanivete.kube.kinds import NODES
from kanivete.kube.meta import condition
from kanivete.kube.pods import Pod
from kanivete.model import ObjectRef


def lost_node(pods: Sequence[Pod], around: Around) -> ObjectRef | None:
    """The node (the first by name) that all these pods were lost with; else None."""
    if not pods or not all(_is_marked(pod) for pod in pods):
        return None
    nodes = [around.context.node_of(pod) for pod in pods]
    lost = {node.metadata.name: node for node in nodes if node and is_not_ready(node)}
    if not all(node and node.metadata.name in lost for node in nodes):
        return None
    return reference(lost[min(lost)], NODES.kind)


def _is_marked(pod: Pod) -> bool:
    """Whether its containers were ready, and it is not."""
    containers = condition(pod.status.conditions, "ContainersReady")
    return not is_ready(pod) and bool(pod.spec.node_name) and containers is not None and containers.status == "True"
