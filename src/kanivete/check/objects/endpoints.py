"""The endpoints behind a Service: which there are, which are ready, and on which port."""

from collections.abc import Iterator

from kanivete.check.lookup import is_over, is_ready, listed, reference
from kanivete.check.objects.facts import facts
from kanivete.check.objects.ports import target_port
from kanivete.check.objects.readiness import unready
from kanivete.check.objects.way import Behind, Explain, Way
from kanivete.check.result import Break, Mark, ObjectStep, Topic, status_of
from kanivete.i18n import _, ngettext
from kanivete.kube.kinds import ENDPOINT_SLICES, PODS, SERVICES
from kanivete.kube.network import Endpoint, EndpointSlice, Service
from kanivete.kube.pods import Pod
from kanivete.model import Certainty
from kanivete.sources.base import Missing, Source

SERVICE_NAME = "kubernetes.io/service-name"
_MOST_SHOWN = 3


def steps(way: Way, service: Service) -> Iterator[ObjectStep]:
    """The endpoints, their readiness, and the port that traffic ends up at."""
    namespace = service.metadata.namespace
    pods = [pod for pod in listed(PODS, namespace, way.source) if not is_over(pod)]
    matching = [p for p in pods if service.spec.selector and service.spec.selector.items() <= p.metadata.labels.items()]
    slices = way.source.list(ENDPOINT_SLICES, namespace)
    if isinstance(slices, Missing):
        text = _("its EndpointSlices could not be seen: the pods that its selector matches are taken for its endpoints")
        yield ObjectStep(Topic.ENDPOINTS, Mark.UNSEEN, text)
        way.behind = [_of_pod(pod, way, service) for pod in matching]
    else:
        mine = [one for one in slices if one.metadata.labels.get(SERVICE_NAME) == service.metadata.name]
        way.behind = _unique(b for one in mine for b in _of_slice(one, way, pods))
    if way.behind or matching or not service.spec.selector:
        yield from _readiness(way, service, matching)
    elif isinstance(way.source.list(PODS, namespace), Missing) and not isinstance(slices, Missing):
        yield _nobody_seen(service)
    yield from target_port(way, service, matching)


def _unique(found: Iterator[Behind]) -> list[Behind]:
    """Each address and port once: while slices are rearranged, an endpoint may be in two."""
    kept = {(one.address, one.port): one for one in found}
    return [kept[key] for key in sorted(kept, key=lambda key: (key[0], key[1] or 0))]


def _of_slice(of: EndpointSlice, way: Way, pods: list[Pod]) -> Iterator[Behind]:
    if of.address_type == "FQDN":
        return
    wanted = way.service_port
    port = next((p.port for p in of.ports if wanted and p.name == wanted.name and p.protocol == wanted.protocol), None)
    if wanted is None and len(of.ports) == 1:
        port = of.ports[0].port
    if port is None and of.ports:
        return  # the slice is of pods that have this port of the Service under no name or number
    by_name = {pod.metadata.name: pod for pod in pods}
    by_address = {pod.status.pod_ip: pod for pod in pods if pod.status.pod_ip and not pod.spec.host_network}
    for endpoint in of.endpoints:
        ref = endpoint.target_ref
        pod = by_name.get(ref.name) if ref and ref.kind == PODS.kind else None
        for address in endpoint.addresses[:1]:
            pod = pod or by_address.get(address)
            yield Behind(
                address, port, pod, endpoint.node_name, _is_ready(endpoint), bool(endpoint.conditions.terminating)
            )


def _is_ready(endpoint: Endpoint) -> bool:
    """Unknown counts as ready, as the API says consumers should take it."""
    return endpoint.conditions.ready is not False


def _of_pod(pod: Pod, way: Way, service: Service) -> Behind:
    target = way.service_port.target_port if way.service_port else ""
    named = (p.container_port for c in pod.spec.containers for p in c.ports if p.name == target)
    port = target if isinstance(target, int) and target else next(named, None)
    if port is None and way.service_port and not target:
        port = way.service_port.port
    ready = is_ready(pod) or service.spec.publish_not_ready_addresses
    return Behind(pod.status.pod_ip, port, pod, pod.spec.node_name, ready)


def _readiness(way: Way, service: Service, matching: list[Pod]) -> Iterator[ObjectStep]:
    ready = way.ready
    not_ready = [pod for pod in matching if not is_ready(pod)]
    if ready:
        where = ", ".join(_shown(one) for one in ready[:_MOST_SHOWN]) + (", …" if len(ready) > _MOST_SHOWN else "")
        text = ngettext("{n} ready endpoint: {where}", "{n} ready endpoints: {where}", len(ready))
        yield ObjectStep(Topic.ENDPOINTS, Mark.OK, text.format(n=len(ready), where=where))
        for pod in not_ready[:_MOST_SHOWN]:
            text, evidence = unready(pod, way.source, way.explain)
            yield ObjectStep(Topic.READINESS, Mark.HINT, text, evidence)
        return
    yield _nobody(way, service, matching, not_ready)


def _nobody(way: Way, service: Service, matching: list[Pod], not_ready: list[Pod]) -> ObjectStep:
    ref = reference(service, SERVICES)
    if not service.spec.selector:
        broken = no_endpoints(service)
        return ObjectStep(Topic.ENDPOINTS, Mark.BROKEN, broken.text, broken.evidence, broken)
    if not matching:
        return _nobody_seen(service)
    if not_ready:
        broken = nobody_ready(service, not_ready, way.source, way.explain)
        return ObjectStep(Topic.READINESS, Mark.BROKEN, broken.text, broken.evidence, broken)
    pod = reference(matching[0], PODS)
    evidence = (status_of(pod, "status.conditions[Ready]", "True"),)
    if _port_is_missing(way, matching):
        # the slices carry no such port: the step about the target port says why
        return ObjectStep(
            Topic.ENDPOINTS, Mark.HINT, _("no endpoint of {service} has this port").format(service=ref), evidence
        )
    broken = stale(service, matching[0])
    return ObjectStep(Topic.ENDPOINTS, Mark.BROKEN, broken.text, broken.evidence, broken)


def stale(service: Service, pod: Pod) -> Break:
    """The pod is ready, matches, and is in none of the Service's EndpointSlices."""
    ref, about = reference(service, SERVICES), reference(pod, PODS)
    text = _("{pod} is ready and {service} has no ready endpoint: the EndpointSlices are not kept up to date").format(
        pod=about, service=ref
    )
    evidence = (status_of(about, "status.conditions[Ready]", "True"),)
    return Break("service.endpoints-stale", text, ref, Certainty.LIKELY, evidence, facts(service))


def nobody_ready(service: Service, not_ready: list[Pod], source: Source, explain: Explain) -> Break:
    """There are pods behind the Service, and none is ready; never called without one."""
    ref = reference(service, SERVICES)
    why, evidence = unready(not_ready[0], source, explain)
    text = ngettext(
        "the only pod behind {service} is not ready, so it has no endpoint: {why}",
        "none of the {n} pods behind {service} is ready, so it has no endpoint: {why}",
        len(not_ready),
    ).format(n=len(not_ready), service=ref, why=why)
    known = {**facts(service), "pod": not_ready[0].metadata.name}
    return Break("service.no-ready-endpoints", text, ref, Certainty.PROVEN, evidence, known)


def no_endpoints(service: Service) -> Break:
    """It has no selector, and nobody wrote an EndpointSlice for it."""
    ref = reference(service, SERVICES)
    text = _("{service} has no selector, and nobody has given it endpoints").format(service=ref)
    evidence = (status_of(ref, "spec.selector", "{}"),)
    return Break("service.no-endpoints", text, ref, evidence=evidence, facts=facts(service))


def _nobody_seen(service: Service) -> ObjectStep:
    """The slices say enough, where its pods cannot be looked at."""
    ref = reference(service, SERVICES)
    text = _("no endpoint of {service} is ready").format(service=ref)
    evidence = (status_of(ref, "EndpointSlice endpoints[].conditions.ready", "false"),)
    broken = Break("service.no-ready-endpoints", text, ref, Certainty.PROVEN, evidence, facts(service))
    return ObjectStep(Topic.ENDPOINTS, Mark.BROKEN, text, evidence, broken)


def _port_is_missing(way: Way, matching: list[Pod]) -> bool:
    target = way.service_port.target_port if way.service_port else ""
    if not isinstance(target, str) or not target:
        return False
    return not any(p.name == target for pod in matching for c in pod.spec.containers for p in c.ports)


def _shown(one: Behind) -> str:
    address = f"[{one.address}]" if ":" in one.address else one.address
    place = address if one.port is None else f"{address}:{one.port}"
    return f"{place} ({one.pod.metadata.name})" if one.pod else place
