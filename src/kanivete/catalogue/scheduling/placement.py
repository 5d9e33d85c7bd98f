"""The pod and the nodes do not go together: taints, labels, affinity, spread."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner

_LABELS = Advice(N_("Which labels do the nodes have?"), "kubectl get nodes --show-labels")
_ASSIGN = "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/"
_CONTROL_PLANE = r"untolerated taint \{node-role\.kubernetes\.io/(?:control-plane|master): ?\}"

CAUSES = (
    Cause(
        id="scheduling.taint",
        title=N_("The nodes have a taint that the pod does not tolerate"),
        explanation=N_(
            "A taint keeps pods off a node unless they tolerate it. People set some on purpose (a node for one team,"
            " for GPUs, the control plane); Kubernetes sets"
            " others by itself when a node is not ready, unreachable or under pressure: then the node is the"
            " problem, not the pod."
            " Since 1.36 the event no longer names the taint; the node does."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"untolerated taint \{(?P<taint>[^}]+)\}|had taint \{(?P<taints>[^}]+)\}, that the pod didn't tolerate",
                API,
                rank=30,
                unless=r"\d+ insufficient|" + _CONTROL_PLANE,
            ),
            Pattern(r"untolerated taint", API, rank=40),
            Pattern(r"taints? that the pod didn't tolerate", API, rank=40),
        ),
        examples=(
            Example(
                "0/2 nodes are available: 2 node(s) had untolerated taint(s). preemption: 0/2 nodes are available: 2"
                " Preemption is not helpful for scheduling.",
                "kube-scheduler 1.36",
            ),
            Example(
                "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: },"
                " 2 node(s) had untolerated taint"
                " {node.kubernetes.io/unreachable: }. preemption: 0/3 nodes are available: 3 Preemption is not"
                " helpful for scheduling.",
                "kube-scheduler 1.30",
            ),
            Example(
                "0/1 nodes are available: 1 node(s) had taint {node.kubernetes.io/disk-pressure: }, that the pod"
                " didn't tolerate.",
                "kube-scheduler 1.21",
            ),
        ),
        near_misses=(
            NearMiss(
                "0/2 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: },"
                " 1 Insufficient cpu.",
                "scheduling.insufficient-resources",
            ),
            NearMiss(
                "0/2 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: },"
                " 1 node(s) didn't match Pod's node"
                " affinity/selector.",
                "scheduling.node-selector",
            ),
        ),
        next=(
            Advice(
                N_("Which taints do the nodes have?"),
                "kubectl get nodes -o"
                " custom-columns=NAME:.metadata.name,TAINTS:.spec.taints[*].key,EFFECT:.spec.taints[*].effect",
            ),
            Advice(N_("Are the nodes ready?"), "kubectl get nodes"),
        ),
        remedies=(
            Advice(N_("If the taint was set by Kubernetes, mend the node."), "kanivete node {node}"),
            Advice(
                N_("If it is there on purpose, add a toleration to the workload."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
            Advice(
                N_("If it is a left-over, remove it (the minus at the end does)."),
                "kubectl taint nodes {node} {key}-",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",),
    ),
    Cause(
        id="scheduling.node-selector",
        title=N_("No node has the labels that the pod asks for"),
        explanation=N_(
            "The pod's nodeSelector or its required node affinity names labels, and no usable node has them. A label"
            " with a typing error, one that got lost when a"
            " node was made anew, an architecture or zone where there is no node."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"node\(s\) didn't match (?:Pod's )?node (?:affinity/)?selector|node\(s\) didn't match Pod's node"
                r" affinity(?:/selector)?"
                r"|node\(s\) didn't match the requested (?:node name|hostname)|node\(s\) didn't match"
                r" scheduler-enforced node affinity",
                API,
                rank=32,
            ),
        ),
        examples=(
            Example(
                "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes"
                " are available: 2 Preemption is not"
                " helpful for scheduling.",
                "kube-scheduler 1.30",
            ),
            Example("0/4 nodes are available: 4 node(s) didn't match node selector.", "kube-scheduler 1.19"),
        ),
        near_misses=(
            NearMiss("0/3 nodes are available: 3 node(s) didn't match pod affinity rules.", "scheduling.affinity"),
            NearMiss(
                "0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity.", "scheduling.volume"
            ),
        ),
        next=(
            Advice(
                N_("Which labels does the pod ask for?"),
                "kubectl get pod -n {namespace} {pod} -o yaml | grep -A12 -E 'nodeSelector|nodeAffinity'",
            ),
            _LABELS,
        ),
        remedies=(
            Advice(N_("Label a node."), "kubectl label node <node> <key>=<value>", Changes.CLUSTER),
            Advice(N_("Or correct the selector."), "kubectl edit -n {namespace} {workload}", Changes.WORKLOAD),
        ),
        references=(_ASSIGN,),
    ),
    Cause(
        id="scheduling.affinity",
        title=N_("The pod's rules about other pods leave no node"),
        explanation=N_(
            "Required pod affinity wants to be beside certain pods that run nowhere (or only on nodes that are"
            " full); required anti-affinity wants to be away from pods"
            " that are already on every node. With one replica per node and more replicas than nodes the last ones"
            " wait forever."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"node\(s\) (?:didn't match pod (?:anti-)?affinity(?:/anti-affinity)?(?: rules)?|didn't satisfy"
                r" existing pods anti-affinity rules|didn't match pod affinity/anti-affinity)",
                API,
                rank=32,
            ),
        ),
        examples=(
            Example(
                "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. preemption: 0/3 nodes are"
                " available: 3 No preemption victims found"
                " for incoming pod.",
                "kube-scheduler 1.30",
            ),
            Example(
                "0/2 nodes are available: 2 node(s) didn't match pod affinity/anti-affinity, 2 node(s) didn't"
                " satisfy existing pods anti-affinity rules.",
                "kube-scheduler 1.18",
            ),
            Example("0/3 nodes are available: 3 node(s) didn't match pod affinity rules.", "kube-scheduler 1.33"),
        ),
        near_misses=(
            NearMiss(
                "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
                "scheduling.node-selector",
            ),
        ),
        next=(
            Advice(
                N_("The rules, and where the other pods run."),
                "kubectl get pod -n {namespace} {pod} -o yaml | grep -A20 -E 'podAffinity|podAntiAffinity'",
            ),
        ),
        remedies=(
            Advice(
                N_("Make the rule preferred instead of required, lower the replicas, or add nodes."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
        ),
        references=(_ASSIGN + "#inter-pod-affinity-and-anti-affinity",),
    ),
    Cause(
        id="scheduling.topology-spread",
        title=N_("Spreading the pods evenly leaves no node"),
        explanation=N_(
            "A topology spread constraint with DoNotSchedule allows only a small difference between zones or nodes."
            " The place where the pod would have to go has no room,"
            " is down, or its nodes lack the topology label altogether."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(Pattern(r"node\(s\) didn't match pod topology spread constraints", API, rank=32),),
        examples=(
            Example(
                "0/4 nodes are available: 4 node(s) didn't match pod topology spread constraints. preemption: 0/4"
                " nodes are available: 4 No preemption victims"
                " found for incoming pod.",
                "kube-scheduler 1.30",
            ),
            Example(
                "0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints (missing required"
                " label).",
                "kube-scheduler 1.27",
            ),
        ),
        near_misses=(
            NearMiss("0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.", "scheduling.affinity"),
        ),
        next=(Advice(N_("How are the nodes spread?"), "kubectl get nodes -L topology.kubernetes.io/zone"),),
        remedies=(
            Advice(
                N_("Label the nodes, raise maxSkew, or use ScheduleAnyway."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",),
    ),
    Cause(
        id="scheduling.cordoned",
        title=N_("The nodes are cordoned"),
        explanation=N_(
            "Somebody, or an upgrade, marked the nodes as unschedulable (kubectl cordon or drain). Pods there go on;"
            " new ones do not come. After maintenance the"
            " uncordon is often forgotten."
        ),
        owner=Owner.CAPACITY,
        patterns=(
            Pattern(
                r"node\(s\) were unschedulable|untolerated taint \{node\.kubernetes\.io/unschedulable: ?\}",
                API,
                rank=36,
            ),
            Pattern(r"node\(s\) had unknown conditions", API, rank=60),
        ),
        examples=(
            Example(
                "0/2 nodes are available: 2 node(s) were unschedulable. preemption: 0/2 nodes are available: 2"
                " Preemption is not helpful for scheduling.",
                "kube-scheduler 1.30",
            ),
            Example("0/1 nodes are available: 1 node(s) were unschedulable.", "kube-scheduler 1.20"),
        ),
        near_misses=(NearMiss("0/2 nodes are available: 2 node(s) had untolerated taint(s).", "scheduling.taint"),),
        next=(Advice(N_("Which ones?"), "kubectl get nodes | grep SchedulingDisabled"),),
        remedies=(
            Advice(
                N_("Once the maintenance is over, let pods come again."), "kubectl uncordon {node}", Changes.CLUSTER
            ),
        ),
        references=("https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/",),
    ),
    Cause(
        id="scheduling.volume",
        title=N_("The pod's volume leaves no node"),
        explanation=N_(
            "A node would do, but not with this volume: the volume is in another zone or on another node's disk, is"
            " not bound to anything, or is in use where"
            " only one may use it. A local disk binds its pods to its node for good."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"node\(s\) (?:had volume node affinity conflict|didn't match PersistentVolume's node affinity|had"
                r" no available volume zone|didn't find available persistent volumes to bind"
                r"|did not have enough free storage|had no available disk|unavailable due to (?:one or more"
                r" pvc\(s\)|PersistentVolumeClaim)|exceed max volume count)"
                r"|bound to non-existent persistentvolume|waiting for ephemeral volume controller",
                API,
                rank=28,
            ),
        ),
        examples=(
            Example(
                "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: },"
                " 2 node(s) had volume node affinity"
                " conflict. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
                "kube-scheduler 1.28",
            ),
            Example(
                "0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity.",
                "kube-scheduler 1.35",
            ),
            Example(
                "0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind.",
                "kube-scheduler 1.24",
            ),
            Example(
                "0/2 nodes are available: 2 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod"
                " access mode already in-use by another pod.",
                "kube-scheduler 1.31",
            ),
            Example("0/5 nodes are available: 5 node(s) exceed max volume count.", "kube-scheduler 1.26"),
        ),
        near_misses=(
            NearMiss(
                "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.", "volume.claim-unbound"
            ),
            NearMiss('0/2 nodes are available: persistentvolumeclaim "data" not found.', "volume.claim-missing"),
        ),
        next=(
            Advice(
                N_("Where is the volume?"),
                "kubectl get pvc -n {namespace}; kubectl get pv -o"
                " custom-columns=NAME:.metadata.name,CLAIM:.spec.claimRef.name,CLASS:.spec.storageClassName",
            ),
            Advice(N_("Which nodes may use it?"), "kubectl describe pv <volume> | grep -A6 'Node Affinity'"),
        ),
        remedies=(
            Advice(
                N_(
                    "Bring a node to the volume's zone, or the data to another volume. A storage class with"
                    " volumeBindingMode WaitForFirstConsumer makes new"
                    " volumes where the pod goes."
                )
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode",),
    ),
)
