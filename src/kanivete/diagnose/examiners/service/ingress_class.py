"""Whether any controller takes an Ingress, by its class."""

from kanivete.check.lookup import did_you_mean
from kanivete.diagnose.context import object_evidence, reference
from kanivete.diagnose.examiners.service.around import Around
from kanivete.kube.kinds import INGRESS_CLASSES, INGRESSES
from kanivete.kube.network import Ingress
from kanivete.model import Evidence, ObjectRef
from kanivete.sources.base import Missing

_FORMER = "kubernetes.io/ingress.class"
"""The annotation before there were classes; controllers take it at its word, without an IngressClass."""
_DEFAULT = "ingressclass.kubernetes.io/is-default-class"

Found = tuple[str, tuple[Evidence, ...], dict[str, str]]
"""Cause, evidence, facts."""


def no_controller(ingress: Ingress, around: Around) -> Found | None:
    """The class that does not exist, or that there is neither a class nor a default; None where it is taken.

    An Ingress with an address is taken, whatever its class: some controllers need no IngressClass.
    """
    if ingress.status.load_balancer.ingress or _FORMER in ingress.metadata.annotations:
        return None
    classes = around.whole(INGRESS_CLASSES, "")
    if isinstance(classes, Missing):
        return None
    wanted = ingress.spec.ingress_class_name
    names = [one.metadata.name for one in classes]
    ref = reference(ingress, INGRESSES.kind, INGRESSES.api_version)
    known = ", ".join(names) or "-"
    if wanted and wanted not in names:
        missing = ObjectRef(api_version=INGRESS_CLASSES.api_version, kind=INGRESS_CLASSES.kind, name=wanted)
        evidence = (
            object_evidence(ref, "spec.ingressClassName", wanted),
            object_evidence(missing, "", f'ingressclasses "{wanted}" not found{did_you_mean(wanted, names)}'),
        )
        return "ingress.class-not-found", evidence, {"class_name": wanted, "known": known}
    if wanted or any(one.metadata.annotations.get(_DEFAULT) == "true" for one in classes):
        return None
    return "ingress.no-class", (object_evidence(ref, "spec.ingressClassName", "-"),), {"known": known}
