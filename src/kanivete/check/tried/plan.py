"""What is tried: the way that was asked for, and the parts of it that tell where it breaks."""

from dataclasses import dataclass

from kanivete.check.lookup import reference
from kanivete.check.objects.way import Way
from kanivete.kube.kinds import PODS, SERVICES
from kanivete.model import ObjectRef
from kanivete.probe.steps import Target

MOST_ENDPOINTS = 12
_TLS = ("https", "tls")
_TLS_PORTS = (443, 8443, 6443)


@dataclass(frozen=True)
class Planned:
    """A target, and its part in the check (see `kanivete.check.result.Tried`)."""

    role: str
    target: Target
    subject: ObjectRef | None = None


def plan(way: Way, *, ca: str = "") -> tuple[Planned, ...]:
    """The targets, the one that was asked for first; nothing where the port is not known or is not TCP."""
    to = way.destination
    number = way.service_port.port if way.service_port and not to.node else to.number
    if way.service_port and way.service_port.protocol not in ("", "TCP"):
        return ()
    if number is None and way.behind:
        number = way.behind[0].port
    if not to.host or (number is None and to.port):
        return ()
    # Where nobody said that TLS is spoken, its certificate is looked at and breaks nothing.
    assumed = not to.scheme and number in _TLS_PORTS
    asked = Target(
        host=to.host,
        port=number,
        tls=to.scheme in _TLS or assumed,
        http_path=to.path or None,
        ca=ca,
        verify=not assumed,
    )
    planned = [Planned("name", asked, to.ref)]
    service = to.service
    if number is None:
        return tuple(planned)
    if service and service.spec.cluster_ip not in ("", "None") and to.host != service.spec.cluster_ip:
        planned.append(Planned("service", Target(service.spec.cluster_ip, number), reference(service, SERVICES)))
    for one in way.behind[:MOST_ENDPOINTS]:
        if one.address and one.port and (one.address, one.port) != (to.host, number):
            subject = reference(one.pod, PODS) if one.pod else None
            planned.append(Planned("endpoint", Target(one.address, one.port), subject))
    return tuple(planned)
