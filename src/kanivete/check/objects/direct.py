"""TO without a Service in between: a pod, a workload, a node, a host outside."""

from collections.abc import Iterator

from kanivete.check.lookup import address_of, is_ready
from kanivete.check.objects import nodeport
from kanivete.check.objects.readiness import unready
from kanivete.check.objects.way import Behind, Way
from kanivete.check.result import Break, Mark, ObjectStep, Topic, status_of
from kanivete.i18n import _
from kanivete.kube.pods import Pod
from kanivete.model import Certainty


def steps(way: Way) -> Iterator[ObjectStep]:
    """What the objects say of a target that was named without a Service."""
    to = way.destination
    if to.node:
        if to.number:
            yield from nodeport.steps(way, to.node, to.number)
        way.behind = way.behind or [Behind(address_of(to.node), to.number, node=to.node.metadata.name)]
        return
    if to.pods or to.workload:
        yield from _pods(way)
        return
    text = _("{host} is outside the cluster, or no object's name or address").format(host=to.host)
    yield ObjectStep(Topic.NAME, Mark.OK, text)


def _pods(way: Way) -> Iterator[ObjectStep]:
    to = way.destination
    if not to.pods:
        text = _("{workload} has no pods").format(workload=to.workload)
        broken = Break("service.scaled-to-zero", text, to.workload, facts=_facts(way))
        yield ObjectStep(Topic.READINESS, Mark.BROKEN, text, broken=broken)
        return
    way.behind = [_behind(pod, to.number or _named_port(pod, to.port) or _only_port(pod)) for pod in to.pods]
    if to.port and not to.number and all(one.port is None for one in way.behind):
        text = _("no container of it has a port named {port}").format(port=to.port)
        subject = way.destination.ref
        broken = Break("service.wrong-port", text, subject, facts={**_facts(way), "target": to.word, "port": to.port})
        yield ObjectStep(Topic.PORT, Mark.BROKEN, text, broken=broken)
    yield from _ready(way)


def _ready(way: Way) -> Iterator[ObjectStep]:
    for pod in way.destination.pods:
        if not is_ready(pod):
            text, evidence = unready(pod, way.source, way.explain)
            yield ObjectStep(Topic.READINESS, Mark.HINT, text, evidence)
    ready = sum(1 for pod in way.destination.pods if is_ready(pod))
    if ready:
        text = _("{n} of {total} pods ready").format(n=ready, total=len(way.destination.pods))
        yield ObjectStep(Topic.READINESS, Mark.OK, text)
    elif not any(pod.status.pod_ip for pod in way.destination.pods):
        pod = way.destination.pods[0]
        text, evidence = unready(pod, way.source, way.explain)
        ref = way.destination.ref
        broken = Break("service.no-ready-endpoints", text, ref, Certainty.PROVEN, evidence, _facts(way, pod))
        state = (status_of(ref, "status.podIP", "-"),) if ref else ()
        yield ObjectStep(Topic.READINESS, Mark.BROKEN, _("none of its pods has an address"), state, broken)


def _behind(pod: Pod, port: int | None) -> Behind:
    return Behind(pod.status.pod_ip, port, pod, pod.spec.node_name)


def _named_port(pod: Pod, name: str) -> int | None:
    if not name or name.isdigit():
        return None
    ports = (port for container in pod.spec.containers for port in container.ports)
    return next((port.container_port for port in ports if port.name == name), None)


def _only_port(pod: Pod) -> int | None:
    """The port that is meant where none is given: the pod's only one."""
    ports = {p.container_port for c in pod.spec.containers for p in c.ports if p.protocol in ("", "TCP")}
    return ports.pop() if len(ports) == 1 else None


def _facts(way: Way, pod: Pod | None = None) -> dict[str, str]:
    ref = way.destination.ref
    facts = (
        {"namespace": ref.namespace, "service": ref.name, "workload": f"{ref.kind.lower()}/{ref.name}"} if ref else {}
    )
    return {**facts, "pod": pod.metadata.name} if pod else facts
