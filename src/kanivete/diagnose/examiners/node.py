"""Nodes that are not Ready: what their conditions say. (Their logs say more; `kanivete node` reads them.)"""

from collections.abc import Iterable

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import Context, reference, status_evidence
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.meta import Condition, moment
from kanivete.kube.nodes import Node
from kanivete.model import Certainty
from kanivete.recognise import by_reason, recognise

_WORSE_WHEN_TRUE = frozenset({"MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"})
"""The kubelet's own conditions that are bad when True. Those of other programs mean what their authors like."""


def examine(node: Node, context: Context) -> Iterable[Hypothesis]:
    """One hypothesis per condition that is bad and that the catalogue knows."""
    del context
    for condition in node.status.conditions:
        bad = condition.status != "True" if condition.type == "Ready" else _is_pressure(condition)
        if bad and (found := _hypothesis(node, condition)):
            yield found


def _is_pressure(condition: Condition) -> bool:
    return condition.type in _WORSE_WHEN_TRUE and condition.status == "True"


def _hypothesis(node: Node, condition: Condition) -> Hypothesis | None:
    found = recognise(condition.message, Where.NODE_CONDITION)
    cause = found.cause if found else getattr(by_reason(condition.reason), "id", "")
    if not cause:
        return None
    about = reference(node, "Node")
    field = f"status.conditions[{condition.type}]"
    text = f"{condition.type}={condition.status} {condition.reason}: {condition.message}"
    return Hypothesis(
        cause=cause,
        subject=about,
        object=about,
        symptom="NotReady" if condition.type == "Ready" else condition.type,
        certainty=Certainty.POSSIBLE if found and found.rivals else Certainty.PROVEN,
        evidence=(status_evidence(about, field, text, condition.last_heartbeat_time),),
        facts={"node": node.metadata.name, **(found.facts if found else {})},
        root=about,
        since=moment(condition.last_transition_time),
    )
