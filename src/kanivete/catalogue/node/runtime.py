"""The container runtime, the pod network and the PLEG, as the kubelet sees them."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.node.places import JOURNAL, SAID
from kanivete.model import Changes, Owner

_SERVICE = Advice(
    N_("On the node: does the runtime run, and what does it say?"),
    "systemctl status containerd crio; sudo journalctl -u containerd -u crio -n 50 --no-pager",
)

CAUSES = (
    Cause(
        id="node.runtime-down",
        title=N_("The container runtime does not answer the kubelet"),
        explanation=N_(
            "The kubelet starts no container itself: it asks the runtime (containerd, CRI-O) through a socket, and"
            " that does not"
            " answer. Containers that run keep running, but none is started, stopped or probed, and the node turns"
            " NotReady."
            " The service stopped, hangs on its disk, or was set up without the CRI plugin."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"container runtime is down|containerd exited: |runtime service is not (?:ready|running)"
                r"|container runtime sanity check"
                r" failed"
                r"|get runtime version failed|RuntimeReady=false",
                SAID,
                rank=35,
            ),
            Pattern(
                r"unknown service runtime\.v1(?:alpha2)?\.RuntimeService|validate CRI v1 (?:runtime|image) API for"
                r" endpoint",
                SAID,
                rank=30,
            ),
            Pattern(
                r"dial unix (?P<socket>/\S+?\.sock)\S*: connect: (?P<error>no such file or directory|connection"
                r" refused|permission denied)",
                SAID,
                rank=33,
                unless=r"/csi|plugins|kubelet\.sock|device-plugins|container factory",
            ),
            Pattern(
                r"cannot connect to the docker daemon|error while"
                r" dialing[^\n]{0,40}(?:containerd|crio|cri-dockerd)\S*\.sock",
                SAID,
                rank=34,
            ),
        ),
        examples=(
            Example(
                'E1122 10:00:00.1 912 kubelet.go:2412] "Skipping pod synchronization" err="[container runtime is'
                " down, PLEG is not"
                ' healthy: pleg was last seen active 3m7s ago; threshold is 3m0s]"',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 run.go:72] "command failed" err="failed to run Kubelet: validate service'
                " connection: validate CRI v1"
                ' runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code ='
                " Unimplemented desc = unknown"
                ' service runtime.v1.RuntimeService"',
                "kubelet 1.28, containerd with the CRI plugin disabled",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 log.go:32] "Status from runtime service failed" err="rpc error: code ='
                " Unavailable desc = connection"
                ' error: desc = \\"transport: Error while dialing: dial unix /var/run/crio/crio.sock: connect: no'
                ' such file or directory\\""',
                "kubelet 1.31, CRI-O stopped",
                Where.KUBELET_LOG,
            ),
            Example(
                "[container runtime is down, container runtime not ready: RuntimeReady=false"
                " reason:ContainerdNotReady message:timeout]",
                "kubelet 1.33",
                Where.NODE_CONDITION,
            ),
        ),
        near_misses=(
            NearMiss(
                "I1122 13:38:17.406971 147 factory.go:220] Registration of the crio container factory failed: Get"
                ' "http://%2Fvar%2Frun%2Fcrio%2Fcrio.sock/info": dial unix /var/run/crio/crio.sock: connect: no such'
                " file or directory",
                None,
                Where.KUBELET_LOG,
            ),
            NearMiss(
                'E0118 10:19:44.767958  197889 kubelet.go:1877] "Skipping pod synchronization" err="[container'
                " runtime status check may not"
                ' have completed yet, PLEG is not healthy: pleg has yet to be successful]"',
                None,
                Where.KUBELET_LOG,
            ),
            NearMiss(
                "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady"
                " message:Network plugin returns error:"
                " cni plugin not initialized",
                "node.cni-not-initialized",
                Where.NODE_CONDITION,
            ),
        ),
        next=(_SERVICE, Advice(N_("On the node: does its socket answer?"), "sudo crictl info")),
        remedies=(
            Advice(N_("Start the runtime."), "sudo systemctl restart containerd", Changes.NODE),
            Advice(
                N_(
                    'If it says that RuntimeService is unknown, take "cri" out of disabled_plugins in its'
                    " configuration."
                ),
                "sudo grep -n disabled_plugins /etc/containerd/config.toml",
            ),
        ),
        references=("https://kubernetes.io/docs/setup/production-environment/container-runtimes/",),
    ),
    Cause(
        id="node.pleg-unhealthy",
        title=N_("The kubelet can no longer keep track of its containers (PLEG)"),
        explanation=N_(
            "The pod lifecycle event generator lists all containers every second; it has not finished for over three"
            " minutes, so the kubelet"
            " declares the node NotReady. The runtime answers too slowly: an overloaded or failing disk, very many"
            " containers,"
            " or a runtime that hangs on one of them."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"PLEG is not healthy: pleg was last seen active (?P<ago>[0-9hms.]+) ago; threshold is"
                r" (?P<threshold>[0-9hms.]+)",
                SAID,
                rank=45,
                unless=r"2562047h|container runtime status check may not",
            ),
            Pattern(r"GenericPLEG: Unable to retrieve pods", JOURNAL, rank=60, unless=r"dial unix|connection error"),
        ),
        examples=(
            Example(
                "Oct  8 16:29:51 worker9 k3s[1636]: E1008 16:23:14.139967    1636 kubelet.go:1846] skipping pod"
                " synchronization - PLEG is not"
                " healthy: pleg was last seen active 4m51.763621609s ago; threshold is 3m0s",
                "k3s 1.18",
                Where.KUBELET_LOG,
            ),
            Example(
                "PLEG is not healthy: pleg was last seen active 3m3.928932625s ago; threshold is 3m0s",
                "kubelet 1.14",
                Where.NODE_CONDITION,
            ),
            Example(
                'E1122 10:00:00.1 912 generic.go:238] "GenericPLEG: Unable to retrieve pods" err="rpc error: code ='
                " DeadlineExceeded desc ="
                ' context deadline exceeded"',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                "I0705 13:07:12.269821   32911 kubelet.go:1799] skipping pod synchronization - [PLEG is not healthy:"
                " pleg was last"
                " seen active 2562047h47m16.854775807s ago; threshold is 3m0s]",
                None,
                Where.KUBELET_LOG,
            ),
            NearMiss(
                'E1122 1 912 kubelet.go:1] "Skipping pod synchronization" err="[container runtime is down, PLEG is'
                " not healthy: pleg"
                ' was last seen active 3m7s ago; threshold is 3m0s]"',
                "node.runtime-down",
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            _SERVICE,
            Advice(N_("On the node: is the disk the brake? Look at await and %util."), "iostat -x 2 5"),
            Advice(
                N_("On the node: how long does a list take, and how many containers are there?"),
                "time sudo crictl ps -a | wc -l",
            ),
        ),
        remedies=(
            Advice(
                N_("Restart the runtime; running containers keep running."),
                "sudo systemctl restart containerd",
                Changes.NODE,
            ),
            Advice(
                N_("If the disk is the brake, move /var/lib/containerd to a faster one or run fewer pods on the node.")
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/architecture/nodes/#condition",),
        no_scenario=N_("needs a runtime that hangs for minutes without going away"),
    ),
    Cause(
        id="node.cni-not-initialized",
        title=N_("The pod network is not set up on the node"),
        explanation=N_(
            "The runtime finds no usable CNI configuration in /etc/cni/net.d, so no pod but those on the host's"
            " network can start and the node stays"
            " NotReady. The network add-on (Calico, Cilium, Flannel …) writes that file when its pod runs on the"
            " node: either it is not"
            " installed, or its pod does not come up there."
        ),
        owner=Owner.NETWORK,
        reasons=("NetworkPluginNotReady", "NetworkNotReady", "NoRouteCreated", "CalicoIsDown", "CiliumIsDown"),
        patterns=(
            Pattern(
                r"cni plugin not initialized|NetworkPluginNotReady|NetworkReady=false|cni config uninitialized"
                r"|no CNI configuration file in|Has your network provider started",
                SAID,
                rank=40,
                unless=r"failed to find plugin",
            ),
            Pattern(
                r"calico is (?:shutting down|not running) on this node|CiliumIsDown|NoRouteCreated|node created"
                r" without a route",
                frozenset({Where.NODE_CONDITION, Where.EVENT}),
                rank=50,
            ),
        ),
        examples=(
            Example(
                'E1122 10:00:00.1 912 kubelet.go:2902] "Container runtime network not ready"'
                ' networkReady="NetworkReady=false'
                ' reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"',
                "kubelet 1.29, containerd",
                Where.KUBELET_LOG,
            ),
            Example(
                "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady"
                " message:Network plugin returns error: No"
                " CNI configuration file in /etc/kubernetes/cni/net.d/. Has your network provider started?",
                "kubelet 1.27, CRI-O",
                Where.NODE_CONDITION,
            ),
            Example(
                "Aug  4 15:40:42 n1 kubelet: E0804 15:40:42.797878    9864 kubelet.go:2136] Container runtime"
                " network not ready:"
                " NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni"
                " config uninitialized",
                "kubelet 1.7, Docker",
                Where.KUBELET_LOG,
            ),
            Example(
                "network is not ready: container runtime network not ready: NetworkReady=false"
                " reason:NetworkPluginNotReady message:Network"
                " plugin returns error: cni plugin not initialized",
                "kubelet 1.30, event NetworkNotReady on a pod",
            ),
        ),
        near_misses=(
            NearMiss(
                "Calico is running on this node",
                None,
                Where.NODE_CONDITION,
            ),
            NearMiss(
                "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady"
                " message:Network plugin returns error:"
                ' failed to find plugin "flannel" in path [/opt/cni/bin]',
                "node.cni-plugin-missing",
                Where.NODE_CONDITION,
            ),
        ),
        next=(
            Advice(
                N_("Does the network add-on's pod run on the node?"),
                "kubectl get pods -A -o wide --field-selector spec.nodeName={node}",
            ),
            Advice(N_("On the node: is there a configuration?"), "ls -l /etc/cni/net.d /opt/cni/bin"),
        ),
        remedies=(
            Advice(
                N_("Install the network add-on, or restart its DaemonSet so that it writes its configuration again."),
                "kubectl rollout restart daemonset -n kube-system <network add-on>",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/cluster-administration/networking/",),
    ),
    Cause(
        id="node.cni-plugin-missing",
        title=N_("A CNI plugin's program is missing on the node"),
        explanation=N_(
            "The CNI configuration names a plugin whose program is not in the runtime's plugin directory (usually"
            " /opt/cni/bin). The basic ones"
            " (bridge, loopback, portmap, host-local) come in the package containernetworking-plugins or"
            " kubernetes-cni; the others"
            " are put there by the network add-on's init container."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"failed to find plugin \\*\"(?P<plugin>[^\"\\]+)\\*\" in path \[(?P<path>[^\]]*)\]",
                SAID | {Where.CONTAINER_STATUS},
                rank=20,
            ),
        ),
        examples=(
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin'
                ' type="loopback" failed (add): failed to find plugin "loopback" in path [/opt/cni/bin]',
                "containerd 1.7",
            ),
            Example(
                'E1122 10:00:00.1 912 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error:'
                " code = Unknown desc ="
                ' failed to create pod network sandbox k8s_web_shop: error adding pod to CNI network \\"cbr0\\":'
                " failed to find plugin"
                ' \\"flannel\\" in path [/opt/cni/bin /usr/libexec/cni]"',
                "CRI-O 1.29, Flannel",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin type="flannel"'
                " failed (add): open /run/flannel/subnet.env: no such file or directory",
                "pod.network-setup-failed",
            ),
        ),
        next=(Advice(N_("On the node: which plugins are there?"), "ls -l /opt/cni/bin /usr/lib/cni /usr/libexec/cni"),),
        remedies=(
            Advice(N_("Install the basic plugins."), "sudo apt-get install kubernetes-cni", Changes.NODE),
            Advice(
                N_(
                    "For an add-on's own plugin, restart its DaemonSet: its init container puts the program there"
                    " again."
                ),
                "kubectl rollout restart daemonset -n kube-system <network add-on>",
                Changes.CLUSTER,
            ),
        ),
        references=(
            "https://www.cni.dev/plugins/current/",
            "https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/",
        ),
    ),
)
