"""A name that was not resolved."""

from kanivete.check.dns.servers import dns_service, servers_of
from kanivete.check.lookup import is_ready, listed, reference
from kanivete.check.objects.readiness import unready
from kanivete.check.objects.way import Way
from kanivete.check.result import Break, Tried, field_of
from kanivete.check.tried.words import facts, said
from kanivete.i18n import _
from kanivete.kube.kinds import PODS
from kanivete.model import Certainty, Evidence
from kanivete.probe.steps import Fault, Resolved, Step


def broken(way: Way, asked: Tried, step: Step) -> Break:
    """Why: no such Service, a policy, servers that do not answer or are not the cluster's, or no such name."""
    silent = step.fault in (Fault.RESOLVER_SILENT, Fault.RESOLVER_REFUSED)
    told = _told(way, silent)
    if told and not _foreign(way, asked.probed.resolved):
        certain = Certainty.LIKELY if told.certainty is Certainty.POSSIBLE else told.certainty
        return _with(told, certain, said(asked, step))
    servers = asked.probed.resolved.servers if asked.probed.resolved else ()
    known = {**facts(way, asked), "server": ", ".join(servers), "name": asked.probed.target.host}
    evidence: tuple[Evidence, ...] = (said(asked, step), *_policy_of(way))
    if way.destination.is_service and _foreign(way, asked.probed.resolved):
        text = _("{origin} asks {servers} for names, not the cluster's DNS, which alone knows {name}: {said}")
        text = text.format(origin=way.origin.word, servers=known["server"], name=known["name"], said=step.said)
        return Break("dns.foreign-server", text, way.origin.ref, Certainty.PROVEN, evidence, known)
    if silent and (nobody := _no_server(way)):
        text = _("no DNS server of the cluster is ready: {why}").format(why=nobody[0])
        return Break("dns.no-server", text, way.origin.ref, Certainty.PROVEN, (*evidence, *nobody[1]), known)
    if silent:
        text = _("the DNS server {server} does not answer {origin}: {said}")
        cause = "dns.server-unreachable"
    elif step.fault is Fault.RESOLVER_FAILED:
        text, cause = _("the DNS server {server} fails for {name}: {said}"), "dns.server-failing"
    elif way.destination.is_service:
        text, cause = (
            _("the cluster's DNS does not know {name}, though the Service exists: {said}"),
            "dns.record-missing",
        )
    else:
        text, cause = _("there is no name {name}: {said}"), "dns.name-not-found"
    text = text.format(server=known["server"] or "?", origin=way.origin.word, name=known["name"], said=step.said)
    return Break(cause, text, way.origin.ref, Certainty.PROVEN, evidence, known)


def _told(way: Way, silent: bool) -> Break | None:
    """What the objects say already, if it explains a name that is not resolved."""
    for step in way.steps:
        one = step.broken
        if one and one.cause == "network.policy-denies-dns" and silent:
            return one
        if one and not silent and one.cause.startswith("service.") and _explains(way, one):
            return one
    return None


def _explains(way: Way, one: Break) -> bool:
    service = way.destination.service
    return (
        service is None
        or service.is_headless
        or service.spec.type == "ExternalName"
        or one.cause == "service.not-found"
    )


def _no_server(way: Way) -> tuple[str, tuple[Evidence, ...]] | None:
    """Why none of the cluster's DNS pods is ready, if none is."""
    service = dns_service(way.source)
    pods = servers_of(service, way.source) if service else []
    if not pods or any(is_ready(pod) for pod in pods):
        return None
    return unready(pods[0], way.source, way.explain)


def _foreign(way: Way, resolved: Resolved | None) -> bool:
    """Whether none of the DNS servers asked is the cluster's, as far as that is known. 169.254.0.0/16 is its node's."""
    if resolved is None or not resolved.servers or way.origin.pod is None:
        return False
    service = dns_service(way.source)
    if service is None:
        return False
    own = {service.spec.cluster_ip, *service.spec.cluster_ips}
    own |= {pod.status.pod_ip for pod in listed(PODS, service.metadata.namespace, way.source)}
    return not any(server in own or server.startswith(("169.254.", "fe80:")) for server in resolved.servers)


def _policy_of(way: Way) -> tuple[Evidence, ...]:
    """The pod's own words about DNS."""
    pod = way.origin.pod
    if pod is None or not pod.spec.dns_policy or pod.spec.dns_policy == "ClusterFirst":
        return ()
    ref = reference(pod, PODS)
    found = [field_of(ref, "spec.dnsPolicy", pod.spec.dns_policy)]
    if pod.spec.dns_config and pod.spec.dns_config.nameservers:
        found.append(field_of(ref, "spec.dnsConfig.nameservers", ", ".join(pod.spec.dns_config.nameservers)))
    return tuple(found)


def _with(told: Break, certainty: Certainty, also: Evidence) -> Break:
    return Break(told.cause, told.text, told.subject, certainty, (*told.evidence, also), told.facts, told.remedies)
