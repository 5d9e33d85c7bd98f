"""Load balancers that were never made."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.catalogue.service.common import SHOW
from kanivete.model import Owner, Severity

_BALANCERS = "https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer"
_EVENTS = Advice(
    N_("Read what the controllers say of it."),
    "kubectl get events -n {namespace} --field-selector involvedObject.kind=Service,involvedObject.name={service}",
)

CAUSES = (
    Cause(
        id="service.load-balancer-failed",
        title=N_("No load balancer could be made for Service {service}"),
        explanation=N_(
            "A controller (of the cloud, MetalLB …) is to make the load balancer of a Service of type LoadBalancer and "
            "write its address into the Service. It says that it failed; its own words are quoted. It will try again. "
            "Inside the cluster the Service works."
        ),
        owner=Owner.NETWORK,
        severity=Severity.WARNING,
        next=(_EVENTS, SHOW),
        references=(_BALANCERS,),
        no_scenario=N_("needs a cloud, or another controller that makes load balancers"),
    ),
    Cause(
        id="service.load-balancer-pending",
        title=N_("Service {service} has no load balancer"),
        explanation=N_(
            "A Service of type LoadBalancer gets its address from a controller: the cloud's, MetalLB or another. None "
            "has answered for this one, and none says why. A cluster without such a controller leaves it pending for "
            "ever; so does one whose controller takes only another load balancer class. Inside the cluster the Service "
            "works, and so do its node ports."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(_EVENTS, SHOW),
        references=(_BALANCERS,),
        no_scenario=N_("is silent on a cluster without cloud, unless the Service is named"),
    ),
)
