"""Pods that a node evicts or rejects, that are preempted, or that do not go away."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner, Severity

CAUSES = (
    Cause(
        id="pod.evicted",
        title=N_("The node evicted the pod"),
        explanation=N_(
            "The node ran short of {resource}, or the pod used more local storage than it may, and the kubelet ended"
            " it to save the node. The"
            " pod is not restarted; its controller makes a new one, elsewhere if the scheduler finds room. Pods that"
            " use more than they"
            " requested go first."
        ),
        owner=Owner.CAPACITY,
        reasons=("Evicted",),
        patterns=(
            Pattern(r"the node was low on resource: \[?(?P<resource>[a-z.-]*[a-z])", API, rank=30),
            Pattern(r"the node had condition: \[(?P<resource>[^\]]+)\]", API, rank=30),
            Pattern(
                r"(?:container \S+ exceeded its local ephemeral storage limit|pod ephemeral local storage usage"
                r" exceeds the total limit of containers"
                r"|usage of emptydir volume \\*\"[^\n]{1,80}exceeds the limit)[ \\]*\"?(?P<limit>[0-9.]+[a-z]*)?",
                API,
                rank=30,
            ),
        ),
        examples=(
            Example(
                "The node was low on resource: ephemeral-storage. Threshold quantity: 10737418240, available:"
                " 9830Mi. Container web was using"
                " 5Gi, request is 0, has larger consumption of ephemeral-storage.",
                "kubelet 1.30",
            ),
            Example(
                "The node was low on resource: memory. Container app was using 1530040Ki, which exceeds its request"
                " of 0.",
                "kubelet 1.20",
            ),
            Example("The node had condition: [DiskPressure].", "kubelet 1.29, at admission", Where.CONTAINER_STATUS),
            Example('Usage of EmptyDir volume "cache" exceeds the limit "500Mi".', "kubelet 1.28"),
            Example("Pod ephemeral local storage usage exceeds the total limit of containers 2Gi.", "kubelet 1.31"),
        ),
        near_misses=(
            NearMiss(
                "0/3 nodes are available: 3 Insufficient ephemeral-storage. preemption: 0/3 nodes are available: 3"
                " No preemption victims found for"
                " incoming pod.",
                "scheduling.insufficient-resources",
            ),
        ),
        next=(
            Advice(
                N_("Which pods were evicted, and where?"),
                "kubectl get pods -A -o wide --field-selector status.phase=Failed",
            ),
            Advice(N_("What is short on the node?"), "kubectl describe node {node}"),
        ),
        remedies=(
            Advice(
                N_("Request what the pod really needs, and limit what it may fill."),
                "kubectl set resources -n {namespace} {workload} --requests=ephemeral-storage=2Gi,memory=512Mi"
                " --limits=ephemeral-storage=4Gi",
                Changes.WORKLOAD,
            ),
            Advice(
                N_("Remove the dead pods that are left."),
                "kubectl delete pods -n {namespace} --field-selector status.phase=Failed",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",),
    ),
    Cause(
        id="pod.rejected-by-node",
        title=N_("The node refused the pod that was assigned to it"),
        explanation=N_(
            "The scheduler, or spec.nodeName, gave the pod to the node, but the kubelet checked again and refused:"
            " the resources or the labels are no"
            " longer as the scheduler thought, a device is gone, or the node is shutting down. The pod ends as"
            " Failed at once and its"
            " controller makes another, in a storm if nothing changes."
        ),
        owner=Owner.NODE,
        reasons=(
            "OutOfcpu",
            "OutOfmemory",
            "OutOfpods",
            "OutOfephemeral-storage",
            "UnexpectedAdmissionError",
            "TopologyAffinityError",
            "NodeAffinity",
            "UnsupportedPodLevelResources",
            "PodOSNotSupported",
        ),
        patterns=(
            Pattern(
                r"node didn't have enough (?:resource|capacity): (?P<resource>[^\s,]+)(?:, requested:"
                r" (?P<requested>\d+))?",
                API,
                rank=30,
            ),
            Pattern(
                r"predicate (?P<predicate>\w+) failed|pod was rejected:"
                r" (?P<why>[^\n]{1,160})|UnexpectedAdmissionError|TopologyAffinityError"
                r"|resources cannot be allocated with topology locality",
                API,
                rank=18,
                unless=r"runtimeclass|apparmor",
            ),
            Pattern(
                r"allocate failed due to [^\n]{1,200}(?:device|plugin)[^\n]{0,80}which is unexpected", API, rank=30
            ),
        ),
        examples=(
            Example(
                "Pod was rejected: Node didn't have enough resource: cpu, requested: 500, used: 7600, capacity: 8000",
                "kubelet 1.30, OutOfcpu",
            ),
            Example("Pod Predicate NodeAffinity failed", "kubelet 1.20"),
            Example(
                "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
                "kubelet 1.31",
                Where.CONTAINER_STATUS,
            ),
            Example(
                "Allocate failed due to no healthy devices present; cannot allocate unhealthy devices"
                " nvidia.com/gpu, which is unexpected",
                "kubelet 1.28",
            ),
        ),
        near_misses=(
            NearMiss("Pod was rejected as the node is shutting down.", "crash.node-shutdown"),
            NearMiss(
                'pods "web" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
                "admission.runtime-class-missing",
            ),
        ),
        next=(
            Advice(N_("What does the node have, and what is taken?"), "kubectl describe node {node}"),
            Advice(
                N_("Is the pod bound to the node by name?"),
                "kubectl get pod -n {namespace} {pod} -o yaml | grep -n nodeName",
            ),
        ),
        remedies=(
            Advice(
                N_("Let the scheduler choose: remove nodeName from the pod's template."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
            Advice(
                N_("For devices: restart the device plugin's pod on the node."),
                "kubectl get pods -A -o wide --field-selector spec.nodeName={node}",
            ),
        ),
        references=(
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename",
            "https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/",
        ),
    ),
    Cause(
        id="pod.preempted",
        title=N_("The pod had to make room for one of higher priority"),
        explanation=N_(
            "The scheduler found no room for a pod with a higher priority and removed this one. Nothing is wrong"
            " with it: it starts again"
            " where there is room, or waits. It says that the cluster is full."
        ),
        owner=Owner.CAPACITY,
        severity=Severity.WARNING,
        reasons=("Preempted", "Preempting"),
        patterns=(
            Pattern(
                r"preempted by (?:a )?(?P<by>[^\n]{1,80}?) on node (?P<node>\S+)|preempted in order to admit"
                r" critical pod",
                API,
                rank=30,
            ),
        ),
        examples=(
            Example("Preempted by pod 3f1b2c9e-5b7a-4c0e-9a3e-77d0a3b0f001 on node w1", "kube-scheduler 1.30"),
            Example("Preempted by shop/checkout-7d9 on node w2", "kube-scheduler 1.21"),
            Example("Preempted in order to admit critical pod", "kubelet 1.29"),
        ),
        near_misses=(
            NearMiss(
                "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption"
                " victims found for incoming pod.",
                "scheduling.insufficient-resources",
            ),
        ),
        next=(
            Advice(
                N_("Which priorities are there?"),
                "kubectl get priorityclasses; kubectl get pods -A -o"
                " custom-columns=NS:.metadata.namespace,POD:.metadata.name,PRIORITY:.spec.priority",
            ),
        ),
        remedies=(
            Advice(
                N_("Add nodes, lower the requests, or give this workload a higher priority class."),
                "",
                Changes.WORKLOAD,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",),
        no_scenario=N_("leaves nothing to look at: the pod is gone, and the one in its place waits for the scheduler"),
    ),
    Cause(
        id="pod.terminating",
        title=N_("The pod does not finish terminating"),
        explanation=N_(
            "The pod was deleted and is still there after its grace period. A finalizer waits for a controller that"
            " does not act, the kubelet of its node"
            " cannot be reached to confirm, or the runtime cannot kill the process (it hangs in the kernel, mostly"
            " on storage)."
        ),
        owner=Owner.NODE,
        severity=Severity.WARNING,
        reasons=("FailedKillPod",),
        patterns=(
            Pattern(
                r"error killing pod: (?P<error>[^\n]{1,300})|failed to \\*\"KillPodSandbox\\*\"|failed to"
                r" \\*\"KillContainer\\*\"|failed to stop container"
                r"|an error occurs during waiting for container [^\n]{1,100} to be killed",
                API,
                rank=18,
            ),
        ),
        examples=(
            Example(
                'error killing pod: [failed to "KillContainer" for "main" with KillContainerError: "rpc error: code'
                " = DeadlineExceeded desc = context deadline"
                ' exceeded", failed to "KillPodSandbox" for "5e1" with KillPodSandboxError: "rpc error: code ='
                " DeadlineExceeded desc = context deadline"
                ' exceeded"]',
                "kubelet 1.28, containerd",
            ),
            Example(
                'error killing pod: failed to "KillPodSandbox" for "5e1" with KillPodSandboxError: "rpc error: code'
                " = Unknown desc = failed to destroy network"
                ' for sandbox \\"77f\\": plugin type=\\"calico\\" failed (delete): error getting ClusterInformation:'
                ' connection is unauthorized: Unauthorized"',
                "kubelet 1.27, Calico",
            ),
        ),
        near_misses=(
            NearMiss("Stopping container main"),
            NearMiss("Container main failed liveness probe, will be restarted", "crash.liveness-probe"),
        ),
        next=(
            Advice(
                N_("Does a finalizer hold it?"), "kubectl get pod -n {namespace} {pod} -o yaml | grep -A3 finalizers"
            ),
            Advice(N_("Is its node ready?"), "kubectl get node {node}"),
        ),
        remedies=(
            Advice(
                N_(
                    "Only when the node is gone for good, or the process is known to be dead: remove the object. A"
                    " StatefulSet's pod could otherwise run twice."
                ),
                "kubectl delete pod -n {namespace} {pod} --grace-period=0 --force",
                Changes.CLUSTER,
            ),
        ),
        references=(
            "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
            "https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/",
        ),
        no_scenario=N_("would keep the scenario's namespace from going away as well"),
    ),
)
