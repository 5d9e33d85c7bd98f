"""What was tried, as evidence and as facts."""

from kanivete.check.objects.way import Way
from kanivete.check.result import Tried, probe_said
from kanivete.i18n import _
from kanivete.model import Evidence
from kanivete.probe.steps import Step
from kanivete.probe.words import OUTCOMES, STEPS


def said(tried: Tried, step: Step) -> Evidence:
    """The step that failed, and the words it came with."""
    head = f"{tried.probed.target}: {_(STEPS[step.name]).lower()} {_(OUTCOMES[step.outcome])}"
    return probe_said(f"{head}: {step.said}" if step.said else head, tried.subject, step.name.value)


def facts(way: Way, tried: Tried) -> dict[str, str]:
    """The facts that the catalogue's texts about a connection may use."""
    target, to, origin = tried.probed.target, way.destination, way.origin
    service = to.service
    known = {
        "host": target.host,
        "port": str(target.port or ""),
        "target": to.word,
        "origin": origin.word,
        "from_namespace": origin.pod.metadata.namespace if origin.pod else origin.namespace,
        "from_pod": origin.pod.metadata.name if origin.pod else "",
        "from_node": origin.pod.spec.node_name if origin.pod else "",
    }
    if service:
        known |= {"namespace": service.metadata.namespace, "service": service.metadata.name}
    return known
