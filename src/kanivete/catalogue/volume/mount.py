"""The volume is there, but cannot be mounted."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner

_EVENTS = Advice(N_("All that happened to the pod."), "kubectl describe pod -n {namespace} {pod}")
_KUBELET = Advice(
    N_("On the node: what does the kubelet say about it?"),
    "sudo journalctl -u kubelet --since -15min --no-pager | grep -i {volume}",
)

CAUSES = (
    Cause(
        id="volume.mount-failed",
        title=N_("The volume {volume} cannot be mounted on the node"),
        explanation=N_(
            "The volume is attached or reachable, but mounting it into the pod's directory failed on node {node}."
            " The text after the volume's name is the answer of"
            " the mount program or the storage driver. All containers of the pod wait until it works; the kubelet"
            " tries again by itself."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("FailedMapVolume",),
        patterns=(
            Pattern(
                r"(?:MountVolume\.(?:SetUp|MountDevice|WaitForAttach|NodeAffinity"
                r" check|FormatAndMount)|MapVolume\.\w+|NodeExpandVolume\S*) failed (?:for volume|volume)["
                r" \\]*\"?(?P<volume>[^\s\"\\]+)[^\n:]{0,200}: (?P<error>[^\n]{1,400})",
                API,
                rank=85,
            ),
            Pattern(
                r"mount failed: exit status (?P<status>\d+)|wrong fs type, bad option, bad superblock|you might need"
                r" a /sbin/mount\.(?P<helper>\w+) helper program"
                r"|structure needs cleaning|special device \S+ does not exist|mount\(2\) system call failed",
                API,
                rank=55,
            ),
            Pattern(
                r"unable to (?:attach or )?mount volumes for pod|unable to attach or mount volumes: unmounted"
                r" volumes=\[(?P<volume>[^\]]*)\]",
                API,
                rank=88,
            ),
            Pattern(r"UnmountVolume\.TearDown failed|UnmountDevice failed", API, rank=80),
        ),
        examples=(
            Example(
                'MountVolume.SetUp failed for volume "data" : mount failed: exit status 32 Mounting command: mount'
                " Mounting arguments: -t ext4 -o defaults /dev/xvdf"
                " /var/lib/kubelet/pods/1/volumes/x Output: mount: /var/lib/kubelet/pods/1/volumes/x: wrong fs type,"
                " bad option, bad superblock on /dev/xvdf",
                "kubelet 1.30, ext4",
            ),
            Example(
                "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to"
                " process volumes=[]: timed out waiting for the"
                " condition",
                "kubelet 1.29",
            ),
            Example(
                'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Internal desc = failed to'
                " format and mount device: exit status 1",
                "CSI driver",
            ),
            Example(
                'MountVolume.SetUp failed for volume "share" : mount failed: exit status 32 Output: mount: /x: bad'
                " option; for several filesystems (e.g. nfs, cifs)"
                " you might need a /sbin/mount.<type> helper program.",
                "kubelet 1.24, no nfs-common on the node",
            ),
        ),
        near_misses=(
            NearMiss('MountVolume.SetUp succeeded for volume "data"'),
            NearMiss(
                'MountVolume.SetUp failed for volume "pvc-1" : rpc error: code = Internal desc = mount failed: exit'
                " status 32 Output: mount.nfs: access denied"
                " by server while mounting 10.0.0.5:/export",
                "volume.server-refused",
            ),
        ),
        next=(_EVENTS, _KUBELET),
        remedies=(
            Advice(
                N_("If a mount helper is missing, install it on the nodes (nfs-common, cifs-utils)."),
                "sudo apt-get install nfs-common",
                Changes.NODE,
            ),
            Advice(
                N_("If the file system is damaged, stop the pod, check it on the node, and start the pod again."),
                "sudo fsck -n <device>",
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/storage/volumes/",),
    ),
    Cause(
        id="volume.server-refused",
        title=N_("The file server refuses the mount or does not answer"),
        explanation=N_(
            "The node asked the file server (NFS, SMB) for the volume. The server refused the node's address or"
            " credentials, does not have that path, or cannot be"
            " reached. Every node that may run the pod must be allowed by the server."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"mount\.nfs\d?: (?P<error>access denied by server[^\n]{0,120}|connection timed out|connection"
                r" refused|no route to host|no such file or directory"
                r"|failed to resolve server[^\n]{0,120}|mounting [^\n]{1,120} failed, reason given by server:"
                r" [^\n]{1,80}|requested NFS version[^\n]{0,80}|protocol not supported|operation not permitted"
                r"|stale file handle)"
                r"|mount error\(\d+\): (?P<cifs>permission denied|host is down|no such file or directory|operation"
                r" not supported|connection timed out|operation now in progress)"
                r"|mount error: could not resolve address for (?P<server>[^\s:]+)"
                r"|mount error \d+ = (?P<ceph>[^\n]{1,80})",
                API,
                rank=28,
            ),
        ),
        examples=(
            Example(
                'MountVolume.SetUp failed for volume "share" : mount failed: exit status 32 Mounting arguments: -t'
                " nfs 10.0.0.5:/export /x Output: mount.nfs:"
                " access denied by server while mounting 10.0.0.5:/export",
                "kubelet 1.30, NFS",
            ),
            Example(
                'MountVolume.SetUp failed for volume "share" : mount failed: exit status 32 Output: mount.nfs:'
                " Connection timed out",
                "kubelet 1.27, NFS",
            ),
            Example(
                'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Internal desc = mount failed:'
                " exit status 32 Output: mount error(13):"
                " Permission denied Refer to the mount.cifs(8) manual page",
                "SMB CSI driver",
            ),
        ),
        near_misses=(
            NearMiss(
                'MountVolume.SetUp failed for volume "data" : mount failed: exit status 32 Output: mount: /x: wrong'
                " fs type, bad option, bad superblock",
                "volume.mount-failed",
            ),
        ),
        next=(
            Advice(N_("On the node: what does the server export?"), "showmount -e <server>; nc -vz -w 5 <server> 2049"),
            _EVENTS,
        ),
        remedies=(
            Advice(
                N_("Let the server export the path to the nodes' addresses (/etc/exports), then reload it."),
                "sudo exportfs -ra",
                Changes.NODE,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/storage/volumes/#nfs",),
        no_scenario=N_("needs a kernel NFS client and server"),
    ),
    Cause(
        id="volume.host-path",
        title=N_("The hostPath is not what the pod says it is"),
        explanation=N_(
            "The pod mounts a path of its node and states its type; on this node the path does not exist or is"
            " something else. Paths differ between nodes:"
            " what works on one fails on another."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(Pattern(r"hostPath type check failed: (?P<path>\S+) is not an? (?P<type>[a-z ]+)", API, rank=25),),
        examples=(
            Example(
                'MountVolume.SetUp failed for volume "logs" : hostPath type check failed: /data/logs is not a'
                " directory",
                "kubelet 1.30",
            ),
            Example(
                'MountVolume.SetUp failed for volume "sock" : hostPath type check failed: /var/run/docker.sock is'
                " not a socket file",
                "kubelet 1.27, no Docker",
            ),
        ),
        near_misses=(
            NearMiss(
                'MountVolume.SetUp failed for volume "app" : configmap "app" not found', "config.configmap-missing"
            ),
        ),
        next=(Advice(N_("On the node: what is there?"), "ls -ld {path}"),),
        remedies=(
            Advice(
                N_("Use type DirectoryOrCreate, or make the path on every node the pod may run on."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",),
    ),
    Cause(
        id="volume.cache-not-synced",
        title=N_("The kubelet has not yet received the ConfigMap or Secret"),
        explanation=N_(
            "The kubelet fetches the ConfigMaps and Secrets of its pods when a pod arrives. It had not got this one"
            " when it tried. Once, at a pod's start or"
            " end, that means nothing; again and again it means that the kubelet's connection to the API server is"
            " poor."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"failed to sync (?:configmap|secret) cache: timed out waiting for the condition",
                API,
                rank=60,
            ),
        ),
        examples=(
            Example(
                'MountVolume.SetUp failed for volume "token" : failed to sync secret cache: timed out waiting for'
                " the condition",
                "kubelet 1.24",
            ),
            Example(
                'MountVolume.SetUp failed for volume "app" : failed to sync configmap cache: timed out waiting for'
                " the condition",
                "kubelet 1.36",
            ),
        ),
        near_misses=(
            NearMiss(
                'MountVolume.SetUp failed for volume "app" : configmap "app" not found', "config.configmap-missing"
            ),
        ),
        next=(_EVENTS, Advice(N_("Is the node well otherwise?"), "kubectl describe node {node}")),
        remedies=(
            Advice(
                N_("Wait a minute; if it stays, look at the node's connection to the API server."),
                "kanivete node {node}",
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/configuration/configmap/",),
        no_scenario=N_("passes within seconds by itself"),
    ),
)
