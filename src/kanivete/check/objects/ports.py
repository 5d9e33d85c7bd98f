"""Whether the port that a Service sends to is one that its pods have."""

from collections.abc import Iterator
from shlex import quote

from kanivete.check.lookup import reference
from kanivete.check.objects.facts import facts
from kanivete.check.objects.way import Way
from kanivete.check.result import Break, Mark, ObjectStep, Topic, field_of
from kanivete.i18n import _
from kanivete.kube.kinds import PODS, SERVICES
from kanivete.kube.network import Service, ServicePort
from kanivete.kube.numbers import whole_number
from kanivete.kube.pods import Pod
from kanivete.model import Certainty, Changes, Remedy


def target_port(way: Way, service: Service, pods: list[Pod]) -> Iterator[ObjectStep]:
    """The target port: a name that no pod has breaks it, a number that none declares is worth a word."""
    port = way.service_port
    if port is None or not pods:
        return
    target = port.target_port or port.port
    number = whole_number(target) if isinstance(target, str) else target
    if number is None:
        yield _named(service, port, pods, str(target))
    else:
        yield from _numbered(pods, number, port.protocol or "TCP")
    if service.is_headless and isinstance(target, int) and target != port.port:
        yield _headless(way, service, target)


def _named(service: Service, port: ServicePort, pods: list[Pod], name: str) -> ObjectStep:
    having = [pod for pod in pods if any(p.name == name for c in pod.spec.containers for p in c.ports)]
    if having:
        number = next(p.container_port for c in having[0].spec.containers for p in c.ports if p.name == name)
        text = _("port {port} goes to the container port {name}, which is {number}")
        return ObjectStep(Topic.TARGET_PORT, Mark.OK, text.format(port=port.port, name=name, number=number))
    broken = wrong_name(service, port, pods[0])
    return ObjectStep(Topic.TARGET_PORT, Mark.BROKEN, broken.text, broken.evidence, broken)


def wrong_name(service: Service, port: ServicePort, of: Pod) -> Break:
    """The port goes to a container port by a name that the pod behind has not."""
    ref, pod, name = reference(service, SERVICES), reference(of, PODS), str(port.target_port)
    has = declared(of)
    text = _(
        "port {port} of {service} goes to a container port named {name}, and {pod} has none of that name: it has {has}"
    ).format(port=port.port, service=ref, name=name, pod=pod, has=has)
    at = service.spec.ports.index(port)
    evidence = (
        field_of(ref, f"spec.ports[{at}].targetPort", name),
        field_of(pod, "spec.containers[].ports", has),
    )
    known = {**facts(service), "port": str(port.port), "target_port": name, "pod": of.metadata.name}
    return Break("service.wrong-target-port", text, ref, Certainty.PROVEN, evidence, known, mended(service, at, of))


def _numbered(pods: list[Pod], number: int, protocol: str) -> Iterator[ObjectStep]:
    all_ports = [p for pod in pods for c in pod.spec.containers for p in c.ports]
    if any(p.container_port == number and p.protocol in ("", protocol) for p in all_ports):
        return
    if all_ports:
        text = _("target port {number} is not among the ports that its pods declare ({has}); that alone breaks nothing")
        evidence = (field_of(reference(pods[0], PODS), "spec.containers[].ports", declared(pods[0])),)
        yield ObjectStep(Topic.TARGET_PORT, Mark.HINT, text.format(number=number, has=declared(pods[0])), evidence)


def _headless(way: Way, service: Service, target: int) -> ObjectStep:

    assert way.service_port is not None
    ref, port = reference(service, SERVICES), way.service_port.port
    text = _("{service} is headless, so nobody turns port {port} into {target}: clients have to use {target}").format(
        service=ref, port=port, target=target
    )
    evidence = (field_of(ref, "spec.clusterIP", "None"), field_of(ref, "spec.ports[].targetPort", str(target)))
    known = {**facts(service), "target": str(ref), "port": str(port), "ports": str(target)}
    return ObjectStep(
        Topic.TARGET_PORT,
        Mark.BROKEN,
        text,
        evidence,
        Break("service.wrong-port", text, ref, evidence=evidence, facts=known),
    )


def mended(service: Service, at: int, pod: Pod) -> tuple[Remedy, ...]:
    """The target port set to the pod's only port; nothing where there are several to choose from."""
    ports = [p for c in pod.spec.containers for p in c.ports if p.protocol in ("", "TCP")]
    if len(ports) != 1:
        return ()
    return (set_target_port(service, at, ports[0].container_port),)


def set_target_port(service: Service, at: int, number: int) -> Remedy:
    """The command that sends a Service's port to another one of its pods."""
    patch = f'[{{"op":"replace","path":"/spec/ports/{at}/targetPort","value":{number}}}]'
    meta = service.metadata
    command = f"kubectl patch service -n {quote(meta.namespace)} {quote(meta.name)} --type=json -p '{patch}'"
    return Remedy(_("Send it to port {port}, if that is the right one.").format(port=number), command, Changes.CLUSTER)


def declared(pod: Pod) -> str:
    """`http 8080, metrics 9090`: the container ports that the pod declares."""
    ports = [p for c in pod.spec.containers for p in c.ports]
    return ", ".join(f"{p.name} {p.container_port}".strip() for p in ports) or _("none")
