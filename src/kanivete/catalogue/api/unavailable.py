"""Aggregated APIs: parts of the API that a Service of the cluster answers for, such as the metrics API."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Changes, Owner

_SHOW = Advice(N_("See what the API server says of it."), "kubectl get apiservice {api} -o yaml")
_REMOVE = Advice(
    N_("If nobody needs the API any more (what served it was uninstalled), remove its registration."),
    "kubectl delete apiservice {api}",
    Changes.CLUSTER,
)
_REFERENCES = (
    "https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/",
    "https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/",
)
_HARMFUL = N_("while it lasts no namespace of the whole cluster can be deleted, not even the one that it was made in")

CAUSES = (
    Cause(
        id="api.service-missing",
        title=N_("Nobody serves the API {api}: its Service {service} does not exist"),
        explanation=N_(
            "The API server passes requests for this API on to a Service of the cluster, and there is no such Service,"
            " or it has no such port. What served it was uninstalled and left its registration behind, or was not"
            " installed to the end. While an API is not served, kubectl is slow and complains, no namespace can be"
            " deleted, and autoscalers and controllers that use it stand still."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("ServiceNotFound", "ServicePortError"),
        next=(_SHOW, Advice(N_("Which Services are there?"), "kubectl get services -n {service_namespace}")),
        remedies=(
            Advice(N_("Install what serves it again."), "", Changes.CLUSTER),
            _REMOVE,
        ),
        references=_REFERENCES,
        no_scenario=_HARMFUL,
    ),
    Cause(
        id="api.no-endpoints",
        title=N_("Nobody serves the API {api}: Service {service} has no pod that is ready"),
        explanation=N_(
            "The API server passes requests for this API on to a Service of the cluster, and no pod behind it is"
            " ready. Why they are not is the real fault. While an API is not served, kubectl is slow and complains, no"
            " namespace can be deleted, and autoscalers and controllers that use it stand still."
        ),
        owner=Owner.APPLICATION,
        reasons=("EndpointsNotFound", "MissingEndpoints"),
        next=(
            _SHOW,
            Advice(N_("Find out what is wrong with its pods."), "kanivete diagnose -n {service_namespace}"),
        ),
        remedies=(_REMOVE,),
        references=_REFERENCES,
        no_scenario=_HARMFUL,
    ),
    Cause(
        id="api.discovery-failed",
        title=N_("The API {api} does not answer the API server"),
        explanation=N_(
            "There are pods behind the Service that serves this API, and the API server cannot talk to them: a"
            " firewall or security group between the control plane and the pod network is the usual reason, then a"
            " certificate that the API server does not trust, or a server that is overloaded. While an API is not"
            " served, kubectl is slow and complains, no namespace can be deleted, and autoscalers and controllers that"
            " use it stand still."
        ),
        owner=Owner.NETWORK,
        reasons=("FailedDiscoveryCheck",),
        next=(
            _SHOW,
            Advice(N_("Ask for it through the API server."), "kubectl get --raw /apis/{group}/{version}"),
            Advice(N_("Its pods and their nodes."), "kubectl get endpointslices -n {service_namespace} -o wide"),
        ),
        remedies=(
            Advice(
                N_("Allow the control plane to reach the port of those pods, and mend what the message names."),
                "",
                Changes.CLUSTER,
            ),
            _REMOVE,
        ),
        references=_REFERENCES,
        no_scenario=_HARMFUL,
    ),
    Cause(
        id="api.unavailable",
        title=N_("The API {api} is not available"),
        explanation=N_(
            "The API server says that it cannot pass requests for this API on, for the reason that is quoted. While an"
            " API is not served, kubectl is slow and complains, no namespace can be deleted, and autoscalers and"
            " controllers that use it stand still."
        ),
        owner=Owner.CONTROL_PLANE,
        reasons=("ServiceAccessError", "EndpointsAccessError"),
        next=(_SHOW,),
        remedies=(_REMOVE,),
        references=_REFERENCES,
        no_scenario=N_("needs an API server that cannot look up Services"),
    ),
)
