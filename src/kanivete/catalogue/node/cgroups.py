"""The kubelet does not get along with the machine's control groups."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.node.places import JOURNAL, SAID
from kanivete.model import Changes, Owner

_LOG = Advice(
    N_("On the node: the kubelet's last words before each restart."),
    "sudo journalctl -u kubelet -n 100 --no-pager | grep -E ' [EF][0-9]+ |failed'",
)

CAUSES = (
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
        no_scenario=N_("needs a machine with systemd's cgroups, and pods that may be lost"),
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
                "failed to run Kubelet: kubelet is configured to not run on a host using cgroup v1",
                "kubelet 1.31, failCgroupV1: true",
                Where.KUBELET_LOG,
            ),
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
        no_scenario=N_("needs a machine with cgroup v1"),
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
        no_scenario=N_("needs a kernel without a controller"),
    ),
)
