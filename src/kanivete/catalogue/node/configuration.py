"""The kubelet does not start as it is configured, or is not running."""

from kanivete.catalogue.entry import Advice, Cause, Example, N_, NearMiss, Pattern, Where
from kanivete.catalogue.node.places import JOURNAL, SAID
from kanivete.model import Changes, Owner

_LOG = Advice(
    N_("On the node: the kubelet's last words before each restart."),
    "sudo journalctl -u kubelet -n 100 --no-pager | grep -E ' [EF][0-9]{4} |failed'",
)

CAUSES = (
    Cause(
        id="node.swap-on",
        title=N_("The kubelet refuses to start because swap is on"),
        explanation=N_(
            "By default the kubelet does not start on a machine with swap, because memory limits and evictions"
            " assume there is none. It exits and"
            " systemd restarts it again and again. A reboot that brought back a swap line in /etc/fstab, or zram, is"
            " the usual story."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"running with swap on is not supported|swap feature is enabled and LimitedSwap but it is only"
                r" supported with cgroupv2"
                r"|/proc/swaps contain(?:ed|s):",
                SAID,
                rank=20,
            ),
        ),
        examples=(
            Example(
                'E1122 10:00:00.1 912 run.go:72] "command failed" err="failed to run Kubelet: running with swap on'
                " is not supported, please"
                " disable swap or set --fail-swap-on flag to false. /proc/swaps contained:"
                " [Filename\\t\\t\\t\\tType\\t\\tSize\\tUsed\\tPriority"
                ' /dev/sda2 partition 4194300 0 -2]"',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
            Example(
                "F0712 09:00:00.1 1234 server.go:274] failed to run Kubelet: Running with swap on is not supported,"
                " please disable swap! or set"
                " --fail-swap-on flag to false. /proc/swaps contained: [Filename Type Size Used Priority /dev/dm-1"
                " partition]",
                "kubelet 1.18",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                'I1122 10:00:00.1 912 server.go:1] "Swap is enabled" swapBehavior="NoSwap"', None, Where.KUBELET_LOG
            ),
        ),
        next=(Advice(N_("On the node: what swaps?"), "swapon --show; grep swap /etc/fstab"),),
        remedies=(
            Advice(
                N_("Turn swap off, now and after reboots."),
                "sudo swapoff -a && sudo sed -i '/\\sswap\\s/s/^/#/' /etc/fstab",
                Changes.NODE,
            ),
            Advice(N_("Or allow it: failSwapOn: false, and say in memorySwap how pods may use it.")),
        ),
        references=("https://kubernetes.io/docs/concepts/architecture/nodes/#swap-memory",),
        no_scenario="needs swap on the machine itself",
    ),
    Cause(
        id="node.cgroup-driver-mismatch",
        title=N_("Kubelet and container runtime use different cgroup drivers"),
        explanation=N_(
            "Both must manage control groups in the same way, systemd or cgroupfs. With different ones the runtime"
            " cannot make sense of the kubelet's"
            " cgroup paths, so pods do not start or the kubelet exits. On a machine with systemd both should say"
            " systemd."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"kubelet cgroup driver: \\*\"?(?P<kubelet>\w+)\\*\"? is different from (?:docker|container runtime)"
                r" cgroup driver: \\*\"?(?P<runtime>\w+)",
                SAID,
                rank=20,
            ),
            Pattern(
                r"expected cgroupsPath to be of format \\*\"slice:prefix:name\\*\" for systemd cgroups, got"
                r" \\*\"?(?P<path>[^\s\"\\]+)"
                r"|invalid slice name: /kubepods|cgroup-manager \w+ is different from",
                SAID | {Where.CONTAINER_STATUS},
                rank=20,
            ),
        ),
        examples=(
            Example(
                "F0712 09:00:00.1 1234 server.go:274] failed to run Kubelet: misconfiguration: kubelet cgroup"
                ' driver: "systemd" is different'
                ' from docker cgroup driver: "cgroupfs"',
                "kubelet 1.19, Docker",
                Where.KUBELET_LOG,
            ),
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create containerd task:"
                " failed to create shim task: OCI"
                " runtime create failed: runc create failed: expected cgroupsPath to be of format"
                ' "slice:prefix:name" for systemd cgroups, got'
                ' "/kubepods/burstable/pod1/5e1" instead: unknown',
                "containerd 1.7, SystemdCgroup = true only there",
            ),
        ),
        near_misses=(
            NearMiss(
                'I1122 10:00:00.1 912 server.go:1] "Using cgroup driver setting received from the CRI runtime"'
                ' cgroupDriver="systemd"',
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(
                N_("On the node: what do both say?"),
                "sudo grep -n cgroupDriver /var/lib/kubelet/config.yaml; sudo grep -nri SystemdCgroup"
                " /etc/containerd/; sudo crictl info | grep -i cgroup",
            ),
        ),
        remedies=(
            Advice(
                N_("Let both use systemd: cgroupDriver: systemd in the kubelet, SystemdCgroup = true in containerd."),
                "sudo sed -i 's/SystemdCgroup = false/SystemdCgroup = true/' /etc/containerd/config.toml && sudo"
                " systemctl restart"
                " containerd kubelet",
                Changes.NODE,
            ),
        ),
        references=("https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/configure-cgroup-driver/",),
    ),
    Cause(
        id="node.cgroup-v1-refused",
        title=N_("The kubelet refuses to start on cgroup v1"),
        explanation=N_(
            "Recent kubelets do not start any more on a machine that still uses control groups version 1"
            " (failCgroupV1). Old distributions, or a kernel"
            " command line with systemd.unified_cgroup_hierarchy=0, bring it."
        ),
        owner=Owner.NODE,
        patterns=(Pattern(r"kubelet is configured to not run on a host using cgroup ?v1", SAID, rank=20),),
        examples=(
            Example(
                'E1122 10:00:00.1 912 run.go:72] "command failed" err="failed to run Kubelet: kubelet is configured'
                " to not run on a host using"
                ' cgroup v1. cgroup v1 support is unsupported and will be removed in a future release"',
                "kubelet 1.35",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                "cgroup v1 detected. cgroup v1 support is deprecated and will be removed in a future release. Please"
                " migrate to cgroup v2.",
                None,
            ),
        ),
        next=(
            Advice(
                N_("On the node: which version? cgroup2fs is version 2, tmpfs version 1."),
                "stat -fc %T /sys/fs/cgroup; cat /proc/cmdline",
            ),
        ),
        remedies=(
            Advice(
                N_("Boot with cgroup v2."),
                "sudo grubby --update-kernel=ALL --args=systemd.unified_cgroup_hierarchy=1 && sudo reboot",
                Changes.NODE,
            ),
            Advice(N_("For the time being: failCgroupV1: false in the kubelet's configuration.")),
        ),
        references=("https://kubernetes.io/docs/concepts/architecture/cgroups/",),
    ),
    Cause(
        id="node.cgroup-setup-failed",
        title=N_("The kubelet cannot set up its control groups"),
        explanation=N_(
            "At start the kubelet makes the control groups that pods live in and reads the machine's capacity. It"
            " could not: a controller is missing in"
            " the kernel, the cgroup file system is mounted read-only (a kubelet inside a container), or systemd"
            " does not answer."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"failed to (?:create|initiali[sz]e) top level[^\n]{0,20}QOS c(?:group|ontainer)s?|failed to start"
                r" ContainerManager"
                r"|failed to get rootfs info|failed to start cAdvisor|failed to initialize [^\n]{0,30}manager",
                JOURNAL,
                rank=45,
                unless=r"inotify|too many open files|image_gc_manager|cgroup driver",
            ),
            Pattern(
                r"kubelet running with insufficient permissions|failed to update node allocatable limits|Failed to"
                r" update Node Allocatable",
                SAID,
                rank=50,
            ),
        ),
        examples=(
            Example(
                'E1122 10:00:00.1 912 kubelet.go:1542] "Failed to start ContainerManager" err="failed to initialize'
                " top level QOS containers: root"
                " container [kubepods] doesn't exist\"",
                "kubelet 1.27",
                Where.KUBELET_LOG,
            ),
            Example(
                "F0712 09:00:00.1 1234 kubelet.go:1384] Failed to start ContainerManager failed to get rootfs info:"
                " cannot find filesystem info for"
                ' device "/dev/mapper/x"',
                "kubelet 1.19, btrfs",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                'I1122 10:00:00.1 912 container_manager_linux.go:1] "Creating Container Manager object based on Node'
                ' Config"',
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(
                N_("On the node: which controllers are there?"),
                "cat /sys/fs/cgroup/cgroup.controllers; mount | grep cgroup",
            ),
            _LOG,
        ),
        remedies=(
            Advice(
                N_("Enable the controllers (cpu, memory, pids) on the kernel's command line and reboot."),
                "",
                Changes.NODE,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/architecture/cgroups/",),
        no_scenario="needs a kernel without a controller",
    ),
    Cause(
        id="node.kubelet-configuration-invalid",
        title=N_("The kubelet does not start with its configuration"),
        explanation=N_(
            "The kubelet read its flags or its configuration file, found a fault, and exited: {error}. After an"
            " upgrade this is mostly a flag or feature"
            " gate that no longer exists; before kubeadm join it is the file that join has yet to write."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"(?P<error>failed to load kubelet config file[^\n]{0,300}|failed to parse kubelet"
                r" flag[^\n]{0,160}|unknown (?:shorthand )?flag:? [^\n]{0,80}"
                r"|failed to validate kubelet (?:configuration|flags)[^\n]{0,300}|failed to set feature"
                r" gates[^\n]{0,160}|unrecognized feature gate: \w+"
                r"|unable to acquire file lock[^\n]{0,100}|unable to load client CA file[^\n]{0,160}|failed to"
                r" decode[^\n]{0,40}kubelet[^\n]{0,200}"
                r"|unknown 'kubernetes\.io' or 'k8s\.io' labels specified[^\n]{0,160})",
                JOURNAL,
                rank=30,
            ),
            Pattern(
                r"(?P<error>node IP: \\*\"?[^\s\"\\]+\\*\"? not found in the host's network interfaces|failed to"
                r" validate nodeIP[^\n]{0,120}|can't get ip address of node[^\n]{0,80})",
                JOURNAL,
                rank=35,
            ),
        ),
        examples=(
            Example(
                'E1122 10:00:00.1 912 run.go:72] "command failed" err="failed to load kubelet config file, path:'
                " /var/lib/kubelet/config.yaml,"
                " error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read"
                " kubelet config file: open"
                ' /var/lib/kubelet/config.yaml: no such file or directory"',
                "kubelet 1.30, before kubeadm join",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag:'
                ' --network-plugin"',
                "kubelet 1.24, flag removed",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 run.go:72] "command failed" err="failed to set feature gates from initial'
                " flags-based config: unrecognized"
                ' feature gate: DynamicKubeletConfig"',
                "kubelet 1.26",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 kubelet_node_status.go:1] "Failed to set some node status fields" err="failed'
                " to validate nodeIP: node IP:"
                ' \\"10.0.0.22\\" not found in the host\'s network interfaces" node="w1"',
                "kubelet 1.29, address changed",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                "Flag --pod-infra-container-image has been deprecated, will be removed in 1.35. Image garbage"
                " collector will get sandbox image"
                " information from CRI.",
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            _LOG,
            Advice(
                N_("On the node: with which flags is it started?"),
                "systemctl cat kubelet; cat /var/lib/kubelet/kubeadm-flags.env",
            ),
        ),
        remedies=(
            Advice(
                N_("Correct the flag or the field that the log names, then restart."),
                "sudo systemctl restart kubelet",
                Changes.NODE,
            ),
            Advice(
                N_("With kubeadm: write the cluster's kubelet configuration again."),
                "sudo kubeadm upgrade node phase kubelet-config && sudo systemctl restart kubelet",
                Changes.NODE,
            ),
        ),
        references=(
            "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/",
            "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        ),
    ),
    Cause(
        id="node.kubelet-stopped",
        title=N_("The kubelet is not running, or ends again and again"),
        explanation=N_(
            "systemd reports that the kubelet's process ended. Without it the node posts no status and no pod is"
            " started, stopped or probed there;"
            " containers that run go on running. The reason stands in the kubelet's own lines just before."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"kubelet\.service: (?:main process exited, code=(?P<code>\w+), status=(?P<status>\S+)|start request"
                r" repeated too quickly"
                r"|failed with result|failed to locate executable|failed at step EXEC|unable to locate executable)",
                JOURNAL,
                rank=80,
            ),
            Pattern(
                r"unit kubelet\.service entered failed state|kubelet\.service[^\n]{0,400}active:"
                r" (?:failed|inactive|activating \(auto-restart\))"
                r"|failed to start kubelet",
                JOURNAL,
                rank=80,
            ),
        ),
        examples=(
            Example(
                "Jan 18 17:33:58 aura systemd[1]: kubelet.service: Main process exited, code=exited,"
                " status=255/EXCEPTION",
                "systemd 247",
                Where.KUBELET_LOG,
            ),
            Example(
                "Jul 13 12:37:13 w1 systemd[1]: kubelet.service: main process exited, code=exited, status=255/n/a",
                "systemd 219",
                Where.KUBELET_LOG,
            ),
            Example(
                "Nov 22 10:00:00 w1 systemd[1]: kubelet.service: Start request repeated too quickly.",
                "systemd 252",
                Where.KUBELET_LOG,
            ),
            Example(
                "Nov 22 10:00:00 w1 (kubelet)[911]: kubelet.service: Failed to locate executable /usr/bin/kubelet:"
                " No such file or directory",
                "systemd 252",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                "Nov 22 10:00:00 w1 systemd[1]: Started kubelet.service - kubelet: The Kubernetes Node Agent.",
                None,
                Where.KUBELET_LOG,
            ),
            NearMiss(
                "Nov 22 10:00:00 w1 systemd[1]: run-containerd-runc-k8s.io-5e1.mount: Deactivated successfully.",
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(Advice(N_("On the node: its state."), "systemctl status kubelet"), _LOG),
        remedies=(
            Advice(
                N_("Start it; if it ends again, mend what its last lines name."),
                "sudo systemctl restart kubelet",
                Changes.NODE,
            ),
        ),
        references=("https://kubernetes.io/docs/tasks/debug/debug-cluster/",),
    ),
)
