"""Who is behind a Service: nobody, nobody who is ready, or nobody on that port."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from kanivete.check.lookup import is_ready
from kanivete.check.objects.endpoints import no_endpoints, nobody_ready
from kanivete.check.objects.ports import wrong_name
from kanivete.diagnose.context import object_evidence
from kanivete.diagnose.examiners.service import nobody, overlooked
from kanivete.diagnose.examiners.service.around import Around, service_ref
from kanivete.diagnose.examiners.service.exempt import is_exempt
from kanivete.diagnose.examiners.service.lost import lost_node
from kanivete.diagnose.examiners.service.told import told
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import _
from kanivete.kube.meta import condition, moment
from kanivete.kube.network import Endpoint, EndpointSlice, Service, ServicePort
from kanivete.kube.pods import Pod
from kanivete.model import Certainty, ObjectRef, Severity
from kanivete.sources.base import Missing

NOT_READY = "NoReadyEndpoints"
_GATED = timedelta(minutes=2)
"""How long a readiness gate may take: a load balancer's controller first has to see that the pod answers."""


def examine(service: Service, around: Around) -> Iterator[Hypothesis]:
    """By its EndpointSlices; where they cannot be seen, by the pods; where these cannot either, nothing."""
    if is_exempt(service, around):
        yield from _by_hand(service, around)
        return
    slices = around.slices(service)
    if isinstance(slices, Missing):
        yield from _by_pods(service, around)
        return
    endpoints = [endpoint for one in slices for endpoint in one.endpoints]
    if any(_takes_traffic(endpoint) for endpoint in endpoints):
        yield from _by_ports(service, slices, around)
    elif around.context.is_suspect(service.metadata.namespace, service.spec.selector):
        yield _of_suspects(service, len(endpoints), around)
    else:
        pods = around.pods(service.metadata.namespace)
        if not isinstance(pods, Missing):
            yield from _without_endpoints(service, pods, around)


def _by_hand(service: Service, around: Around) -> Iterator[Hypothesis]:
    """A Service that somebody should give endpoints, and nobody did; worth a word where it was named."""
    spec = service.spec
    if not around.wanted.has_names or spec.selector or spec.type == "ExternalName" or around.is_young(service):
        return
    slices = around.slices(service)
    if not isinstance(slices, Missing) and not any(one.endpoints for one in slices):
        yield told(no_endpoints(service), service_ref(service), nobody.SYMPTOM, of=service, severity=Severity.WARNING)


def _by_pods(service: Service, around: Around) -> Iterator[Hypothesis]:
    """As the EndpointSlices would be, of a recording that has none."""
    pods = around.pods(service.metadata.namespace)
    if isinstance(pods, Missing):
        return
    matching = _matching(service, pods)
    if not any(is_ready(pod) for pod in matching):
        if around.context.is_suspect(service.metadata.namespace, service.spec.selector):
            yield _of_suspects(service, len(matching), around)
        else:
            yield from _without_endpoints(service, pods, around)
        return
    for port in service.spec.ports:
        if _is_named(port) and not any(_has(pod, str(port.target_port)) for pod in matching):
            yield _wrong_port(service, port, matching[0])


def _by_ports(service: Service, slices: list[EndpointSlice], around: Around) -> Iterator[Hypothesis]:
    """The endpoints' controller leaves a named port out where no container of the pod has it."""
    kept = {port.name for one in slices if one.endpoints for port in one.ports}
    left_out = [port for port in service.spec.ports if _is_named(port) and port.name not in kept]
    pods = around.pods(service.metadata.namespace) if left_out else Missing.UNSEEN
    if isinstance(pods, Missing):
        return
    matching = _matching(service, pods)
    for port in left_out:
        if matching and not any(_has(pod, str(port.target_port)) for pod in matching):
            yield _wrong_port(service, port, matching[0])


def _wrong_port(service: Service, port: ServicePort, pod: Pod) -> Hypothesis:
    broken = wrong_name(service, port, pod)
    severity = Severity.CRITICAL if len(service.spec.ports) == 1 else Severity.WARNING
    return told(broken, service_ref(service), nobody.SYMPTOM, severity=severity)


def _without_endpoints(service: Service, pods: list[Pod], around: Around) -> Iterator[Hypothesis]:
    matching = _matching(service, pods)
    if not matching:
        yield from nobody.examine(service, pods, around)
        return
    not_ready = [pod for pod in matching if not is_ready(pod)]
    if ready := [pod for pod in matching if is_ready(pod)]:
        yield from overlooked.examine(service, ready, around)
        return
    if node := lost_node(not_ready, around):
        yield _lost(service, not_ready, node, around)
        return
    gated = [pod for pod in not_ready if _is_gated(pod, around)]
    if around.wanted.has_names or len(gated) == len(not_ready):
        broken = nobody_ready(service, gated or not_ready, around.context.source, lambda _pod: None)
        yield told(broken, service_ref(service), NOT_READY, severity=None if gated else Severity.WARNING)
    else:
        yield _consequence(service, len(matching))


def _of_suspects(service: Service, endpoints: int, around: Around) -> Hypothesis:
    """By those of its pods that are examined anyway."""
    place = service.metadata.namespace
    pods = _matching(service, [pod for pod in around.context.pods if pod.metadata.namespace == place])
    node = lost_node(pods, around)
    return _lost(service, pods, node, around) if node else _consequence(service, endpoints)


def _lost(service: Service, pods: list[Pod], node: ObjectRef, around: Around) -> Hypothesis:
    """What is known of its node is the finding; where nodes are out of scope, the Service's own names the node."""
    if around.wanted.includes_node(node.name):
        return replace(_consequence(service, len(pods)), root=node)
    broken = nobody_ready(service, pods, around.context.source, lambda _pod: None)
    note = _("Its pods are on nodes that are not ready (see {node}): they were lost with them, and may be well.")
    return told(broken, service_ref(service), NOT_READY, note=note.format(node=node))


def _is_gated(pod: Pod, around: Around) -> bool:
    """Whether all its containers have been ready for some time, and somebody else's word is missing."""
    conditions = pod.status.conditions
    containers, ready = condition(conditions, "ContainersReady"), condition(conditions, "Ready")
    since = moment(containers.last_transition_time) if containers else None
    if pod.metadata.deletion_timestamp or not containers or not ready or since is None:
        return False
    return containers.status == "True" and ready.status == "False" and around.now - since > _GATED


def _consequence(service: Service, endpoints: int) -> Hypothesis:
    """What the pods behind it suffer from is the finding."""
    ref = service_ref(service)
    return Hypothesis(
        cause="service.no-ready-endpoints",
        subject=ref,
        object=ref,
        symptom=NOT_READY,
        certainty=Certainty.PROVEN,
        evidence=(object_evidence(ref, "endpoints", f"endpoints: {endpoints}, ready: 0"),),
        is_only_consequence=True,
    )


def _matching(service: Service, pods: list[Pod]) -> list[Pod]:
    return [pod for pod in pods if service.spec.selector.items() <= pod.metadata.labels.items()]


def _takes_traffic(endpoint: Endpoint) -> bool:
    """Unknown counts as ready, as the API says consumers should take it."""
    return endpoint.conditions.ready is not False


def _is_named(port: ServicePort) -> bool:
    return isinstance(port.target_port, str) and bool(port.target_port) and not port.target_port.isdigit()


def _has(pod: Pod, name: str) -> bool:
    containers = (*pod.spec.containers, *pod.spec.init_containers)
    return any(port.name == name for container in containers for port in container.ports)
