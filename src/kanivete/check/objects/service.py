"""From a Service's name to the endpoints behind it."""

from collections.abc import Iterator

from kanivete.check.lookup import reference
from kanivete.check.objects import endpoints, missing, selector
from kanivete.check.objects.facts import facts
from kanivete.check.objects.way import Way
from kanivete.check.result import Break, Mark, ObjectStep, Topic, field_of
from kanivete.check.words import is_ip
from kanivete.i18n import _
from kanivete.kube.kinds import SERVICES
from kanivete.kube.network import Service, ServicePort
from kanivete.sources.base import Missing


def steps(way: Way) -> Iterator[ObjectStep]:
    """Name, Service, port, selector, endpoints, target port."""
    to = way.destination
    if to.service is None:
        found = way.source.get(SERVICES, to.namespace, to.name)
        if found is Missing.UNSEEN:
            text = _("whether there is a Service {namespace}/{name} could not be seen")
            yield ObjectStep(Topic.SERVICE, Mark.UNSEEN, text.format(namespace=to.namespace, name=to.name))
        else:
            yield missing.step(way)
        return
    service = to.service
    yield _itself(service)
    if service.spec.type == "ExternalName":
        yield from _external(service)
        return
    yield from _port(way, service)
    yield from selector.steps(way, service)
    yield from endpoints.steps(way, service)


def _itself(service: Service) -> ObjectStep:
    ref = reference(service, SERVICES)
    kind = service.spec.type or "ClusterIP"
    if service.is_headless:
        return ObjectStep(
            Topic.SERVICE,
            Mark.OK,
            _("{service} is headless: its name stands for the pods' addresses").format(service=ref),
        )
    where = service.spec.cluster_ip or service.spec.external_name
    return ObjectStep(
        Topic.SERVICE,
        Mark.OK,
        _("{service} is of type {type}, {address}").format(service=ref, type=kind, address=where),
    )


def _external(service: Service) -> Iterator[ObjectStep]:
    broken = external_address(service)
    if broken:
        yield ObjectStep(Topic.SERVICE, Mark.BROKEN, broken.text, broken.evidence, broken)
        return
    name = service.spec.external_name
    evidence = (field_of(reference(service, SERVICES), "spec.externalName", name),)
    text = _("it is another name for {name}: TLS and HTTP servers there may know only that one").format(name=name)
    yield ObjectStep(Topic.SERVICE, Mark.HINT, text, evidence)


def external_address(service: Service) -> Break | None:
    """The ExternalName that is an address, if it is one."""
    name, ref = service.spec.external_name, reference(service, SERVICES)
    if not is_ip(name):
        return None
    text = _("{service} is an ExternalName for {name}, which is an address and no name: DNS has no answer for it")
    evidence = (field_of(ref, "spec.externalName", name),)
    text = text.format(service=ref, name=name)
    return Break("service.external-name", text, ref, evidence=evidence, facts=facts(service))


def _port(way: Way, service: Service) -> Iterator[ObjectStep]:
    to, ports, ref = way.destination, service.spec.ports, reference(service, SERVICES)
    if not ports and service.is_headless:
        return
    asked = to.port or (str(to.number) if to.number else "")
    way.service_port = port = _chosen(ports, to.port, to.number)
    if port is None and not asked and ports:
        way.service_port = port = _first_tcp(ports)
        if len(ports) > 1:
            text = _("it has the ports {ports}; {port} is looked at, say another as {service}:PORT")
            yield ObjectStep(
                Topic.PORT, Mark.HINT, text.format(ports=listing(ports), port=port.port, service=service.metadata.name)
            )
    if port is None:
        evidence = tuple(field_of(ref, f"spec.ports[{at}]", named(one)) for at, one in enumerate(ports[:8]))
        text = _("{service} has no port {port}; it has {ports}").format(
            service=ref, port=asked, ports=listing(ports) or "-"
        )
        more = {**facts(service), "target": str(ref), "port": asked, "ports": listing(ports)}
        yield ObjectStep(
            Topic.PORT,
            Mark.BROKEN,
            text,
            evidence,
            Break("service.wrong-port", text, ref, evidence=evidence, facts=more),
        )
    elif port.protocol not in ("", "TCP"):
        text = _("port {port} is {protocol}: only its name and endpoints can be checked").format(
            port=port.port, protocol=port.protocol
        )
        yield ObjectStep(Topic.PORT, Mark.HINT, text)


def _chosen(ports: list[ServicePort], asked: str, number: int | None) -> ServicePort | None:
    if asked and not asked.isdigit():
        return next((port for port in ports if port.name == asked), None)
    fitting = [port for port in ports if port.port == number]
    return min(fitting, key=lambda port: port.protocol not in ("", "TCP"), default=None)


def _first_tcp(ports: list[ServicePort]) -> ServicePort:
    return min(ports, key=lambda port: port.protocol not in ("", "TCP"))


def listing(ports: list[ServicePort]) -> str:
    """`80 (http), 443`."""
    return ", ".join(named(port) for port in ports)


def named(port: ServicePort) -> str:
    """`80 (http)`, `53/UDP (dns)`."""
    number = f"{port.port}" + (f"/{port.protocol}" if port.protocol not in ("", "TCP") else "")
    return f"{number} ({port.name})" if port.name else number
