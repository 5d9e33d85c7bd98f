"""The nodes at both ends."""

from collections.abc import Iterator

from kanivete.check.lookup import reference
from kanivete.check.objects.way import Way
from kanivete.check.result import Mark, ObjectStep, Topic, status_of
from kanivete.i18n import _
from kanivete.kube.kinds import NODES
from kanivete.kube.nodes import Node
from kanivete.sources.base import Missing


def steps(way: Way) -> Iterator[ObjectStep]:
    """A word for each node of the way that is not ready or has no network."""
    names = {way.origin.pod.spec.node_name} if way.origin.pod else set()
    names |= {way.origin.node.metadata.name} if way.origin.node else set()
    names |= {one.node for one in way.behind}
    for name in sorted(names - {""}):
        node = way.source.get(NODES, "", name)
        if not isinstance(node, Missing):
            yield from _one(node)


def is_well(node: Node) -> bool:
    """Whether nothing is said against it."""
    return not list(_one(node))


def _one(node: Node) -> Iterator[ObjectStep]:
    ref = reference(node, NODES)
    for condition in node.status.conditions:
        bad = condition.status == "True" if condition.type == "NetworkUnavailable" else condition.status != "True"
        if condition.type in ("Ready", "NetworkUnavailable") and bad:
            said = ": ".join(word for word in (condition.reason, condition.message) if word) or condition.status
            evidence = (status_of(ref, f"status.conditions[{condition.type}]", said),)
            text = _("{node} is not well ({condition} is {status}): `kanivete node {name}` says why").format(
                node=ref, condition=condition.type, status=condition.status, name=node.metadata.name
            )
            yield ObjectStep(Topic.NODE, Mark.HINT, text, evidence)
