"""What a node's events say about its pressure: thresholds met, files that could not be freed, processes killed."""

from dataclasses import replace

from kanivete.diagnose.context import Context, event_evidence
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.kinds import NODES
from kanivete.kube.nodes import Node
from kanivete.sources.base import Missing

EVENTS_OF_NODES = "default"
"""Objects without a namespace have their events there."""
_TELLING = frozenset(
    {
        "EvictionThresholdMet",
        "FreeDiskSpaceFailed",
        "ImageGCFailed",
        "ContainerGCFailed",
        "SystemOOM",
        "OOMKilling",
    }
)
_MOST = 3


def with_events(told: Hypothesis, node: Node, context: Context) -> Hypothesis:
    """The hypothesis with the node's own events on what it is short of, the latest of each reason."""
    found = context.source.events(EVENTS_OF_NODES)
    if isinstance(found, Missing):
        return told
    latest = {
        event.reason: event
        for event in found
        if event.reason in _TELLING and event.about.kind == NODES.kind and event.about.name == node.metadata.name
    }
    evidence = tuple(event_evidence(event) for event in list(latest.values())[-_MOST:])
    return replace(told, evidence=told.evidence + evidence)
