"""What the kernel of a node reports."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.node.places import JOURNAL, SAID
from kanivete.model import Changes, Owner

_HARDWARE = N_("needs a kernel or a disk that fails")
_KERNEL = Advice(N_("On the node: the kernel's messages."), "sudo dmesg -T | tail -100")

CAUSES = (
    Cause(
        id="node.kernel-oom",
        title=N_("The node itself ran out of memory and the kernel killed a process"),
        explanation=N_(
            "Not a container's limit was reached but the machine's memory: the kernel chose a victim by its size and"
            " its oom_score, and took"
            " {process}. Pods without memory limits, or limits whose sum is far above the machine's memory, make"
            " this possible;"
            " it may hit the kubelet or the runtime as well."
        ),
        owner=Owner.CAPACITY,
        patterns=(
            Pattern(
                r"out of memory: kill(?:ed)? process (?P<pid>\d+) \((?P<process>[^)\n]+)\)",
                JOURNAL,
                rank=40,
                unless=r"memory cgroup out of memory",
            ),
            Pattern(r"constraint=CONSTRAINT_NONE[^\n]{0,400}(?:task|comm)=(?P<process>[^,\s]+)", JOURNAL, rank=42),
            Pattern(
                r"kill(?:ed)? process (?P<pid>\d+) \((?P<process>kubelet|containerd|crio|dockerd)\)", JOURNAL, rank=38
            ),
        ),
        examples=(
            Example(
                "Nov 22 10:00:00 w1 kernel: Out of memory: Killed process 21645 (java) total-vm:9871204kB,"
                " anon-rss:7340032kB, file-rss:0kB,"
                " shmem-rss:0kB, UID:1000 pgtables:15012kB oom_score_adj:1000",
                "Linux 6.1",
                Where.KUBELET_LOG,
            ),
            Example(
                "[123456.789] Out of memory: Kill process 21645 (ssconvert) score 1098 or sacrifice child",
                "Linux 4.15",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                "System OOM encountered, victim process: java, pid: 21645",
                "crash.out-of-memory-node",
                Where.KUBELET_LOG,
            ),
            NearMiss(
                "Nov 22 10:00:00 w1 kernel: Memory cgroup out of memory: Killed process 21645 (java)"
                " total-vm:671204kB, anon-rss:262144kB",
                "crash.out-of-memory-limit",
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(
                N_("On the node: who was killed, and what used the memory then?"),
                "sudo journalctl -k --grep 'out of memory|oom-kill' --no-pager",
            ),
            Advice(N_("How far are the limits above the machine's memory?"), "kubectl describe node {node}"),
        ),
        remedies=(
            Advice(
                N_(
                    "Give every pod a memory request and limit, and keep memory for the system (systemReserved,"
                    " kubeReserved)."
                ),
                "",
                Changes.WORKLOAD,
            ),
        ),
        references=(
            "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#node-out-of-memory-behavior",
        ),
        no_scenario=N_("would take the memory of the machine the test runs on"),
    ),
    Cause(
        id="node.kernel-hung-task",
        title=N_("Processes of the node hang in the kernel"),
        explanation=N_(
            "A process waited over two minutes for the kernel, nearly always for a disk or a network file system"
            " that does not answer. Whatever touches"
            " the same device hangs as well, the runtime included; the PLEG and probes fail after it."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"task (?P<process>[^\s:]+):(?P<pid>\d+) blocked for more than (?P<seconds>\d+) seconds", SAID, rank=45
            ),
            Pattern(
                r"watchdog: BUG: soft lockup|rcu: INFO: rcu_\w+ (?:self-)?detected (?:stalls|expedited stalls)",
                SAID,
                rank=50,
            ),
        ),
        examples=(
            Example(
                "Nov 22 10:00:00 w1 kernel: INFO: task containerd:1234 blocked for more than 120 seconds.",
                "Linux 6.1",
                Where.KUBELET_LOG,
            ),
            Example("task docker:20744 blocked for more than 120 seconds.", "node-problem-detector, event TaskHung"),
        ),
        near_misses=(NearMiss("Nov 22 10:00:00 w1 kernel: INFO: lockdep is turned off.", None, Where.KUBELET_LOG),),
        next=(
            _KERNEL,
            Advice(
                N_("On the node: which processes wait for a device (state D)?"),
                "ps -eo state,pid,wchan:32,cmd | grep '^D'",
            ),
        ),
        remedies=(
            Advice(
                N_(
                    "Mend or detach the device or the network file system they wait for; a reboot frees what cannot"
                    " be killed."
                ),
                "",
                Changes.NODE,
            ),
        ),
        references=("https://github.com/kubernetes/node-problem-detector",),
        no_scenario=_HARDWARE,
    ),
    Cause(
        id="node.read-only-disk",
        title=N_("A disk of the node failed or turned read-only"),
        explanation=N_(
            "After errors the kernel stops writing to a file system to save what is left. Nothing can be written"
            " there any more: no log, no"
            " volume, no status of the kubelet or the runtime. The disk, its cable or the storage behind it is failing."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"remounting filesystem read-only|EXT4-fs error \(device (?P<device>[^)]+)\)|XFS"
                r" \((?P<disk>[^)]+)\):[^\n]{0,120}(?:shutting down filesystem|has been shut down|corruption)"
                r"|buffer I/O error on dev(?:ice)? (?P<dev>[^,\s]+)|I/O error, dev"
                r" (?P<block>[^,\s]+)|BTRFS[^\n]{0,80}forced readonly",
                SAID,
                rank=35,
            ),
            Pattern(
                r"/(?:var/(?:lib/(?:kubelet|containerd|docker|containers)|log)|run/containerd)\S*: read-only file"
                r" system",
                JOURNAL,
                rank=45,
                unless=r"OCI runtime|runc",
            ),
        ),
        examples=(
            Example(
                "Nov 22 10:00:00 w1 kernel: EXT4-fs (sda1): Remounting filesystem read-only",
                "Linux 6.1",
                Where.KUBELET_LOG,
            ),
            Example(
                "Nov 22 10:00:00 w1 kernel: XFS (dm-0): Log I/O Error Detected. Shutting down filesystem",
                "Linux 5.14",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 kubelet.go:1] "Failed to make pod data directories" err="mkdir'
                ' /var/lib/kubelet/pods/x: read-only file system"',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                "Nov 22 10:00:00 w1 kernel: EXT4-fs (sda1): mounted filesystem with ordered data mode. Quota mode:"
                " none.",
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            _KERNEL,
            Advice(
                N_("On the node: what is mounted read-only, and is the disk well?"),
                "grep ' ro,' /proc/mounts; sudo smartctl -H /dev/{device}",
            ),
        ),
        remedies=(
            Advice(
                N_("Move the pods away, then check or replace the disk."),
                "kubectl drain {node} --ignore-daemonsets --delete-emptydir-data",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/",),
        no_scenario=_HARDWARE,
    ),
    Cause(
        id="node.conntrack-full",
        title=N_("The node's connection tracking table is full"),
        explanation=N_(
            "The kernel remembers every connection that passes kube-proxy's rules, up to a limit; beyond it new"
            " connections are dropped without a word."
            " It looks like random timeouts on one node. Very many short connections, or DNS over UDP, fill it."
        ),
        owner=Owner.NODE,
        patterns=(Pattern(r"nf_conntrack: (?:nf_conntrack: )?table full, dropping packet", SAID, rank=35),),
        examples=(
            Example(
                "Nov 22 10:00:00 w1 kernel: nf_conntrack: nf_conntrack: table full, dropping packet",
                "Linux 6.1",
                Where.KUBELET_LOG,
            ),
            Example("nf_conntrack: table full, dropping packet", "node-problem-detector, event ConntrackFull"),
        ),
        near_misses=(
            NearMiss(
                "Nov 22 10:00:00 w1 kernel: nf_conntrack version 0.5.0 (65536 buckets, 262144 max)",
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(
                N_("On the node: how full is it?"),
                "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max",
            ),
        ),
        remedies=(
            Advice(
                N_("Raise the limit; with kube-proxy, by conntrack.maxPerCore in its configuration."),
                "sudo sysctl -w net.netfilter.nf_conntrack_max=524288",
                Changes.NODE,
            ),
        ),
        references=("https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/",),
        no_scenario=N_("would cut connections of everybody on the node"),
    ),
    Cause(
        id="node.neighbour-table-full",
        title=N_("The node's ARP table is full"),
        explanation=N_(
            "The kernel keeps the link-layer address of each neighbour, by default at most 1,024. In a large flat"
            " pod network there are more; then"
            " packets to some addresses are dropped, and which ones changes from minute to minute."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"neighbou?r: (?:arp_cache|ndisc_cache): neighbou?r table overflow|neighbou?r table overflow",
                SAID,
                rank=35,
            ),
        ),
        examples=(
            Example(
                "Nov 22 10:00:00 w1 kernel: neighbour: arp_cache: neighbor table overflow!",
                "Linux 5.15",
                Where.KUBELET_LOG,
            ),
            Example(
                "[1234.5] net_ratelimit: neighbour: ndisc_cache: neighbor table overflow!",
                "Linux 6.1, IPv6",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                "Nov 22 10:00:00 w1 kernel: IPv6: ADDRCONF(NETDEV_CHANGE): veth12: link becomes ready",
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(
                N_("On the node: how many neighbours are there, and how many may be?"),
                "ip neigh | wc -l; sysctl net.ipv4.neigh.default.gc_thresh3",
            ),
        ),
        remedies=(
            Advice(
                N_("Raise the thresholds."),
                "sudo sysctl -w net.ipv4.neigh.default.gc_thresh1=4096 net.ipv4.neigh.default.gc_thresh2=8192"
                " net.ipv4.neigh.default.gc_thresh3=16384",
                Changes.NODE,
            ),
        ),
        references=("https://man7.org/linux/man-pages/man7/arp.7.html",),
        no_scenario=N_("would cut connections of everybody on the node"),
    ),
    Cause(
        id="node.kernel-bug",
        title=N_("The node's kernel hit a bug"),
        explanation=N_(
            "The kernel reports an error of its own: a crash inside it, or a network device that it never frees. The"
            " node may go on for a while, but pods on"
            " it start or stop no longer reliably. A newer kernel and a reboot are the way out."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"unregister_netdevice: waiting for \S+ to become free|BUG: unable to handle (?:kernel )?(?:NULL"
                r" pointer dereference|page fault|paging request)"
                r"|kernel panic - not syncing|divide error: 0000|general protection fault[^\n]{0,40}\[#\d+\]",
                SAID,
                rank=45,
            ),
        ),
        examples=(
            Example(
                "Nov 22 10:00:00 w1 kernel: unregister_netdevice: waiting for lo to become free. Usage count = 1",
                "Linux 4.4",
                Where.KUBELET_LOG,
            ),
            Example(
                "BUG: unable to handle kernel NULL pointer dereference at 0000000000000008",
                "node-problem-detector, event KernelOops",
            ),
        ),
        near_misses=(
            NearMiss(
                "Nov 22 10:00:00 w1 kernel: traps: java[123] general protection fault ip:7f sp:7f error:0",
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(_KERNEL,),
        remedies=(
            Advice(
                N_("Move the pods away, then update the kernel and reboot."),
                "kubectl drain {node} --ignore-daemonsets --delete-emptydir-data",
                Changes.CLUSTER,
            ),
        ),
        references=("https://github.com/kubernetes/node-problem-detector",),
        no_scenario=_HARDWARE,
    ),
)
