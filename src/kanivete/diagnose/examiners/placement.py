"""Which nodes a pod asks for by their labels, and which of those keep it off by a taint or a cordon.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ and
https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kanivete.kube.nodes import Node, Taint
from kanivete.kube.pods import NodeSelectorRequirement, NodeSelectorTerm, Pod, Toleration

CORDON = "node.kubernetes.io/unschedulable"
"""The key of the taint that a cordon sets; a pod that tolerates it is not kept off by the cordon either."""
_KEEP_OFF = ("NoSchedule", "NoExecute")


@dataclass(frozen=True)
class Refusal:
    """A node that has all the labels the pod asks for, and what keeps the pod off."""

    node: Node
    taints: tuple[Taint, ...]

    @property
    def is_cordon(self) -> bool:
        """Whether nothing but the cordon does."""
        return all(taint.key == CORDON for taint in self.taints)


def refusals(pod: Pod, nodes: Iterable[Node]) -> tuple[Refusal, ...]:
    """The nodes that the pod asks for, if each of them keeps it off; none where one does not, or there is none."""
    found = []
    for node in nodes:
        if asks_for(pod, node):
            taints = _keeping_off(node, pod.spec.tolerations)
            if not taints:
                return ()
            found.append(Refusal(node, taints))
    return tuple(found)


def asks_for(pod: Pod, node: Node) -> bool:
    """Whether the node has what the pod's nodeSelector and its required node affinity name."""
    labels = node.metadata.labels
    if any(labels.get(key) != value for key, value in pod.spec.node_selector.items()):
        return False
    affinity = pod.spec.affinity.node_affinity if pod.spec.affinity else None
    if affinity is None or affinity.required is None:
        return True
    return any(_holds(term, node) for term in affinity.required.node_selector_terms)


def _keeping_off(node: Node, tolerations: list[Toleration]) -> tuple[Taint, ...]:
    taints = [taint for taint in node.spec.taints if taint.effect in _KEEP_OFF]
    if node.spec.unschedulable and all(taint.key != CORDON for taint in taints):
        taints.append(Taint(key=CORDON, effect="NoSchedule"))
    return tuple(taint for taint in taints if not any(_tolerates(one, taint) for one in tolerations))


def _tolerates(toleration: Toleration, taint: Taint) -> bool:
    if toleration.effect and toleration.effect != taint.effect:
        return False
    if toleration.key != taint.key:
        return not toleration.key and toleration.operator == "Exists"
    return toleration.operator == "Exists" or (toleration.operator in ("", "Equal") and toleration.value == taint.value)


def _holds(term: NodeSelectorTerm, node: Node) -> bool:
    if not term.match_expressions and not term.match_fields:
        return False
    fields = {"metadata.name": node.metadata.name}
    return all(_meets(one, node.metadata.labels) for one in term.match_expressions) and all(
        _meets(one, fields) for one in term.match_fields
    )


def _meets(wanted: NodeSelectorRequirement, labels: dict[str, str]) -> bool:
    value = labels.get(wanted.key)
    compare = _COMPARISONS.get(wanted.operator)
    return compare is not None and compare(value, wanted.values)


def _number(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None


def _differs(value: str | None, values: list[str], sign: int) -> bool:
    """Whether a number is above (`sign` 1) or below (-1) the one that is asked for."""
    there, limit = _number(value), _number(values[0] if len(values) == 1 else None)
    return there is not None and limit is not None and (there - limit) * sign > 0


_COMPARISONS: dict[str, Callable[[str | None, list[str]], bool]] = {
    "In": lambda value, values: value in values,
    "NotIn": lambda value, values: value not in values,
    "Exists": lambda value, _: value is not None,
    "DoesNotExist": lambda value, _: value is None,
    "Gt": lambda value, values: _differs(value, values, 1),
    "Lt": lambda value, values: _differs(value, values, -1),
}
