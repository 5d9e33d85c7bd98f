"""Ingresses that no controller takes."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.catalogue.ingress.common import CLASSES, CORRECT, SHOW
from kanivete.model import Changes, Owner, Severity

_CLASSES = Advice(N_("See which classes there are."), "kubectl get ingressclasses")

CAUSES = (
    Cause(
        id="ingress.class-not-found",
        title=N_("Ingress {ingress} is of class {class_name}, which does not exist"),
        explanation=N_(
            "Each Ingress controller takes the Ingresses of its own class. There is no IngressClass of that name, and "
            "the Ingress has got no address: nobody has taken it. Either the name is wrong or the controller is not "
            "installed. Known classes: {known}."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(_CLASSES, SHOW),
        remedies=(CORRECT,),
        references=(CLASSES,),
    ),
    Cause(
        id="ingress.no-class",
        title=N_("Ingress {ingress} has no class, and no class is the default"),
        explanation=N_(
            "Without spec.ingressClassName an Ingress is of the default class, if the cluster has one when the Ingress "
            "is made. There is none, and the Ingress has got no address: nobody has taken it. Known classes: {known}."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(_CLASSES, SHOW),
        remedies=(
            Advice(
                N_("Give it a class."),
                "kubectl patch ingress -n {namespace} {ingress} --type=merge "
                '-p \'{{"spec":{{"ingressClassName":"CLASS"}}}}\'',
                Changes.CLUSTER,
            ),
        ),
        references=(CLASSES,),
    ),
)
