"""A Service that does not exist: what was probably meant."""

from typing import Any

from kanivete.check.lookup import did_you_mean, listed, reference
from kanivete.check.objects.way import Way
from kanivete.check.result import Break, Mark, ObjectStep, Topic, status_of
from kanivete.i18n import _
from kanivete.kube.kinds import DEPLOYMENTS, NAMESPACES, PODS, SERVICES, Kind
from kanivete.model import Changes, Evidence, Origin, Remedy
from kanivete.sources.base import Missing


def step(way: Way) -> ObjectStep:
    """The break, with where a Service of that name is, or names like it."""
    to = way.destination
    facts = {"namespace": to.namespace, "service": to.name}
    ref = to.ref
    namespace = way.source.get(NAMESPACES, "", to.namespace)
    evidence: tuple[Evidence, ...] = (Evidence(Origin.OBJECT, f'services "{to.name}" not found', ref),)
    if namespace is Missing.ABSENT:
        evidence = (Evidence(Origin.OBJECT, f'namespaces "{to.namespace}" not found'),)
        known = [one.metadata.name for one in listed(NAMESPACES, "", way.source)]
        text = _("there is no namespace {namespace}").format(namespace=to.namespace) + did_you_mean(to.namespace, known)
        return ObjectStep(
            Topic.SERVICE,
            Mark.BROKEN,
            text,
            evidence,
            Break("service.not-found", text, ref, evidence=evidence, facts=facts),
        )
    elsewhere = [one for one in listed(SERVICES, "", way.source) if one.metadata.name == to.name]
    if elsewhere:
        found = elsewhere[0].metadata.namespace
        text = _("there is no Service {name} in {namespace}; there is one in {elsewhere}: call it {name}.{elsewhere}")
        text = text.format(name=to.name, namespace=to.namespace, elsewhere=found)
        evidence += (
            status_of(reference(elsewhere[0], SERVICES), "spec.clusterIP", elsewhere[0].spec.cluster_ip or "-"),
        )
        facts["elsewhere"] = found
        return ObjectStep(
            Topic.SERVICE,
            Mark.BROKEN,
            text,
            evidence,
            Break("service.name-in-other-namespace", text, ref, evidence=evidence, facts=facts),
        )
    known = [one.metadata.name for one in listed(SERVICES, to.namespace, way.source)]
    text = _("there is no Service {name} in {namespace}").format(name=to.name, namespace=to.namespace)
    text += did_you_mean(to.name, known)
    broken = Break("service.not-found", text, ref, evidence=evidence, facts=facts, remedies=_expose(way))
    return ObjectStep(Topic.SERVICE, Mark.BROKEN, text, evidence, broken)


def _expose(way: Way) -> tuple[Remedy, ...]:
    """The command that makes the Service, where there is a workload or pod of its name."""
    to = way.destination
    kinds: tuple[Kind[Any], ...] = (DEPLOYMENTS, PODS)
    for kind in kinds:
        if not isinstance(way.source.get(kind, to.namespace, to.name), Missing):
            text = _("{kind} {name} has no Service of its name yet: make one.").format(kind=kind.kind, name=to.name)
            command = f"kubectl expose -n {to.namespace} {kind.short[0]}/{to.name} --port={to.number or 80}"
            return (Remedy(text, command, Changes.CLUSTER),)
    return ()
