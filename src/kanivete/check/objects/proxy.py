"""What a node's Service proxy makes of a Service: traffic policies and affinity."""

from collections.abc import Iterator

from kanivete.check.lookup import reference
from kanivete.check.objects.facts import facts
from kanivete.check.objects.way import Way
from kanivete.check.result import Break, Mark, ObjectStep, Topic, field_of
from kanivete.i18n import _
from kanivete.kube.kinds import SERVICES
from kanivete.model import Certainty


def steps(way: Way) -> Iterator[ObjectStep]:
    """`Local` traffic policies without an endpoint on the node, session affinity."""
    service = way.destination.service
    if service is None or service.spec.type == "ExternalName":
        return
    ref = reference(service, SERVICES)
    here = _node_of(way)
    local = [one for one in way.ready if one.node == here]
    if service.spec.internal_traffic_policy == "Local" and here and way.ready and not local and not service.is_headless:
        text = _("{service} sends traffic only to endpoints on the client's own node, and node {node} has none").format(
            service=ref, node=here
        )
        evidence = (field_of(ref, "spec.internalTrafficPolicy", "Local"),)
        known = {**facts(service), "node": here}
        broken = Break("service.no-local-endpoints", text, ref, Certainty.PROVEN, evidence, known)
        yield ObjectStep(Topic.PROXY, Mark.BROKEN, text, evidence, broken)
    if service.spec.external_traffic_policy == "Local" and way.ready:
        nodes = ", ".join(sorted({one.node for one in way.ready if one.node}))
        text = _("from outside the cluster only these nodes answer for it (externalTrafficPolicy: Local): {nodes}")
        yield ObjectStep(Topic.PROXY, Mark.HINT, text.format(nodes=nodes or "-"))
    if service.spec.session_affinity == "ClientIP":
        text = _("a client stays with one endpoint (sessionAffinity: ClientIP): others may see another one")
        yield ObjectStep(Topic.PROXY, Mark.HINT, text)


def _node_of(way: Way) -> str:
    if way.origin.pod:
        return way.origin.pod.spec.node_name
    return way.origin.node.metadata.name if way.origin.node else ""
