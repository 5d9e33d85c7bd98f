"""What was tried, as evidence and as facts."""

from kanivete.check.objects.way import Way
from kanivete.check.result import Tried, probe_said
from kanivete.model import Evidence
from kanivete.probe.steps import Step


def said(tried: Tried, step: Step) -> Evidence:
    """The step that failed, in the words it came with."""
    text = f"{tried.probed.target}: {step.name.value} {step.outcome.value}" + (f": {step.said}" if step.said else "")
    return probe_said(text, tried.subject, step.name.value)


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
