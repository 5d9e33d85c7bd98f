"""Services with nothing behind them."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.catalogue.service.common import DEBUGGING, SERVICES, SHOW, SLICES
from kanivete.model import Changes, Owner

CAUSES = (
    Cause(
        id="service.selector-matches-nothing",
        title=N_("The selector of Service {service} matches no pod"),
        explanation=N_(
            "A Service sends traffic to the pods of its own namespace that have all the labels of its selector. No pod "
            "has them, so there is nobody to send it to: connections are refused or time out."
        ),
        owner=Owner.CONFIGURATION,
        next=(
            Advice(N_("See the pods' labels."), "kubectl get pods -n {namespace} --show-labels"),
            SHOW,
        ),
        remedies=(
            Advice(
                N_("Make selector and labels agree."), "kubectl edit service -n {namespace} {service}", Changes.CLUSTER
            ),
        ),
        references=(DEBUGGING,),
    ),
    Cause(
        id="service.scaled-to-zero",
        title=N_("There are no pods: {workload} is scaled to 0"),
        explanation=N_("Nothing runs that could answer, because the workload was told to have no replicas."),
        owner=Owner.CONFIGURATION,
        next=(Advice(N_("See who scaled it."), "kubectl describe -n {namespace} {workload}"),),
        remedies=(
            Advice(N_("Scale it up."), "kubectl scale -n {namespace} {workload} --replicas=1", Changes.WORKLOAD),
        ),
        references=(DEBUGGING,),
    ),
    Cause(
        id="service.no-ready-endpoints",
        title=N_("No pod behind {service} is ready"),
        explanation=N_(
            "A Service sends traffic only to pods that are ready. There are pods, and none is: what keeps them from it "
            "is the real fault, and the network is not."
        ),
        owner=Owner.APPLICATION,
        next=(
            Advice(N_("Find out why the pod is not ready."), "kanivete diagnose pod/{pod} -n {namespace}"),
            SLICES,
        ),
        references=(DEBUGGING,),
    ),
    Cause(
        id="service.no-endpoints",
        title=N_("Service {service} has no selector and no endpoints"),
        explanation=N_(
            "Without a selector nobody fills in the endpoints: a person or a program has to write an EndpointSlice "
            "with the label kubernetes.io/service-name, and there is none."
        ),
        owner=Owner.CONFIGURATION,
        next=(SLICES,),
        remedies=(
            Advice(
                N_("Give it a selector, or write its EndpointSlice."),
                "kubectl edit service -n {namespace} {service}",
                Changes.CLUSTER,
            ),
        ),
        references=(SERVICES,),
    ),
    Cause(
        id="service.endpoints-stale",
        title=N_("The endpoints of Service {service} are not kept up to date"),
        explanation=N_(
            "Pods that match are ready, and no EndpointSlice lists them. The kube-controller-manager writes these: it "
            "is not running, is overloaded, or may not write. Pods that became ready a moment ago look the same."
        ),
        owner=Owner.CONTROL_PLANE,
        next=(
            SLICES,
            Advice(N_("See whether it runs."), "kubectl get lease -n kube-system kube-controller-manager -o yaml"),
        ),
        references=(DEBUGGING,),
    ),
    Cause(
        id="service.no-local-endpoints",
        title=N_("Service {service} has no endpoint on node {node}, and may use no other"),
        explanation=N_(
            "Its traffic policy is Local (internalTrafficPolicy for clients inside, externalTrafficPolicy for node "
            "ports and load balancers): traffic at a node goes only to endpoints on that same node, and is dropped "
            "where there is none."
        ),
        owner=Owner.CONFIGURATION,
        next=(Advice(N_("See where its pods are."), "kubectl get pods -n {namespace} -l {selector} -o wide"),),
        remedies=(
            Advice(
                N_("Run a pod of it on every node (a DaemonSet), or let it use all nodes."),
                "kubectl edit service -n {namespace} {service}",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/",),
    ),
    Cause(
        id="service.proxy-not-forwarding",
        title=N_("Node {node} does not forward the address of Service {service}"),
        explanation=N_(
            "The pods answer under their own addresses, and not under the Service's. What turns the one into the other "
            "is kube-proxy, or the network plugin in its place, on the node of the client: it is not running, cannot "
            "reach the API server, or its rules were removed."
        ),
        owner=Owner.NODE,
        next=(
            Advice(
                N_("See whether it runs on that node."),
                "kubectl get pods -n kube-system -o wide --field-selector spec.nodeName={node}",
            ),
            Advice(N_("Check the node."), "kanivete node {node}"),
        ),
        references=(DEBUGGING,),
    ),
)
