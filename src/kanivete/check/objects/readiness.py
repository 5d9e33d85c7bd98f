"""Why a pod takes no traffic."""

from collections.abc import Iterator

from kanivete.check.lookup import reference
from kanivete.check.objects.way import Explain
from kanivete.check.result import status_of
from kanivete.i18n import _
from kanivete.kube.kinds import NODES, PODS
from kanivete.kube.pods import Pod
from kanivete.model import Evidence
from kanivete.sources.base import Missing, Source


def unready(pod: Pod, source: Source, explain: Explain) -> tuple[str, tuple[Evidence, ...]]:
    """One sentence and what it rests on: the diagnosis's words where there are some, else the conditions'."""
    ref = reference(pod, PODS)
    evidence = tuple(_conditions(pod)) or (status_of(ref, "status.phase", pod.status.phase or "?"),)
    lost = _lost_node(pod, source)
    if lost:
        text = _("{pod} is on node {node}, which is not ready: `kanivete node {node}` says why")
        return text.format(pod=ref, node=pod.spec.node_name), (lost, *evidence)
    found = explain(pod)
    if pod.metadata.deletion_timestamp:
        return _("{pod} is being deleted").format(pod=ref), evidence
    if found:
        text = _("{pod} is not ready: {why} ({cause})").format(pod=ref, why=found.title, cause=found.cause)
        return text, (*found.evidence[:2], *evidence)
    return _("{pod} is not ready: {why}").format(pod=ref, why=evidence[0].text), evidence


def _lost_node(pod: Pod, source: Source) -> Evidence | None:
    """The pod's node says that it is not ready, or says nothing any more: then so are its pods."""
    node = source.get(NODES, "", pod.spec.node_name) if pod.spec.node_name else Missing.ABSENT
    if isinstance(node, Missing):
        return None
    ready = next((one for one in node.status.conditions if one.type == "Ready" and one.status != "True"), None)
    said = ": ".join(word for word in (ready.reason, ready.message) if word) or ready.status if ready else ""
    return status_of(reference(node, NODES), "status.conditions[Ready]", said) if ready else None


def _conditions(pod: Pod) -> Iterator[Evidence]:
    ref = reference(pod, PODS)
    for status in pod.status.container_statuses:
        if status.state.waiting and status.state.waiting.reason:
            waiting = status.state.waiting
            said = f"{waiting.reason}: {waiting.message}" if waiting.message else waiting.reason
            yield status_of(ref, f"status.containerStatuses[{status.name}].state.waiting", said)
    for condition in pod.status.conditions:
        if condition.type in ("Ready", "PodScheduled") and condition.status != "True":
            said = ": ".join(word for word in (condition.reason, condition.message) if word)
            yield status_of(ref, f"status.conditions[{condition.type}]", said or f"{condition.type}={condition.status}")
    gates = {c.type: c.status for c in pod.status.conditions if "/" in c.type}
    yield from (
        status_of(ref, f"status.conditions[{gate}]", status) for gate, status in gates.items() if status != "True"
    )
