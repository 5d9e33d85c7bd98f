"""The node is short of something: disk, inodes, memory, process numbers, file handles."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.node.places import JOURNAL, SAID
from kanivete.model import Changes, Owner, Severity

_EVICTION = "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/"
_USAGE = Advice(
    N_("On the node: what fills it?"),
    "df -h /var/lib/kubelet /var/lib/containerd /var/log; sudo du -xh --max-depth=2 /var | sort -h | tail -20",
)

CAUSES = (
    Cause(
        id="node.disk-pressure",
        title=N_("The node's disk is full"),
        explanation=N_(
            "Less than the threshold (by default 10% of the node's file system, 15% of the images') is free. The"
            " kubelet first removes unused"
            " images and dead containers, then evicts pods, those that use the most above their request first, and"
            " takes no new ones while"
            " the condition lasts. Logs and writable layers of containers are the usual eaters."
        ),
        owner=Owner.CAPACITY,
        reasons=("KubeletHasDiskPressure", "NodeHasDiskPressure"),
        patterns=(
            Pattern(r"kubelet has disk pressure|status is now: NodeHasDiskPressure", SAID, rank=40),
            Pattern(
                r"(?:attempting to reclaim|must evict pod(?:s|\(s\))? to"
                r" reclaim)[^\n]{0,40}(?P<resource>ephemeral-storage|nodefs|imagefs|containerfs)",
                SAID,
                rank=40,
                unless=r"inodes",
            ),
            Pattern(
                r"(?:/var/(?:lib/(?:kubelet|containerd|docker|containers|etcd)|log)|/run/containerd"
                r"|/etc/kubernetes)\S*: no space left on device"
                r"|no space left on device[^\n]{0,80}/var/lib/(?:kubelet|containerd)",
                JOURNAL,
                rank=45,
                unless=r"inotify",
            ),
            Pattern(r"eviction thresholds have been met, but no pods are active to evict", JOURNAL, rank=70),
        ),
        examples=(
            Example("kubelet has disk pressure", "kubelet, condition DiskPressure", Where.NODE_CONDITION),
            Example(
                'W1122 10:00:00.1 912 eviction_manager.go:366] "Eviction manager: attempting to reclaim"'
                ' resourceName="ephemeral-storage"',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
            Example("Attempting to reclaim ephemeral-storage", "kubelet, event EvictionThresholdMet"),
            Example(
                'E1122 10:00:00.1 912 kubelet.go:1] "Failed to write checkpoint" err="write /var/lib/kubelet/pods/x:'
                ' no space left on device"',
                "kubelet 1.31",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss("kubelet has no disk pressure", None, Where.NODE_CONDITION),
            NearMiss("Attempting to reclaim inodes", "node.inode-pressure"),
        ),
        next=(_USAGE,),
        remedies=(
            Advice(
                N_("Remove unused images and old journals."),
                "sudo crictl rmi --prune && sudo journalctl --vacuum-size=500M",
                Changes.NODE,
            ),
            Advice(
                N_("Give the pods ephemeral-storage requests and limits, so that one cannot fill the disk for all.")
            ),
        ),
        references=(_EVICTION,),
    ),
    Cause(
        id="node.inode-pressure",
        title=N_("The node's file system has no inodes left"),
        explanation=N_(
            "Space is left, but not one file more can be made: very many small files (caches, sessions, unpacked"
            " packages, image layers) have used"
            " up the inodes. Kubernetes reports it as DiskPressure too, and evicts pods for it."
        ),
        owner=Owner.CAPACITY,
        patterns=(
            Pattern(
                r"(?:attempting to reclaim|must evict pod(?:s|\(s\))? to reclaim)[^\n]{0,40}inodes|low on resource:"
                r" inodes|signal[^\w\n]{1,3}(?:nodefs|imagefs|containerfs)\.?inodesFree",
                SAID,
                rank=38,
            ),
        ),
        examples=(
            Example("Attempting to reclaim inodes", "kubelet, event EvictionThresholdMet"),
            Example(
                'W1122 10:00:00.1 912 eviction_manager.go:366] "Eviction manager: attempting to reclaim"'
                ' resourceName="inodes"',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss("Attempting to reclaim ephemeral-storage", "node.disk-pressure"),
            NearMiss('flags.go:64] FLAG: --eviction-soft="nodefs.inodesFree<99%"', None, Where.KUBELET_LOG),
        ),
        next=(
            Advice(
                N_("On the node: how many inodes are left, and where are they?"),
                "df -i; sudo du --inodes -x --max-depth=3 /var | sort -n | tail -20",
            ),
        ),
        remedies=(
            Advice(
                N_("Remove the directories with very many files, and unused images."),
                "sudo crictl rmi --prune",
                Changes.NODE,
            ),
        ),
        references=(_EVICTION,),
    ),
    Cause(
        id="node.memory-pressure",
        title=N_("The node is short of memory"),
        explanation=N_(
            "Less than the eviction threshold (by default 100 MiB) is available. The kubelet evicts pods that use"
            " more than they requested, first"
            " those of the lowest priority, and gives the node a taint so that no best-effort pod comes. Requests"
            " that are far"
            " below what pods really use lead here."
        ),
        owner=Owner.CAPACITY,
        reasons=("KubeletHasInsufficientMemory", "NodeHasInsufficientMemory"),
        patterns=(
            Pattern(
                r"kubelet has insufficient memory available|status is now: NodeHasInsufficientMemory", SAID, rank=40
            ),
            Pattern(r"(?:attempting to reclaim|must evict pod(?:s|\(s\))? to reclaim)[^\n]{0,40}memory", SAID, rank=40),
        ),
        examples=(
            Example(
                "kubelet has insufficient memory available", "kubelet, condition MemoryPressure", Where.NODE_CONDITION
            ),
            Example(
                'W1122 10:00:00.1 912 eviction_manager.go:366] "Eviction manager: attempting to reclaim"'
                ' resourceName="memory"',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(NearMiss("kubelet has sufficient memory available", None, Where.NODE_CONDITION),),
        next=(
            Advice(N_("Which pods use the most?"), "kubectl top pods -A --sort-by=memory | head -20"),
            Advice(N_("How much is requested there?"), "kubectl describe node {node}"),
        ),
        remedies=(Advice(N_("Set memory requests near what the pods use, or add nodes."), "", Changes.WORKLOAD),),
        references=(_EVICTION,),
    ),
    Cause(
        id="node.pid-pressure",
        title=N_("The node is short of process numbers"),
        explanation=N_(
            "Nearly all process ids are in use, so nothing can start a process or a thread any more, the kubelet's"
            " own helpers included. A"
            " container that forks without end or never reaps its children (zombies) does this; podPidsLimit keeps one"
            " pod from taking all."
        ),
        owner=Owner.CAPACITY,
        reasons=("KubeletHasInsufficientPID", "NodeHasInsufficientPID"),
        patterns=(
            Pattern(r"kubelet has insufficient PID available|status is now: NodeHasInsufficientPID", SAID, rank=40),
            Pattern(
                r"(?:attempting to reclaim|must evict pod(?:s|\(s\))? to reclaim)[^\n]{0,40}\bpids?\b"
                r"|low on resource: pids",
                SAID,
                rank=40,
            ),
            Pattern(
                r"cgroup: fork rejected by pids controller|fork/exec \S+: resource temporarily unavailable",
                JOURNAL,
                rank=50,
            ),
        ),
        examples=(
            Example("kubelet has insufficient PID available", "kubelet, condition PIDPressure", Where.NODE_CONDITION),
            Example(
                'W1122 10:00:00.1 912 eviction_manager.go:366] "Eviction manager: attempting to reclaim"'
                ' resourceName="pids"',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(NearMiss("kubelet has sufficient PID available", None, Where.NODE_CONDITION),),
        next=(
            Advice(
                N_("On the node: who has the most processes?"),
                "ps -eo user,comm | sort | uniq -c | sort -rn | head; sysctl kernel.pid_max",
            ),
        ),
        remedies=(Advice(N_("Set podPidsLimit in the kubelet's configuration, and restart the pod that forks.")),),
        references=("https://kubernetes.io/docs/concepts/policy/pid-limiting/",),
    ),
    Cause(
        id="node.image-gc-failed",
        title=N_("The kubelet cannot free enough disk by removing images"),
        explanation=N_(
            "Image garbage collection found less to remove than it had to: the disk is full of other things"
            " (container logs, writable layers,"
            " files of the host), or all images are in use. DiskPressure and evictions follow."
        ),
        owner=Owner.CAPACITY,
        severity=Severity.WARNING,
        reasons=("ImageGCFailed", "FreeDiskSpaceFailed", "ContainerGCFailed"),
        patterns=(
            Pattern(
                r"image garbage collection failed multiple times in a row|failed to garbage collect required amount"
                r" of images"
                r"|wanted to free \d+ bytes, but freed \d+ bytes",
                SAID,
                rank=42,
            ),
        ),
        examples=(
            Example(
                'E1122 10:00:00.1 912 kubelet.go:1460] "Image garbage collection failed multiple times in a row"'
                ' err="failed to garbage collect'
                " required amount of images. Attempted to free 3184521216 bytes, but only found 0 bytes eligible to"
                ' free."',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
            Example(
                "failed to garbage collect required amount of images. Wanted to free 7160872960 bytes, but freed 0"
                " bytes",
                "kubelet 1.20, event ImageGCFailed",
            ),
        ),
        near_misses=(
            NearMiss(
                'E1122 10:00:00.1 912 kubelet.go:1456] "Image garbage collection failed once. Stats initialization'
                ' may not have completed yet"'
                ' err="invalid capacity 0 on image filesystem"',
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(_USAGE,),
        remedies=(
            Advice(
                N_("Free the disk of what is not an image, or give the node a larger one."),
                "sudo journalctl --vacuum-size=500M",
                Changes.NODE,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/architecture/garbage-collection/#containers-images",),
        no_scenario=N_("would remove the node's images first"),
    ),
    Cause(
        id="node.file-limits",
        title=N_("The node has run out of inotify watches or open files"),
        explanation=N_(
            "The kernel limits how many files may be watched and open. Log shippers, file-watching programs and very"
            " many pods use these up;"
            " then the kubelet, the runtime and kubectl logs -f fail with «too many open files», or with «no space"
            " left on device»"
            " although the disk has space."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"inotify_(?:add_watch|init1?)[^\n]{0,200}(?:no space left on device|too many open files)|inotify"
                r" watches (?:limit|exhausted)"
                r"|failed to (?:create|initiali[sz]e) (?:fs ?notify|inotify|fsnotify)[^\n]{0,60}too many open files"
                r"|(?:too many open files)[^\n]{0,60}(?:kubelet|containerd|crio)|(?:kubelet|containerd|crio|cadvisor"
                r"|accept)[^\n]{0,200}too many open files",
                SAID,
                rank=38,
                unless=r"container-log",
            ),
        ),
        examples=(
            Example(
                'F1122 10:00:00.1 912 kubelet.go:1] "Failed to start cAdvisor" err="inotify_add_watch'
                " /sys/fs/cgroup/kubepods: no space left on"
                ' device"',
                "kubelet 1.28",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 server.go:310] "Failed to run kubelet" err="inotify_init: too many open files"',
                "kubelet 1.23",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                "W1122 07:42:10.1 138 watcher.go:93] Error while processing event"
                ' ("/sys/fs/cgroup/memory/kubepods/pod1": 0x40000100 =='
                " IN_CREATE|IN_ISDIR): inotify_add_watch /sys/fs/cgroup/memory/kubepods/pod1: no such file or"
                " directory",
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(
                N_("On the node: the limits."),
                "sysctl fs.inotify.max_user_watches fs.inotify.max_user_instances fs.file-nr",
            ),
        ),
        remedies=(
            Advice(
                N_("Raise the limits (and write them into /etc/sysctl.d to keep them)."),
                "sudo sysctl -w fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=8192",
                Changes.NODE,
            ),
        ),
        references=("https://man7.org/linux/man-pages/man7/inotify.7.html",),
        no_scenario=N_("would take the open files of everybody on the node"),
    ),
)
