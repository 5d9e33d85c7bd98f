"""Nodes that may be on their way out, and the pods of a budget that are still on them."""

from collections import defaultdict
from dataclasses import dataclass

from kanivete.check.lookup import is_over
from kanivete.diagnose.context import Context, object_evidence
from kanivete.diagnose.scope import Wanted
from kanivete.kube.disruption import PodDisruptionBudget
from kanivete.kube.kinds import NODES, PODS
from kanivete.kube.pods import Pod
from kanivete.model import Evidence, ObjectRef
from kanivete.sources.base import Missing


@dataclass(frozen=True)
class Kept:
    """A cordoned node, and the names of the budget's pods on it, sorted and never none."""

    node: str
    pods: tuple[str, ...]

    @property
    def evidence(self) -> Evidence:
        """The cordon; nothing in the API says that an eviction was refused."""
        return object_evidence(
            ObjectRef(api_version="v1", kind=NODES.kind, name=self.node), "spec.unschedulable", "true"
        )


def kept(budget: PodDisruptionBudget, wanted: Wanted, context: Context) -> tuple[Kept, ...]:
    """The cordoned nodes that the budget keeps pods on: of those that were named, or of all where none was."""
    selector, namespace = budget.spec.selector, budget.metadata.namespace
    cordoned = _cordoned(wanted, context)
    pods = context.source.list(PODS, namespace) if cordoned and selector else Missing.UNSEEN
    if isinstance(pods, Missing) or selector is None:
        return ()
    on = defaultdict(list)
    for pod in pods:
        if pod.spec.node_name in cordoned and is_to_be_evicted(pod) and selector.matches(pod.metadata.labels):
            on[pod.spec.node_name].append(pod.metadata.name)
    return tuple(Kept(node, tuple(sorted(on[node]))) for node in sorted(on))


def _cordoned(wanted: Wanted, context: Context) -> frozenset[str]:
    if isinstance(context.nodes, Missing):
        return frozenset()
    names = (name for name, node in context.nodes.items() if node.spec.unschedulable)
    return frozenset(name for name in names if not wanted.has_named(NODES) or wanted.includes_node(name))


def is_to_be_evicted(pod: Pod) -> bool:
    """Whether a drain would evict it: not what is over or on its way, nor a DaemonSet's or a static pod."""
    left = ("DaemonSet", NODES.kind)
    owned = any(one.kind in left and one.controller is not False for one in pod.metadata.owner_references)
    return not (owned or is_over(pod) or pod.metadata.deletion_timestamp)
