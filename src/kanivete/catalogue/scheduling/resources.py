"""No node has enough of what the pod asks for."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner

CAUSES = (
    Cause(
        id="scheduling.insufficient-resources",
        title=N_("No node has enough free {resource} for the pod"),
        explanation=N_(
            "The scheduler adds up what the pods on each node request, not what they use, and no node has as much"
            " left as this pod requests. Either the request"
            " is larger than needed (or larger than any node), or the cluster is full."
        ),
        owner=Owner.CAPACITY,
        patterns=(
            Pattern(r"\d+ insufficient (?P<resource>[a-z0-9./-]*[a-z0-9])", API, rank=30),
            Pattern(
                r"\d+ (?P<resource>too many pods)|\d+ node\(s\) (?:exceed|did not have)[^\n]{0,40}(?P<limit>max"
                r" volume count|enough free storage)",
                API,
                rank=31,
            ),
        ),
        examples=(
            Example(
                "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption"
                " victims found for incoming pod.",
                "kube-scheduler 1.30",
            ),
            Example(
                "0/2 nodes are available: 1 node(s) had untolerated taint(s), 1 Insufficient memory. no new claims"
                " to deallocate, preemption: 0/2 nodes are"
                " available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for"
                " scheduling.",
                "kube-scheduler 1.36",
            ),
            Example("0/6 nodes are available: 6 Insufficient nvidia.com/gpu.", "kube-scheduler 1.19"),
            Example(
                "0/1 nodes are available: 1 Too many pods. preemption: 0/1 nodes are available: 1 No preemption"
                " victims found for incoming pod.",
                "kube-scheduler 1.29",
            ),
        ),
        near_misses=(
            NearMiss(
                "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes"
                " are available: 2 Preemption is not"
                " helpful for scheduling.",
                "scheduling.node-selector",
            ),
        ),
        next=(
            Advice(N_("What does the pod request?"), "kubectl describe pod -n {namespace} {pod} | grep -A4 Requests"),
            Advice(N_("What is free on the nodes?"), "kubectl describe nodes | grep -A8 'Allocated resources'"),
        ),
        remedies=(
            Advice(
                N_("Request what the pod needs, not more."),
                "kubectl set resources -n {namespace} {workload} --requests=cpu=250m,memory=256Mi",
                Changes.WORKLOAD,
            ),
            Advice(N_("Or add nodes, or remove what is not needed.")),
        ),
        references=("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",),
    ),
    Cause(
        id="scheduling.no-nodes",
        title=N_("There is no node to schedule on"),
        explanation=N_(
            "The scheduler knows not a single node: none has joined yet, all were removed, or an autoscaler has"
            " scaled to zero."
        ),
        owner=Owner.CAPACITY,
        patterns=(Pattern(r"no nodes available to schedule pods|^0/0 nodes are available", API, rank=30),),
        examples=(
            Example("no nodes available to schedule pods", "kube-scheduler 1.30"),
            Example("0/0 nodes are available.", "kube-scheduler 1.31"),
        ),
        near_misses=(NearMiss("0/2 nodes are available: 2 node(s) were unschedulable.", "scheduling.cordoned"),),
        next=(Advice(N_("Which nodes are there?"), "kubectl get nodes"),),
        remedies=(Advice(N_("Join a node."), "kubeadm token create --print-join-command", Changes.CLUSTER),),
        references=("https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/adding-linux-nodes/",),
        no_scenario=N_("needs a cluster without nodes"),
    ),
    Cause(
        id="scheduling.host-port",
        title=N_("The port that the pod wants on the node is taken"),
        explanation=N_(
            "The pod asks for a hostPort (or uses the host's network), and every node that fits already has a pod"
            " with that port. There can be only one such"
            " pod per node: with more replicas than nodes, or a rolling update that starts the new pod first, it"
            " waits forever."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(Pattern(r"node\(s\) didn't have free ports for the requested pod ports", API, rank=30),),
        examples=(
            Example(
                "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. preemption:"
                " 0/1 nodes are available: 1 No preemption"
                " victims found for incoming pod.",
                "kube-scheduler 1.30",
            ),
            Example(
                "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.",
                "kube-scheduler 1.18",
            ),
        ),
        near_misses=(NearMiss("0/3 nodes are available: 3 Insufficient cpu.", "scheduling.insufficient-resources"),),
        next=(
            Advice(
                N_("Who has the port?"),
                "kubectl get pods -A -o"
                " custom-columns=NS:.metadata.namespace,POD:.metadata.name,NODE:.spec.nodeName"
                ",PORTS:.spec.containers[*].ports[*].hostPort",
            ),
        ),
        remedies=(
            Advice(
                N_(
                    "Use a Service instead of hostPort; or a DaemonSet; or let the rolling update stop the old pod"
                    " first (maxSurge 0)."
                ),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/configuration/overview/",),
    ),
    Cause(
        id="scheduling.device-claim",
        title=N_("The pod's device claims cannot be allocated"),
        explanation=N_(
            "The pod claims devices through dynamic resource allocation, and no node can serve all its claims: the"
            " claim or its class does not exist, is in use"
            " by another pod, or no driver offers such a device."
        ),
        owner=Owner.CAPACITY,
        patterns=(
            Pattern(
                r"cannot allocate all claims|resourceclaim [^\n]{0,80}(?:not found|in use|not"
                r" reserved)|resourceclaim in use|device binding timeout"
                r"|waiting for resourceclaim to be created",
                API,
                rank=30,
            ),
        ),
        examples=(
            Example(
                "0/2 nodes are available: 2 cannot allocate all claims. still not schedulable, preemption: 0/2 nodes"
                " are available: 2 Preemption is not helpful"
                " for scheduling.",
                "kube-scheduler 1.33",
            ),
            Example('0/2 nodes are available: resourceclaim "gpu" not found.', "kube-scheduler 1.34"),
        ),
        near_misses=(
            NearMiss("0/6 nodes are available: 6 Insufficient nvidia.com/gpu.", "scheduling.insufficient-resources"),
        ),
        next=(
            Advice(
                N_("The claims and what the drivers offer."),
                "kubectl get resourceclaims -n {namespace}; kubectl get resourceslices,deviceclasses",
            ),
        ),
        remedies=(
            Advice(
                N_("Make the claim or its template, or install the driver that offers the device."), "", Changes.CLUSTER
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/",),
        no_scenario=N_("needs a device driver"),
    ),
    Cause(
        id="scheduling.gated",
        title=N_("The pod waits for a scheduling gate to be lifted"),
        explanation=N_(
            "The pod carries scheduling gates, or belongs to a group that is only placed together. It is meant to"
            " wait until the controller that set the gate"
            " lifts it (a quota or queue system such as Kueue); the scheduler does not even look at it before."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("SchedulingGated",),
        patterns=(
            Pattern(
                r"scheduling is blocked due to non-empty scheduling gates|waiting for scheduling gates:"
                r" \[?(?P<gates>[^\]\n]*)",
                API,
                rank=25,
            ),
            Pattern(
                r"waiting for minCount pods from a gang|waiting for pods?'s pod group|waiting for pod ?group",
                API,
                rank=25,
            ),
        ),
        examples=(
            Example("Scheduling is blocked due to non-empty scheduling gates", "kube-scheduler 1.27"),
            Example("waiting for scheduling gates: [kueue.x-k8s.io/admission]", "kube-scheduler 1.30"),
            Example("waiting for minCount pods from a gang to appear in scheduling queue", "kube-scheduler 1.35"),
        ),
        near_misses=(NearMiss("Successfully assigned shop/web to w1"),),
        next=(
            Advice(
                N_("Which gates does it have?"),
                "kubectl get pod -n {namespace} {pod} -o yaml | grep -A5 schedulingGates",
            ),
        ),
        remedies=(Advice(N_("Look at the controller that set the gate: its queue or quota decides.")),),
        references=("https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/",),
    ),
)
