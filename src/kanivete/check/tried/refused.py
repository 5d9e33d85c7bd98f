"""A pod that refuses the connection: what its programs listen on instead."""

from kanivete.check.lookup import reference
from kanivete.check.objects.ports import set_target_port
from kanivete.check.objects.way import Behind, Way
from kanivete.check.result import Break, Tried, probe_said
from kanivete.check.tried.inside import Inside
from kanivete.check.tried.listening import TABLES, Listener
from kanivete.check.tried.words import facts, said
from kanivete.i18n import _
from kanivete.kube.kinds import PODS
from kanivete.kube.pods import Pod
from kanivete.model import Certainty, Evidence, Remedy
from kanivete.probe.steps import Step


def refused(way: Way, tried: Tried, step: Step, behind: Behind, inside: Inside) -> Break:
    """The break at the pod: 127.0.0.1 only, another port, or nothing at all."""
    pod, port = behind.pod, behind.port
    assert pod is not None
    assert port is not None
    found = inside.listeners(pod)
    known = {
        **facts(way, tried),
        "namespace": pod.metadata.namespace,
        "pod": pod.metadata.name,
        "target_port": str(port),
        "port": str(way.service_port.port if way.service_port else port),
    }
    refusal = said(tried, step)
    if found is None:
        return _unseen(way, pod, port, known, refusal)
    ref = reference(pod, PODS)
    shown = ", ".join(str(one) for one in found) or _("nothing")
    evidence = (refusal, probe_said(f"LISTEN {shown}", ref, TABLES[0]))
    here = [one for one in found if one.port == port]
    if here and all(one.is_loopback for one in here):
        text = _("the program in {pod} listens on {address} only, where nobody outside the pod can reach it")
        text = text.format(pod=ref, address=", ".join(str(one) for one in here))
        return Break("service.listens-on-loopback", text, ref, Certainty.PROVEN, evidence, known)
    if any(one.takes(pod.status.pod_ip) for one in here):
        text = _("{pod} listens on port {port} and refuses {origin} all the same: a firewall answers in its place")
        text = text.format(pod=ref, port=port, origin=way.origin.word)
        return Break("network.rejected", text, ref, Certainty.LIKELY, evidence, {**known, "said": step.said})
    others = [one for one in found if not one.is_loopback and one.takes(pod.status.pod_ip)]
    if others:
        return _elsewhere(way, pod, port, others, evidence, known)
    text = _("nothing in {pod} listens on port {port}: {what}").format(pod=ref, port=port, what=shown)
    return Break("service.not-listening", text, ref, Certainty.PROVEN, evidence, known)


def _elsewhere(
    way: Way, pod: Pod, port: int, others: list[Listener], evidence: tuple[Evidence, ...], known: dict[str, str]
) -> Break:
    """The program listens, on another port: the Service's target port is wrong, or the port that was asked for."""
    ref = reference(pod, PODS)
    ports = sorted({one.port for one in others})
    known["ports"] = ", ".join(map(str, ports))
    service, remedies = way.destination.service, tuple[Remedy, ...]()
    if service is None:
        text = _("nothing in {pod} listens on port {port}; it listens on {ports}")
        text = text.format(pod=ref, port=port, ports=known["ports"])
        return Break("service.wrong-port", text, ref, Certainty.PROVEN, evidence, known)
    text = _("{service} sends to port {port} of {pod}, where nothing listens; it listens on {ports}")
    text = text.format(service=way.destination.ref, port=port, pod=ref, ports=known["ports"])
    if len(ports) == 1 and way.service_port:
        remedies = (set_target_port(service, service.spec.ports.index(way.service_port), ports[0]),)
    subject = way.destination.ref
    return Break("service.wrong-target-port", text, subject, Certainty.PROVEN, evidence, known, remedies)


def _unseen(way: Way, pod: Pod, port: int, known: dict[str, str], refusal: Evidence) -> Break:
    """Nobody could look inside: the ports that it declares are all there is."""
    ref = reference(pod, PODS)
    declared = {p.container_port for c in pod.spec.containers for p in c.ports if p.protocol in ("", "TCP")}
    if declared and port not in declared and way.destination.service and way.service_port:
        known["ports"] = ", ".join(map(str, sorted(declared)))
        text = _("{service} sends to port {port} of {pod}, which refuses; the pod declares {ports}")
        text = text.format(service=way.destination.ref, port=port, pod=ref, ports=known["ports"])
        at = way.destination.service.spec.ports.index(way.service_port)
        remedies = (set_target_port(way.destination.service, at, declared.pop()),) if len(declared) == 1 else ()
        return Break(
            "service.wrong-target-port", text, way.destination.ref, Certainty.LIKELY, (refusal,), known, remedies
        )
    text = _(
        "{pod} refuses port {port}: nothing listens there, or on 127.0.0.1 only; its inside could not be looked at"
    )
    return Break("service.not-listening", text.format(pod=ref, port=port), ref, Certainty.LIKELY, (refusal,), known)
