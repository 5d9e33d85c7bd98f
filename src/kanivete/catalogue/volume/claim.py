"""The claim has no volume."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner, Severity

_CLAIM = Advice(
    N_("What does the claim ask for, and what is said of it?"), "kubectl describe pvc -n {namespace} {claim}"
)
_CLASSES = Advice(N_("Which storage classes are there, and which is the default?"), "kubectl get storageclasses")
_PV = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/"
_DYNAMIC = "https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/"

CAUSES = (
    Cause(
        id="volume.claim-missing",
        title=N_("The PersistentVolumeClaim {claim} does not exist"),
        explanation=N_(
            "The pod uses a claim by name, and there is none with that name in its namespace (claims are looked up"
            " there and nowhere else). It was never made, was"
            " deleted, or the name is wrong. The scheduler places the pod as soon as it exists."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"persistentvolumeclaim \\*\"(?P<claim>[^\"\\]+)\\*\" (?:not found|is being deleted)", API, rank=20
            ),
            Pattern(r"error (?:looking up|processing) PVC [^\n]{1,120}not found", API, rank=30),
        ),
        examples=(
            Example(
                '0/2 nodes are available: persistentvolumeclaim "data" not found. preemption: 0/2 nodes are'
                " available: 2 Preemption is not helpful for scheduling.",
                "kube-scheduler 1.30",
            ),
            Example('persistentvolumeclaim "data" not found', "kube-scheduler 1.18"),
            Example('0/2 nodes are available: persistentvolumeclaim "data" is being deleted.', "kube-scheduler 1.33"),
        ),
        near_misses=(
            NearMiss(
                "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.", "volume.claim-unbound"
            ),
        ),
        next=(Advice(N_("Which claims are there?"), "kubectl get pvc -n {namespace}"),),
        remedies=(
            Advice(
                N_("Make the claim, or correct the name in the pod's template."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
        ),
        references=(_PV + "#persistentvolumeclaims",),
    ),
    Cause(
        id="volume.claim-unbound",
        title=N_("The PersistentVolumeClaim is not bound to a volume"),
        explanation=N_(
            "The claim waits for a volume. Either no storage class makes one (none named, no default) and no"
            " existing volume fits in size, class and access mode, or the"
            " provisioner has not delivered yet. The claim's own events say which."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(r"pod has unbound immediate PersistentVolumeClaims|unbound PersistentVolumeClaim", API, rank=25),
            Pattern(r"no persistent volumes available for this claim and no storage class is set", API, rank=25),
            Pattern(r"binding volumes: (?:timed out waiting|context deadline exceeded)", API, rank=25),
            Pattern(
                r"cannot bind to requested volume|volume \\*\"(?P<volume>[^\"\\]+)\\*\" already bound to a different"
                r" claim",
                API,
                rank=25,
            ),
        ),
        examples=(
            Example(
                "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/2 nodes"
                " are available: 2 Preemption is not helpful for"
                " scheduling.",
                "kube-scheduler 1.30",
            ),
            Example(
                "no persistent volumes available for this claim and no storage class is set",
                "kube-controller-manager, event FailedBinding",
            ),
            Example(
                'running PreBind plugin "VolumeBinding": binding volumes: timed out waiting for the condition',
                "kube-scheduler 1.26, event FailedScheduling",
            ),
            Example(
                'volume "pv-1" already bound to a different claim.', "kube-controller-manager, event FailedBinding"
            ),
            Example(
                'Cannot bind to requested volume "pv-1": requested PV is too small',
                "kube-controller-manager, event VolumeMismatch",
            ),
        ),
        near_misses=(
            NearMiss("waiting for first consumer to be created before binding"),
            NearMiss("waiting for pod web-0 to be scheduled"),
            NearMiss('0/2 nodes are available: persistentvolumeclaim "data" not found.', "volume.claim-missing"),
        ),
        next=(_CLAIM, _CLASSES, Advice(N_("Which volumes are free?"), "kubectl get pv")),
        remedies=(
            Advice(
                N_("Make a storage class the default (claims without a class then get a volume)."),
                "kubectl annotate storageclass <class> storageclass.kubernetes.io/is-default-class=true",
                Changes.CLUSTER,
            ),
            Advice(N_("Or make a PersistentVolume that fits the claim."), "", Changes.CLUSTER),
        ),
        references=(_PV + "#binding", _DYNAMIC),
    ),
    Cause(
        id="volume.provisioning-failed",
        title=N_("The storage system did not make the volume"),
        explanation=N_(
            "The claim's provisioner was asked for a volume and failed: {error}. Quota or space of the storage"
            " system, rights of the driver, a parameter of the"
            " storage class or an access mode it does not offer are the usual reasons. It tries again by itself."
        ),
        owner=Owner.CAPACITY,
        reasons=("ProvisioningFailed",),
        patterns=(
            Pattern(
                r"failed to provision volume with StorageClass \\*\"(?P<class>[^\"\\]+)\\*\": (?P<error>[^\n]{1,400})",
                API,
                rank=30,
            ),
            Pattern(
                r"(?P<error>error generating accessibility requirements|failed to get target node: node"
                r" [^\n]{1,80}not found)",
                API,
                rank=35,
            ),
            Pattern(
                r"(?P<error>storageclass(?:\.storage\.k8s\.io)? \\*\"(?P<class>[^\"\\]+)\\*\" not found)", API, rank=25
            ),
        ),
        examples=(
            Example(
                'failed to provision volume with StorageClass "gp3": rpc error: code = Internal desc = Could not'
                " create volume: UnauthorizedOperation: You are not"
                " authorized to perform this operation",
                "AWS EBS CSI driver",
            ),
            Example(
                'storageclass.storage.k8s.io "fast" not found', "kube-controller-manager, event ProvisioningFailed"
            ),
            Example(
                'failed to provision volume with StorageClass "ceph-block": rpc error: code = DeadlineExceeded desc'
                " = context deadline exceeded",
                "Rook Ceph CSI driver",
            ),
        ),
        near_misses=(NearMiss("Successfully provisioned volume pvc-1"),),
        next=(
            _CLAIM,
            _CLASSES,
            Advice(N_("The provisioner's log."), "kubectl get pods -A | grep -iE 'provisioner|csi'"),
        ),
        remedies=(
            Advice(
                N_(
                    "Correct the class's name in the claim (a claim's class cannot be changed: delete it and make it"
                    " again), or what the storage system names."
                ),
                "kubectl delete pvc -n {namespace} {claim}",
                Changes.CLUSTER,
            ),
        ),
        references=(_DYNAMIC,),
    ),
    Cause(
        id="volume.provisioning-waits",
        title=N_("The claim waits for somebody to make its volume"),
        explanation=N_(
            "The claim names a provisioner that should make the volume, and so far nothing came back. For a few"
            " seconds that is normal. For minutes it means that no such"
            " provisioner runs in the cluster, or that it cannot reach its storage."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        patterns=(
            Pattern(
                r"waiting for a volume to be created,? either by (?:the )?external provisioner["
                r" \\]*['\"]?(?P<provisioner>[^\s'\"\\]+)",
                API,
                rank=30,
            ),
        ),
        examples=(
            Example(
                "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually"
                " by the system administrator. If volume creation is"
                " delayed, please verify that the provisioner is running and correctly registered.",
                "kube-controller-manager 1.30, event ExternalProvisioning",
            ),
            Example(
                'waiting for a volume to be created, either by external provisioner "nfs.example.com/nfs" or'
                " manually created by system administrator",
                "kube-controller-manager 1.24, event ExternalProvisioning",
            ),
        ),
        near_misses=(NearMiss("waiting for first consumer to be created before binding"),),
        next=(
            Advice(
                N_("Does a provisioner of that name run?"),
                "kubectl get csidrivers; kubectl get pods -A | grep -iE 'provisioner|csi'",
            ),
            _CLASSES,
        ),
        remedies=(
            Advice(
                N_("Install or restart the provisioner, or use a class whose provisioner is there."),
                "",
                Changes.CLUSTER,
            ),
        ),
        references=(_DYNAMIC,),
    ),
    Cause(
        id="volume.resize-failed",
        title=N_("The volume could not be made larger"),
        explanation=N_(
            "The claim asks for more space and the storage system or the file system did not follow. The pod keeps"
            " the old size. The class must allow expansion, some"
            " drivers need the pod to be stopped, and no volume can ever shrink."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        reasons=("VolumeResizeFailed", "FileSystemResizeFailed"),
        patterns=(
            Pattern(
                r"NodeExpandVolume\S* failed|MountVolume\.resizeFileSystem failed|resize volume \S+"
                r" [^\n]{0,80}failed|error expanding volume|failed to expand (?:the )?(?:volume|pvc)"
                r"|failed while expanding volume"
                r"|only dynamically provisioned pvc can be resized|volume expansion (?:is )?not (?:supported|allowed)",
                API,
                rank=40,
            ),
        ),
        examples=(
            Example(
                'NodeExpandVolume.NodeExpandVolume failed for volume "pvc-1" : rpc error: code = Internal desc ='
                " resize2fs failed",
                "kubelet 1.30",
            ),
            Example(
                'resize volume "pvc-1" by resizer "ebs.csi.aws.com" failed: rpc error: code = Internal desc = Could'
                " not resize volume: VolumeModificationRateExceeded",
                "external-resizer, event VolumeResizeFailed",
            ),
        ),
        near_misses=(NearMiss("Require file system resize of volume on node"),),
        next=(_CLAIM,),
        remedies=(
            Advice(
                N_("Allow expansion in the class."),
                "kubectl patch storageclass <class> -p '{{\"allowVolumeExpansion\":true}}'",
                Changes.CLUSTER,
            ),
        ),
        references=(_PV + "#expanding-persistent-volumes-claims",),
        no_scenario=N_("needs a storage system that resizes volumes"),
    ),
)
