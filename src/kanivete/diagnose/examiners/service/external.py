"""Services of type ExternalName: another name for something that is not there."""

from collections.abc import Iterator

from kanivete.check.lookup import did_you_mean, listed
from kanivete.check.objects.facts import facts
from kanivete.check.objects.service import external_address
from kanivete.diagnose.context import object_evidence
from kanivete.diagnose.examiners.service.around import Around, service_ref
from kanivete.diagnose.examiners.service.told import told
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.kinds import SERVICES
from kanivete.kube.network import Service
from kanivete.model import Certainty, ObjectRef, Severity
from kanivete.sources.base import Missing

_ENDS = (["svc"], ["svc", "cluster", "local"])
"""How names inside the cluster end. Another domain may be that of another cluster."""


def examine(service: Service, around: Around) -> Iterator[Hypothesis]:
    """An address instead of a name, or the name of a Service that does not exist."""
    if service.spec.type != "ExternalName" or around.is_young(service):
        return
    ref = service_ref(service)
    broken = external_address(service)
    if broken:
        yield told(broken, ref, "ExternalName", of=service, severity=Severity.WARNING)
        return
    name = service.spec.external_name
    place = _inside(name)
    source = around.context.source
    if place is None or source.get(SERVICES, *place) is not Missing.ABSENT:
        return
    missing = ObjectRef(api_version=SERVICES.api_version, kind=SERVICES.kind, namespace=place[0], name=place[1])
    near = did_you_mean(missing.name, [one.metadata.name for one in listed(SERVICES, missing.namespace, source)])
    yield Hypothesis(
        cause="service.external-name-not-found",
        subject=ref,
        object=ref,
        symptom="ExternalName",
        certainty=Certainty.PROVEN,
        evidence=(
            object_evidence(ref, "spec.externalName", name),
            object_evidence(missing, "", f'services "{missing.name}" not found{near}'),
        ),
        facts={**facts(service), "host": name, "target": missing.name, "elsewhere": missing.namespace},
    )


def _inside(name: str) -> tuple[str, str] | None:
    """Namespace and name of the Service that a name inside the cluster stands for."""
    labels = name.rstrip(".").lower().split(".")
    if "svc" not in labels[2:]:
        return None
    at = labels.index("svc", 2)
    if labels[at:] not in _ENDS or not all(labels):
        return None
    return labels[at - 1], labels[at - 2]
