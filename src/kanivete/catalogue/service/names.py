"""Names of Services that lead nowhere."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.catalogue.service.common import CHECKED, DNS, SERVICES, SHOW
from kanivete.model import Changes, Owner

CAUSES = (
    Cause(
        id="service.not-found",
        title=N_("There is no Service {service} in namespace {namespace}"),
        explanation=N_(
            "Pods have no names that others can look up: only a Service gives them one. Where there is no Service of "
            "that name in that namespace, the cluster's DNS answers that the name does not exist."
        ),
        owner=Owner.CONFIGURATION,
        next=(Advice(N_("See which Services there are."), "kubectl get services -n {namespace}"),),
        remedies=(Advice(N_("Correct the name where it is configured, or create the Service."), "", Changes.WORKLOAD),),
        references=(SERVICES,),
        no_scenario=CHECKED,
    ),
    Cause(
        id="service.name-in-other-namespace",
        title=N_("Service {service} is in namespace {elsewhere}, not in {namespace}"),
        explanation=N_(
            "A bare name is looked up in the namespace of the pod that asks. A Service of another namespace needs that "
            "namespace in its name."
        ),
        owner=Owner.CONFIGURATION,
        next=(Advice(N_("See it."), "kubectl get service -n {elsewhere} {service}"),),
        remedies=(Advice(N_("Write {service}.{elsewhere} where the name is configured."), "", Changes.WORKLOAD),),
        references=(DNS,),
        no_scenario=CHECKED,
    ),
    Cause(
        id="service.external-name",
        title=N_("The ExternalName of Service {service} is an address"),
        explanation=N_(
            "A Service of type ExternalName becomes a CNAME in DNS, which can only point to a name. An address there "
            "is taken for a name that does not exist."
        ),
        owner=Owner.CONFIGURATION,
        next=(SHOW,),
        remedies=(
            Advice(
                N_("Use a Service without selector and an EndpointSlice with the address instead."), "", Changes.CLUSTER
            ),
        ),
        references=(SERVICES,),
        no_scenario=CHECKED,
    ),
)
