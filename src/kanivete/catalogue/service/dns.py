"""Names that are not resolved."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.catalogue.service.common import DNS, DNS_DEBUGGING
from kanivete.model import Changes, Owner

_ALL = Advice(N_("Check the cluster's DNS as a whole."), "kanivete check dns")
_LOGS = Advice(N_("Read what the DNS servers say."), "kubectl logs -n kube-system -l k8s-app=kube-dns --tail=50")

CAUSES = (
    Cause(
        id="dns.name-not-found",
        title=N_("There is no name {name}"),
        explanation=N_(
            "The DNS servers were asked and answered that the name does not exist. It is misspelled, or known only "
            "to other DNS servers than those that the cluster asks."
        ),
        owner=Owner.CONFIGURATION,
        next=(_ALL,),
        remedies=(Advice(N_("Correct the name where it is configured."), "", Changes.WORKLOAD),),
        references=(DNS,),
    ),
    Cause(
        id="dns.record-missing",
        title=N_("The cluster's DNS does not know {name}"),
        explanation=N_(
            "The Service exists, and the DNS servers say that its name does not. They have not heard of it: CoreDNS "
            "cannot reach the API server, or its configuration serves another cluster domain."
        ),
        owner=Owner.CONTROL_PLANE,
        next=(_LOGS, _ALL),
        references=(DNS_DEBUGGING,),
        no_scenario=N_("needs a cluster whose DNS is broken for everybody"),
    ),
    Cause(
        id="dns.foreign-server",
        title=N_("The pod asks {server} for names, not the cluster's DNS"),
        explanation=N_(
            "Names of Services are known to the cluster's DNS alone. The pod's resolv.conf names another server, "
            "because of dnsPolicy None or Default, or because it uses its node's network without "
            "dnsPolicy ClusterFirstWithHostNet."
        ),
        owner=Owner.CONFIGURATION,
        next=(
            Advice(N_("See the pod's setting."), "kubectl get pod -n {from_namespace} {from_pod} -o yaml"),
            _ALL,
        ),
        remedies=(
            Advice(
                N_("Set dnsPolicy to ClusterFirst, or ClusterFirstWithHostNet for a pod in its node's network."),
                "",
                Changes.WORKLOAD,
            ),
        ),
        references=(DNS,),
    ),
    Cause(
        id="dns.server-unreachable",
        title=N_("The DNS server {server} does not answer"),
        explanation=N_(
            "No answer came back for any name: the DNS servers are down, have no endpoint, or packets to their port 53 "
            "are dropped. Everything that uses names fails, and looks like many different faults."
        ),
        owner=Owner.NETWORK,
        next=(
            _ALL,
            Advice(
                N_("See whether the DNS servers run."), "kubectl get pods -n kube-system -l k8s-app=kube-dns -o wide"
            ),
        ),
        references=(DNS_DEBUGGING,),
        no_scenario=N_("needs a cluster whose DNS is broken for everybody"),
    ),
    Cause(
        id="dns.server-failing",
        title=N_("The DNS server {server} cannot find out about {name}"),
        explanation=N_(
            "It answers, with SERVFAIL or the like: the server that it forwards to does not answer it, or its "
            "configuration is wrong. Names of the cluster often still work."
        ),
        owner=Owner.NETWORK,
        next=(_LOGS, _ALL),
        references=(DNS_DEBUGGING,),
        no_scenario=N_("needs a cluster whose DNS is broken for everybody"),
    ),
    Cause(
        id="dns.no-server",
        title=N_("No DNS server of the cluster is ready"),
        explanation=N_(
            "The Service kube-dns has no ready endpoint, so no pod can resolve any name. What keeps the DNS pods from "
            "being ready is the fault."
        ),
        owner=Owner.CONTROL_PLANE,
        next=(Advice(N_("Find out why they are not ready."), "kanivete diagnose -n kube-system -l k8s-app=kube-dns"),),
        references=(DNS_DEBUGGING,),
        no_scenario=N_("needs a cluster whose DNS is broken for everybody"),
    ),
    Cause(
        id="dns.forwarding-loop",
        title=N_("CoreDNS forwards to itself"),
        explanation=N_(
            "CoreDNS forwards what it does not know to the servers of its own resolv.conf. Where these are a stub on "
            "the node's loopback address or CoreDNS itself, each question comes back to it; its loop plugin then stops "
            "it."
        ),
        owner=Owner.NODE,
        next=(
            _LOGS,
            Advice(N_("See its configuration."), "kubectl get configmap -n kube-system coredns -o yaml"),
        ),
        remedies=(
            Advice(
                N_("Name real servers in `forward`, or point the kubelet's resolvConf to a file that does."),
                "kubectl edit configmap -n kube-system coredns",
                Changes.CLUSTER,
            ),
        ),
        references=("https://coredns.io/plugins/loop/",),
        no_scenario=N_("needs a cluster whose DNS is broken for everybody"),
    ),
)
