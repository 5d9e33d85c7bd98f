"""A port of a node: the Service's node port or the pod's host port that it is, if it is one."""

from collections.abc import Iterator

from kanivete.check.lookup import listed, reference
from kanivete.check.objects import endpoints, selector
from kanivete.check.objects.facts import facts
from kanivete.check.objects.way import Behind, Way
from kanivete.check.result import Break, Mark, ObjectStep, Topic, field_of
from kanivete.i18n import _
from kanivete.kube.kinds import PODS, SERVICES
from kanivete.kube.network import Service
from kanivete.kube.nodes import Node


def steps(way: Way, node: Node, number: int) -> Iterator[ObjectStep]:
    """What stands behind the port; nothing where it is a program's of the node itself."""
    for pod in listed(PODS, "", way.source):
        ports = [p for c in pod.spec.containers for p in c.ports if p.host_port == number]
        if ports and pod.spec.node_name == node.metadata.name and not pod.spec.host_network:
            way.behind = [Behind(pod.status.pod_ip, ports[0].container_port, pod, pod.spec.node_name)]
            text = _("port {port} of the node is the hostPort of {pod}").format(port=number, pod=reference(pod, PODS))
            yield ObjectStep(Topic.PORT, Mark.OK, text)
            return
    for service in listed(SERVICES, "", way.source):
        port = next((one for one in service.spec.ports if one.node_port == number), None)
        if port:
            way.service_port = port
            text = _("port {port} of the nodes leads to {service}").format(
                port=number, service=reference(service, SERVICES)
            )
            yield ObjectStep(Topic.PORT, Mark.OK, text)
            yield from selector.steps(way, service)
            yield from endpoints.steps(way, service)
            yield from _local(way, service, node)
            return


def _local(way: Way, service: Service, node: Node) -> Iterator[ObjectStep]:
    """Whether the node may only use endpoints of its own, and has none."""
    name, ref = node.metadata.name, reference(service, SERVICES)
    if service.spec.external_traffic_policy != "Local" or not way.ready or any(b.node == name for b in way.ready):
        return
    text = _("{service} is answered only by nodes that have an endpoint of it, and node {node} has none")
    text = text.format(service=ref, node=name)
    evidence = (field_of(ref, "spec.externalTrafficPolicy", "Local"),)
    broken = Break("service.no-local-endpoints", text, ref, evidence=evidence, facts={**facts(service), "node": name})
    yield ObjectStep(Topic.PROXY, Mark.BROKEN, text, evidence, broken)
