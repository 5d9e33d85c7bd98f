"""Killed for memory, as the kernel and the kubelet tell it: by the container's limit, or by the node."""

from dataclasses import replace
from datetime import timedelta

from kanivete.diagnose.context import event_evidence, object_evidence
from kanivete.diagnose.examiners.crash.ending import Ending
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import _
from kanivete.kube.events import Event
from kanivete.kube.kinds import NODES
from kanivete.model import Certainty, ObjectRef
from kanivete.sources.base import Missing

OOM_KILLED = "OOMKilled"
SIGKILL = 137
_NODE_EVENTS_IN = "default"
_AROUND = timedelta(seconds=30)
"""How far the node's clock for its event may be from the container's end."""


def killed_for_memory(ending: Ending) -> Hypothesis | None:
    """The finding where the status says OOMKilled, or the node says that it ran out of memory at that moment.

    Exit code 137 alone says neither: it is any SIGKILL.
    """
    oom_killed = ending.terminated.reason == OOM_KILLED
    if not oom_killed and ending.code != SIGKILL:
        return None
    limit = ending.container.resources.limits.get("memory")
    if oom_killed and limit is not None:
        return _by_limit(ending, str(limit))
    system_oom = _system_oom(ending)
    if system_oom:
        return _by_node(ending, system_oom)
    if not oom_killed:
        return None
    note = _("The container has no memory limit of its own: the memory that ran out is the pod's or the node's.")
    return ending.conclude("crash.out-of-memory-limit", Certainty.LIKELY, ending.evidence(), note=note)


def _by_limit(ending: Ending, limit: str) -> Hypothesis:
    field = f"spec.containers[{ending.container.name}].resources.limits.memory"
    note = _("The limit is {limit}.").format(limit=limit)
    lived = ending.lived
    if lived is not None and lived < timedelta(seconds=10):
        note += " " + _("It was reached within {seconds} s of the start.").format(
            seconds=max(int(lived.total_seconds()), 1)
        )
    return ending.conclude(
        "crash.out-of-memory-limit",
        Certainty.PROVEN,
        ending.evidence(),
        object_evidence(ending.pod, field, f"memory: {limit}"),
        facts={"limit": limit},
        note=note,
    )


def _by_node(ending: Ending, system_oom: Event) -> Hypothesis:
    node = ending.symptom.pod.spec.node_name
    found = ending.conclude(
        "crash.out-of-memory-node",
        Certainty.LIKELY,
        ending.evidence(),
        event_evidence(system_oom),
        note=_("Node {node} ran out of memory when the container ended.").format(node=node),
    )
    return replace(found, root=ObjectRef(api_version="v1", kind=NODES.kind, name=node))


def _system_oom(ending: Ending) -> Event | None:
    """The node's SystemOOM event at the moment of the end. Events about nodes are in the namespace `default`."""
    node, finished = ending.symptom.pod.spec.node_name, ending.finished
    events = ending.context.source.events(_NODE_EVENTS_IN)
    if isinstance(events, Missing) or not node or not finished:
        return None
    for event in reversed(events):
        if event.reason == "SystemOOM" and event.about.name == node and event.last:
            first = event.first or event.last
            if first - _AROUND <= finished <= event.last + _AROUND:
                return event
    return None
