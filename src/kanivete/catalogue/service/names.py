"""Names of Services that lead nowhere."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.catalogue.service.common import DNS, SERVICES, SHOW
from kanivete.model import Changes, Owner, Severity

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
    ),
    Cause(
        id="service.external-name-not-found",
        title=N_("Service {service} stands for {host}, and there is no such Service"),
        explanation=N_(
            "A Service of type ExternalName is another name in DNS. The one that it stands for is that of a Service of "
            "this cluster, {target} in namespace {elsewhere}, which does not exist: whoever asks is told that the name "
            "is not known."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(Advice(N_("See which Services there are."), "kubectl get services -n {elsewhere}"), SHOW),
        remedies=(
            Advice(
                N_("Correct spec.externalName, or create that Service."),
                "kubectl edit service -n {namespace} {service}",
                Changes.CLUSTER,
            ),
        ),
        references=(SERVICES,),
    ),
)
