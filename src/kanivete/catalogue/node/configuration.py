"""The kubelet does not start as it is configured, or is not running."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.node.places import JOURNAL, SAID
from kanivete.model import Changes, Owner

_LOG = Advice(
    N_("On the node: the kubelet's last words before each restart."),
    "sudo journalctl -u kubelet -n 100 --no-pager | grep -E ' [EF][0-9]+ |failed'",
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
        no_scenario=N_("needs swap on the machine itself"),
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
                r"|unable to acquire file lock[^\n]{0,100}|unable to load client CA file[^\n]{0,160}"
                r"|invalid kubeconfig: [^\n]{0,160}"
                r"|failed to"
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
            Pattern(
                r"(?:^|systemd\[1\]: )stopp(?:ed|ing) (?:kubelet|k3s|k3s-agent|rke2-server|rke2-agent)"
                r"(?:\.service|:| - |\.)",
                JOURNAL,
                rank=85,
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
                "Nov 22 10:00:00 w1 systemd[1]: Stopped kubelet.service - kubelet: The Kubernetes Node Agent.",
                "systemd 252, somebody stopped it",
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
                "Nov 22 10:00:00 w1 systemd[1]: Stopped kubepods-besteffort-pod5e1.slice - libcontainer container.",
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
