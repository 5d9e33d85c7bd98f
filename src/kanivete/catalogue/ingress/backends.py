"""Ingresses that send to what is not there."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.catalogue.ingress.common import CORRECT, INGRESS, SHOW
from kanivete.model import Owner, Severity

_SERVICES = Advice(N_("See which Services there are."), "kubectl get services -n {namespace}")

CAUSES = (
    Cause(
        id="ingress.service-not-found",
        title=N_("Ingress {ingress} sends {url} to Service {service}, which does not exist"),
        explanation=N_(
            "The backend of an Ingress is a Service of the Ingress's own namespace. There is none of that name there, "
            "so the controller has nobody to pass requests to: most answer 503, and some leave the whole Ingress out."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(_SERVICES, SHOW),
        remedies=(CORRECT,),
        references=(INGRESS,),
    ),
    Cause(
        id="ingress.wrong-port",
        title=N_("Ingress {ingress} sends {url} to port {port} of Service {service}, which has no such port"),
        explanation=N_(
            "The backend's port is a port of the Service, by its number or its name: neither the container's port nor "
            "the node port. The Service has {ports}. Most controllers answer 503 for it."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(Advice(N_("See the Service's ports."), "kubectl get service -n {namespace} {service}"), SHOW),
        remedies=(CORRECT,),
        references=(INGRESS,),
    ),
)
