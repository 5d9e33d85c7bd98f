"""What the objects say of the cluster's DNS: its Service, its pods, its configuration."""

from collections.abc import Iterator
from dataclasses import replace

from kanivete.check.dns.corefile import corefile
from kanivete.check.dns.servers import NAME, NAMESPACE, servers_of
from kanivete.check.lookup import is_ready, listed, reference
from kanivete.check.objects import node, service
from kanivete.check.objects.way import Way
from kanivete.check.policies.step import dns_steps
from kanivete.check.result import Break, Mark, ObjectStep, Topic, field_of
from kanivete.i18n import _
from kanivete.kube.kinds import DAEMON_SETS, PODS, SERVICES
from kanivete.kube.network import Service
from kanivete.kube.pods import Pod
from kanivete.model import Certainty, Evidence, Origin
from kanivete.sources.base import Log, LogRequest, Missing, Source

_LOOP = "plugin/loop: Loop ("
_LOCAL = ("127.", "::1", "localhost")


def steps(way: Way, configuration: str = "") -> Iterator[ObjectStep]:
    """The Service, its endpoints, the pods' logs where they are unwell, the Corefile (if given), policies, nodes."""
    found = way.destination.service
    if found is None and isinstance(way.source.list(SERVICES, NAMESPACE), Missing):
        text = _("the Services of {namespace} could not be seen").format(namespace=NAMESPACE)
        yield ObjectStep(Topic.SERVICE, Mark.UNSEEN, text)
        return
    if found is None:
        text = _("there is no Service of the cluster's DNS in {namespace}").format(namespace=NAMESPACE)
        evidence = (Evidence(Origin.OBJECT, f'services "{NAME}" not found'),)
        yield ObjectStep(
            Topic.SERVICE, Mark.BROKEN, text, evidence, Break("dns.no-server", text, None, evidence=evidence)
        )
        return
    for step in service.steps(way):
        yield _as_dns(step)
    for pod in servers_of(found, way.source):
        yield from _loop(pod, way.source)
    yield from _node_local(way.source)
    yield from _configuration(configuration, found)
    yield from dns_steps(way)
    yield from node.steps(way)


def _as_dns(step: ObjectStep) -> ObjectStep:
    """A Service without endpoints is no DNS at all."""
    if step.broken and step.broken.cause != "service.endpoints-stale":
        return replace(step, broken=replace(step.broken, cause="dns.no-server"))
    return step


def _loop(pod: Pod, source: Source) -> Iterator[ObjectStep]:
    """CoreDNS ends when it finds that its own questions come back to it, and says so last."""
    ref = reference(pod, PODS)
    for status in pod.status.container_statuses:
        if is_ready(pod) or not status.restart_count:
            continue
        log = source.log(LogRequest(pod.metadata.namespace, pod.metadata.name, status.name, previous=True))
        lines = log.text.splitlines() if isinstance(log, Log) else []
        said = next((line for line in reversed(lines) if _LOOP in line), "")
        if said:
            evidence = (Evidence(Origin.PREVIOUS_LOG, said.strip()[:600], ref, status.name),)
            text = _("{pod} has found that it forwards to itself").format(pod=ref)
            broken = Break("dns.forwarding-loop", text, ref, Certainty.PROVEN, evidence)
            yield ObjectStep(Topic.DNS, Mark.BROKEN, text, evidence, broken)


def _node_local(source: Source) -> Iterator[ObjectStep]:
    for one in listed(DAEMON_SETS, NAMESPACE, source):
        if one.metadata.labels.get("k8s-app") == "node-local-dns" or one.metadata.name == "node-local-dns":
            ready, wanted = one.status.number_ready, one.status.desired_number_scheduled
            text = _("NodeLocal DNS answers on the nodes: {ready} of {wanted} are ready").format(
                ready=ready, wanted=wanted
            )
            yield ObjectStep(Topic.DNS, Mark.OK if ready == wanted else Mark.HINT, text)


def _configuration(text: str, found: Service) -> Iterator[ObjectStep]:
    if not text:
        return
    read, ref = corefile(text), reference(found, SERVICES)
    to = ", ".join(read.forwards) or _("nobody")
    domains = ", ".join(read.domains) or _("none")
    told = _("CoreDNS serves {domains} and forwards other names to {servers}").format(domains=domains, servers=to)
    yield ObjectStep(Topic.DNS, Mark.OK if read.forwards else Mark.HINT, told)
    own = {found.spec.cluster_ip, *found.spec.cluster_ips}
    back = [one for one in read.forwards if one.startswith(_LOCAL) or one.partition(":")[0] in own]
    if back:
        evidence = (field_of(ref, "Corefile: forward", " ".join(read.forwards)),)
        text = _("CoreDNS forwards other names to {servers}, which is itself").format(servers=", ".join(back))
        broken = Break("dns.forwarding-loop", text, ref, Certainty.LIKELY, evidence)
        yield ObjectStep(Topic.DNS, Mark.BROKEN, text, evidence, broken)
