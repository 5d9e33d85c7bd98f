"""What a node's conditions say."""

from collections.abc import Iterable

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import reference, status_evidence
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.kinds import NODES
from kanivete.kube.meta import Condition, condition, moment
from kanivete.kube.nodes import Node
from kanivete.model import Certainty
from kanivete.recognise import by_reason, recognise

NOT_READY = "NotReady"
"""The symptom, as kubectl words it."""
_WORSE_WHEN_TRUE = frozenset({"MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"})
"""The kubelet's own conditions that are bad when True. Those of other programs mean what their authors like."""


def of_conditions(node: Node) -> Iterable[Hypothesis]:
    """One hypothesis per condition that is bad and that the catalogue knows."""
    for one in node.status.conditions:
        bad = one.status != "True" if one.type == "Ready" else _is_pressure(one)
        if bad and (found := _hypothesis(node, one)):
            yield found


def ready(node: Node) -> Condition | None:
    """The condition that says whether the node is Ready."""
    return condition(node.status.conditions, "Ready")


def is_not_ready(node: Node) -> bool:
    """Whether the node says, or is said, not to be Ready."""
    condition = ready(node)
    return condition is not None and condition.status != "True"


def is_silent(node: Node) -> bool:
    """Whether the control plane does not hear from the node."""
    condition = ready(node)
    return condition is not None and condition.status == "Unknown"


def _is_pressure(condition: Condition) -> bool:
    return condition.type in _WORSE_WHEN_TRUE and condition.status == "True"


def _hypothesis(node: Node, condition: Condition) -> Hypothesis | None:
    found = recognise(condition.message, Where.NODE_CONDITION)
    cause = found.cause if found else getattr(by_reason(condition.reason), "id", "")
    if not cause:
        return None
    about = reference(node, NODES.kind)
    field = f"status.conditions[{condition.type}]"
    text = f"{condition.type}={condition.status} {condition.reason}: {condition.message}"
    return Hypothesis(
        cause=cause,
        subject=about,
        object=about,
        symptom=NOT_READY if condition.type == "Ready" else condition.type,
        certainty=Certainty.POSSIBLE if found and found.rivals else Certainty.PROVEN,
        evidence=(status_evidence(about, field, text, condition.last_heartbeat_time),),
        facts={"node": node.metadata.name, **(found.facts if found else {})},
        root=about,
        since=moment(condition.last_transition_time),
    )
