"""What ails nodes together, or a node in its cluster."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Changes, Owner, Severity

CAUSES = (
    Cause(
        id="node.all-silent",
        title=N_("No node reports to the control plane any more"),
        explanation=N_(
            "All {count} nodes stopped renewing their leases together, and not one is heard: that is not the nodes, it"
            " is what they all talk to. The API server is down or was until a moment ago, the load balancer or the"
            " address in front of it does not lead to it, its certificate or its clients' authority changed, or the"
            " network around it is cut. Pods go on running on the nodes, but nothing is started, moved or mended."
        ),
        owner=Owner.CONTROL_PLANE,
        rivals=("node.status-unknown",),
        next=(
            Advice(
                N_("Does the lease of any node move? Run it twice, ten seconds apart."),
                "kubectl get leases -n kube-node-lease",
            ),
            Advice(
                N_("On the control plane: does the API server run, and since when?"),
                "sudo crictl ps -a --name kube-apiserver",
            ),
            Advice(
                N_("On a node: does the address in the kubelet's kubeconfig answer?"),
                "sudo grep server: /etc/kubernetes/kubelet.conf; curl -sk -m 5 -o /dev/null -w '%{{http_code}}\\n'"
                " https://<address>:6443/livez",
            ),
            Advice(
                N_("On a node: what does the kubelet say?"),
                "sudo journalctl -u kubelet --since -15min --no-pager | grep -m 20 lease",
            ),
        ),
        remedies=(
            Advice(
                N_(
                    "Bring back what the nodes talk to: the API server, its load balancer, its address. The nodes are"
                    " Ready again within seconds."
                )
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats",),
        no_scenario=N_("takes away the API server itself, through which a scenario is made and undone"),
    ),
    Cause(
        id="node.version-skew",
        title=N_("The kubelet's version {version} does not go with the API server's {server_version}"),
        explanation=N_(
            "A kubelet must not be newer than the API server it talks to, and at most three minor versions older (two,"
            " before Kubernetes 1.28). Outside of that nobody tests whether they understand each other: fields are"
            " dropped in silence, APIs are missing, and pods behave otherwise than elsewhere."
        ),
        owner=Owner.NODE,
        severity=Severity.WARNING,
        next=(
            Advice(N_("Compare the versions of all nodes."), "kubectl get nodes -o wide"),
            Advice(N_("Which version is the API server?"), "kubectl version"),
        ),
        remedies=(
            Advice(
                N_(
                    "Upgrade the control plane first, then the nodes, one minor version after the other; drain the node"
                    " before."
                ),
                "kubectl drain {node} --ignore-daemonsets --delete-emptydir-data",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/releases/version-skew-policy/",),
        no_scenario=N_("needs a kubelet of another version"),
    ),
)
