"""The volume cannot be attached to the node."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner

_EVENTS = Advice(N_("All that happened to the pod."), "kubectl describe pod -n {namespace} {pod}")
_PV = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/"

CAUSES = (
    Cause(
        id="volume.attach-failed",
        title=N_("The volume {volume} cannot be attached to the node"),
        explanation=N_(
            "The attach controller asked the storage system to attach the disk to node {node} and was refused. The"
            " disk may not exist any more, may be in another"
            " zone, or the storage driver lacks rights or cannot be reached."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("FailedAttachVolume",),
        patterns=(
            Pattern(r"AttachVolume\.\w+ failed for volume[ \\]*\"?(?P<volume>[^\s\"\\]+)", API, rank=70),
            Pattern(
                r"AttachVolume\.(?:Attach|NewAttacher|FindAttachablePluginBySpec) failed for volume["
                r" \\]*\"?(?P<volume>[^\s\"\\]+)[ \\\"]*: (?P<error>[^\n]{1,400})",
                API,
                rank=60,
            ),
            Pattern(
                r"DetachVolume\.Detach failed for volume["
                r" \\]*\"?(?P<volume>[^\s\"\\]+)|VolumeAttachment[^\n]{0,80}(?:has not been|timed out|failed)",
                API,
                rank=65,
            ),
        ),
        examples=(
            Example(
                'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = NotFound desc = Volume "vol-0abc"'
                " not found",
                "AWS EBS CSI driver",
            ),
            Example(
                'AttachVolume.Attach failed for volume "pvc-2" : rpc error: code = Internal desc = failed to attach'
                " disk: googleapi: Error 400: The disk resource"
                " 'd' is already being used by 'gke-1', RESOURCE_IN_USE_BY_ANOTHER_RESOURCE",
                "GCE PD CSI driver",
            ),
            Example(
                'AttachVolume.Attach failed for volume "pvc-3" : timed out waiting for external-attacher of'
                " ebs.csi.aws.com CSI driver to attach volume vol-1",
                "kube-controller-manager 1.30",
            ),
        ),
        near_misses=(
            NearMiss('AttachVolume.Attach succeeded for volume "pvc-1"'),
            NearMiss(
                'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-1', "volume.multi-attach"
            ),
        ),
        next=(Advice(N_("What is attached where?"), "kubectl get volumeattachments"), _EVENTS),
        remedies=(
            Advice(
                N_("Look into the log of the driver's controller: it names the storage system's answer."),
                "kubectl logs -n kube-system -l app=<driver's controller> --all-containers --tail=50",
            ),
            Advice(
                N_("A left-over attachment to a node that is gone can be deleted."),
                "kubectl delete volumeattachment <name>",
                Changes.CLUSTER,
            ),
        ),
        references=(_PV,),
    ),
    Cause(
        id="volume.attachment-limit",
        title=N_("The node cannot take another disk"),
        explanation=N_(
            "A machine can have only so many disks attached; this one has reached its limit, so the pod has to go to"
            " another node."
        ),
        owner=Owner.CAPACITY,
        patterns=(
            Pattern(
                r"node has reached its volume attachment limit|attachment limit exceeded|max(?:imum)? number of"
                r" (?:volumes|disks)[^\n]{0,40}(?:attached|reached)|AttachmentLimitExceeded"
                r"|maximum number of (?:data )?disks allowed",
                API,
                rank=25,
            ),
        ),
        examples=(
            Example("Node has reached its volume attachment limit, rejecting pod.", "kubelet 1.34"),
            Example(
                'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = ResourceExhausted desc = could'
                " not attach disk: AttachmentLimitExceeded",
                "AWS EBS CSI driver",
            ),
        ),
        near_misses=(NearMiss("0/5 nodes are available: 5 node(s) exceed max volume count.", "scheduling.volume"),),
        next=(
            Advice(
                N_("How many has it, and how many may it have?"),
                "kubectl get volumeattachments | grep -c {node}; kubectl get csinode {node} -o yaml | grep -A1"
                " allocatable",
            ),
        ),
        remedies=(Advice(N_("Add nodes, or spread pods with volumes over more nodes."), "", Changes.CLUSTER),),
        references=("https://kubernetes.io/docs/concepts/storage/storage-limits/",),
        no_scenario=N_("needs a storage system that attaches disks"),
    ),
    Cause(
        id="volume.multi-attach",
        title=N_("The volume is still attached to another node"),
        explanation=N_(
            "The volume is ReadWriteOnce: one node at a time. The pod was started on another node while the old pod"
            " still has it: a rolling update of a Deployment, or a node"
            " that died and cannot let go. After a node's death it takes over six minutes until Kubernetes detaches"
            " by force."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"multi-attach error for volume[ \\]*\"?(?P<volume>[^\s\"\\]+)[ \\\"]*volume is already"
                r" (?:exclusively attached to one node|used by pod\(s\) (?P<pods>[^\n]{1,120}))",
                API,
                rank=20,
            ),
            Pattern(r"multi-attach error for volume", API, rank=25),
        ),
        examples=(
            Example(
                'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-7d9c-abcde',
                "kube-controller-manager 1.30",
            ),
            Example(
                'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t'
                " be attached to another",
                "kube-controller-manager 1.27",
            ),
        ),
        near_misses=(
            NearMiss(
                "0/2 nodes are available: 2 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod"
                " access mode already in-use by another pod.",
                "scheduling.volume",
            ),
        ),
        next=(Advice(N_("Who has it?"), "kubectl get volumeattachments; kubectl get pods -n {namespace} -o wide"),),
        remedies=(
            Advice(
                N_("Let the Deployment stop the old pod first."),
                "kubectl patch -n {namespace} {workload} -p"
                ' \'{{"spec":{{"strategy":{{"type":"Recreate","rollingUpdate":null}}}}}}\'',
                Changes.WORKLOAD,
            ),
            Advice(
                N_("If the old node is dead for certain, say so; the volume is then detached at once."),
                "kubectl taint node <node> node.kubernetes.io/out-of-service=nodeshutdown:NoExecute",
                Changes.CLUSTER,
            ),
        ),
        references=(
            "https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown",
            _PV + "#access-modes",
        ),
        no_scenario=N_("needs a storage system that attaches disks"),
    ),
    Cause(
        id="volume.driver-missing",
        title=N_("The volume's storage driver {driver} is not on the node"),
        explanation=N_(
            "The volume belongs to a CSI driver that has not registered with the kubelet of node {node}. Its"
            " DaemonSet does not run there: not installed, crashing, kept"
            " off by a taint, or the node has only just started."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"driver name (?P<driver>\S+) not found in the list of registered CSI drivers|failed to create"
                r" newCsiDriverClient|CSINode (?:\S+ )?does not contain driver (?P<csi>\S+)"
                r"|no volume plugin matched|CSINode is not yet initialized",
                API,
                rank=25,
            ),
        ),
        examples=(
            Example(
                'MountVolume.MountDevice failed for volume "pvc-1" : kubernetes.io/csi: attacher.MountDevice failed'
                " to create newCsiDriverClient: driver name"
                " efs.csi.aws.com not found in the list of registered CSI drivers",
                "kubelet 1.29",
            ),
            Example(
                'AttachVolume.Attach failed for volume "pvc-1" : CSINode w1 does not contain driver ebs.csi.aws.com',
                "kube-controller-manager 1.30",
            ),
        ),
        near_misses=(
            NearMiss(
                'failed to provision volume with StorageClass "fast": rpc error: code = ResourceExhausted',
                "volume.provisioning-failed",
            ),
        ),
        next=(
            Advice(N_("Which drivers does the node have?"), "kubectl get csinodes; kubectl get csidrivers"),
            Advice(
                N_("Does the driver's pod run there?"),
                "kubectl get pods -A -o wide --field-selector spec.nodeName={node}",
            ),
        ),
        remedies=(
            Advice(
                N_("Install the driver, or bring its DaemonSet to the node (tolerations, node selector)."),
                "",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/storage/volumes/#csi",),
    ),
)
