"""The network between two ends."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.catalogue.service.common import POLICIES
from kanivete.model import Changes, Owner

_ENFORCED = N_("needs a network plugin that enforces NetworkPolicies, which no object tells")
_POLICY = Advice(N_("See the policy."), "kubectl get networkpolicy -n {namespace} {policy} -o yaml")
_MATRIX = Advice(N_("See who else is affected."), "kanivete check matrix -n {from_namespace} --probe")

CAUSES = (
    Cause(
        id="network.policy-denies",
        title=N_("NetworkPolicy {policy} does not allow it"),
        explanation=N_(
            "As soon as a NetworkPolicy selects a pod for a direction, everything in that direction is denied that no "
            "policy allows. Egress of the pod that connects and ingress of the pod that is connected to must both "
            "allow it. Ports in a policy are those of the pod, not those of the Service. Denied packets are mostly "
            "dropped silently: the client waits until it gives up."
        ),
        owner=Owner.CONFIGURATION,
        next=(_POLICY, Advice(N_("See all of them."), "kubectl get networkpolicies -n {namespace}")),
        remedies=(
            Advice(
                N_("Add a rule for {direction} on port {port}, or the label that an existing rule asks for."),
                "kubectl edit networkpolicy -n {namespace} {policy}",
                Changes.CLUSTER,
            ),
        ),
        references=(POLICIES,),
        no_scenario=_ENFORCED,
    ),
    Cause(
        id="network.policy-denies-dns",
        title=N_("NetworkPolicy {policy} lets the pod ask no DNS server"),
        explanation=N_(
            "A policy that restricts egress denies DNS too, unless a rule allows port 53, UDP and TCP, to the "
            "cluster's DNS. No name can be resolved then, and every connection by name seems broken."
        ),
        owner=Owner.CONFIGURATION,
        next=(_POLICY,),
        remedies=(
            Advice(
                N_("Allow egress to kube-system on port 53, UDP and TCP."),
                "kubectl edit networkpolicy -n {namespace} {policy}",
                Changes.CLUSTER,
            ),
        ),
        references=(POLICIES,),
        no_scenario=_ENFORCED,
    ),
    Cause(
        id="network.no-answer",
        title=N_("{host} port {port} does not answer"),
        explanation=N_(
            "Nothing came back at all: not even a refusal. Packets are dropped by a firewall, a security group or a "
            "policy, get lost in the pod network between two nodes, or the machine is off. A program that is down "
            "would refuse instead."
        ),
        owner=Owner.NETWORK,
        next=(
            Advice(N_("Try it from other nodes."), "kanivete check matrix --nodes --probe"),
            Advice(N_("Look for a firewall rule on the nodes."), "kanivete node {from_node}"),
        ),
        references=("https://kubernetes.io/docs/reference/networking/ports-and-protocols/",),
    ),
    Cause(
        id="network.rejected",
        title=N_("The way to {host} port {port} is rejected"),
        explanation=N_(
            "An error came back in the target's place: a firewall prohibits it, or there is no route to it. Somebody "
            "decided so; the program at the other end was not asked."
        ),
        owner=Owner.NETWORK,
        next=(
            Advice(N_("Look for a firewall rule on the nodes."), "kanivete node {from_node}"),
            _MATRIX,
        ),
        references=("https://kubernetes.io/docs/reference/networking/ports-and-protocols/",),
    ),
    Cause(
        id="network.refused",
        title=N_("{host} refuses connections to port {port}"),
        explanation=N_(
            "The machine is there and says that nothing listens on the port. The network works; the program is down, "
            "or has another port."
        ),
        owner=Owner.CONFIGURATION,
        next=(Advice(N_("See on the other side what listens."), "ss -ltn"),),
        references=("https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",),
    ),
    Cause(
        id="network.reset",
        title=N_("{host} port {port} closes the connection"),
        explanation=N_(
            "The connection was made, and ended before anything was answered. A load balancer or proxy without a "
            "server behind it does so, a program that speaks another protocol, or one that crashes on the request."
        ),
        owner=Owner.APPLICATION,
        next=(Advice(N_("Read what the other side says."), "kubectl logs -n {namespace} service/{service} --tail=50"),),
        references=("https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",),
    ),
)
