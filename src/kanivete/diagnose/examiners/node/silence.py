"""Nodes that fall silent together: then it is not the nodes."""

from dataclasses import replace

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.node.conditions import NOT_READY, is_silent
from kanivete.diagnose.examiners.node.leases import fresh
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.model import Certainty, ObjectRef
from kanivete.sources.base import Missing

ALL_SILENT = "node.all-silent"
CONTROL_PLANE = ObjectRef(kind="ControlPlane", name="control-plane")
"""What all nodes talk to; no object of the API stands for it."""
_ALIKE = frozenset({"node.status-unknown", "node.apiserver-unreachable", "node.kubelet-stopped"})
_MOST_QUOTED = 4


def together(found: list[Hypothesis], context: Context) -> list[Hypothesis]:
    """The hypotheses; those of nodes that are silent are about the control plane if no node at all is heard."""
    if isinstance(context.nodes, Missing) or len(context.nodes) < 2:
        return found
    if not all(is_silent(node) for node in context.nodes.values()) or fresh(context):
        return found
    silent = [one for one in found if one.symptom == NOT_READY and one.cause in _ALIKE]
    if len(silent) < 2:
        return found
    first = min((one.since for one in silent if one.since), default=None)
    evidence = tuple(one.evidence[0] for one in silent[:_MOST_QUOTED] if one.evidence)
    return [
        replace(
            one,
            cause=ALL_SILENT,
            root=CONTROL_PLANE,
            certainty=Certainty.LIKELY,
            evidence=evidence,
            since=first,
            owner=None,
            note="",
            remedies=(),
            ruled_out=(),
            facts={**one.facts, "count": str(len(context.nodes))},
        )
        if one in silent
        else one
        for one in found
    ]
