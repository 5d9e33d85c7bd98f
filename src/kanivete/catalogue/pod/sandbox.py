"""The pod's sandbox or its network cannot be made."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner

_DESCRIBE = Advice(N_("All that happened to the pod."), "kubectl describe pod -n {namespace} {pod}")

CAUSES = (
    Cause(
        id="pod.sandbox-failed",
        title=N_("The pod's sandbox cannot be created"),
        explanation=N_(
            "Before its containers the runtime makes the pod's sandbox: the namespaces, the cgroup and a pause"
            " container that holds them. That failed"
            " on node {node}, so no container has started. It is a matter of the node and its runtime, not of the"
            " image or the"
            " application."
        ),
        owner=Owner.NODE,
        reasons=("FailedCreatePodSandBox", "CreatePodSandboxError", "ConfigPodSandboxError", "KillPodSandboxError"),
        patterns=(
            Pattern(
                r"fail(?:ed)?(?: to)? (?:create|start|get) (?:pod )?sandbox|failed to reserve sandbox"
                r" name|CreatePodSandboxError|ConfigPodSandboxError"
                r"|failed to create containerd task: failed to create shim task: OCI runtime create"
                r" failed[^\n]{0,200}can't get final child's PID",
                API,
                rank=85,
            ),
            Pattern(r"failed to reserve sandbox name \\*\"(?P<sandbox>[^\"\\]+)", API, rank=40),
        ),
        examples=(
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create containerd task:"
                " failed to create shim task: OCI"
                " runtime create failed: runc create failed: unable to start container process: can't get final"
                " child's PID from pipe: EOF: unknown",
                "containerd 2.1",
            ),
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to reserve sandbox name"
                ' "web_shop_5e1_0": name "web_shop_5e1_0"'
                ' is reserved for "77f"',
                "containerd 1.6, slow disk",
            ),
            Example(
                "Failed to create pod sandbox: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
                "kubelet 1.29",
            ),
        ),
        near_misses=(
            NearMiss("Pod sandbox changed, it will be killed and re-created."),
            NearMiss(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin type="calico" failed'
                " (add): error getting ClusterInformation: connection is unauthorized: Unauthorized",
                "pod.network-setup-failed",
            ),
        ),
        next=(
            _DESCRIBE,
            Advice(
                N_("On the node: what does the runtime say?"), "sudo journalctl -u containerd -u crio -n 50 --no-pager"
            ),
            Advice(
                N_("Do other pods start there?"), "kubectl get pods -A -o wide --field-selector spec.nodeName={node}"
            ),
        ),
        remedies=(
            Advice(
                N_("Restart the runtime on the node; running containers keep running."),
                "sudo systemctl restart containerd",
                Changes.NODE,
            ),
            Advice(
                N_("Or let the pod start elsewhere."),
                "kubectl cordon {node} && kubectl delete pod -n {namespace} {pod}",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/tasks/debug/debug-cluster/crictl/",),
    ),
    Cause(
        id="pod.network-setup-failed",
        title=N_("The network plugin cannot connect the pod"),
        explanation=N_(
            "The runtime called the CNI plugin {plugin} to give the pod an interface and an address, and the plugin"
            " failed. It says why at the end of"
            " its message: it cannot reach its own daemon or the API server, its token has expired, or its daemon"
            " has not written its"
            " state yet. Every new pod on the node has the same trouble; those that run keep their network."
        ),
        owner=Owner.NETWORK,
        patterns=(
            Pattern(
                r"plugin type=\\*\"(?P<plugin>[^\"\\]+)\\*\"(?: name=\\*\"[^\"\\]*\\*\")? failed"
                r" \((?P<verb>add|delete|check)\): (?P<error>[^\n]{1,400})",
                API,
                rank=25,
                unless=r"no IP addresses available|no more IPs|failed to assign an IP address"
                r"|failed to allocate for range|no available IP|could not allocate IP in range|not enough IPs"
                r"|IPAM[^\n]{0,60}exhaust|range (?:is"
                r" )?(?:full|exhausted)",
            ),
            Pattern(
                r"failed to (?:set ?up|create) (?:pod )?network (?:for )?sandbox|networkPlugin cni failed to set up pod"
                r"|failed to set up pod \\*\"[^\n]{1,120}network|error adding pod \S+ to CNI network|failed to"
                r" destroy network for sandbox",
                API,
                rank=45,
            ),
        ),
        examples=(
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin type="calico" failed'
                " (add): error getting ClusterInformation: connection is unauthorized: Unauthorized",
                "containerd 1.7, Calico",
            ),
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin type="flannel" failed'
                " (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory",
                "containerd 1.6, Flannel",
            ),
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin type="cilium-cni"'
                ' name="cilium" failed (add): unable to connect to Cilium agent: failed to create cilium agent'
                " client after 30.000000 seconds"
                ' timeout: Get "http://localhost/v1/config": dial unix /var/run/cilium/cilium.sock: connect: no such'
                " file or directory",
                "containerd 2.0, Cilium",
            ),
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create pod network sandbox"
                ' k8s_web_shop_5e1_0(77f): error adding pod shop_web to CNI network "multus-cni-network": plugin'
                ' type="multus-shim" failed (add):'
                ' CmdAdd (shim): failed to send CNI request: Post "http://dummy/cni": EOF',
                "CRI-O 1.29, Multus",
            ),
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to set up sandbox container"
                ' "77f" network for pod "web":'
                ' networkPlugin cni failed to set up pod "web_shop" network: stat /var/lib/calico/nodename: no such'
                " file or directory: check that the"
                " calico/node container is running and has mounted /var/lib/calico/",
                "dockershim 1.20, Calico",
            ),
        ),
        near_misses=(
            NearMiss(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin type="host-local" failed'
                " (add): failed to allocate for range 0: no IP addresses available in range set:"
                " 10.244.1.1-10.244.1.254",
                "pod.ip-addresses-exhausted",
            ),
        ),
        next=(
            Advice(
                N_("Does the network add-on's pod run on the node?"),
                "kubectl get pods -n kube-system -o wide --field-selector spec.nodeName={node}",
            ),
            Advice(
                N_(
                    "On the node: which configuration is used? The first file by name wins; left-overs of another"
                    " add-on mislead."
                ),
                "ls -l /etc/cni/net.d",
            ),
            _DESCRIBE,
        ),
        remedies=(
            Advice(
                N_("Restart the network add-on's pod on that node."),
                "kubectl delete pod -n kube-system --field-selector spec.nodeName={node} -l <label of the network"
                " add-on>",
                Changes.CLUSTER,
            ),
        ),
        references=(
            "https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/",
            "https://kubernetes.io/docs/tasks/administer-cluster/migrating-from-dockershim/troubleshooting-cni-plugin-related-errors/",
        ),
    ),
    Cause(
        id="pod.ip-addresses-exhausted",
        title=N_("There is no IP address left for the pod"),
        explanation=N_(
            "The address range of the node, the subnet or the pool has no free address. Either there are more pods"
            " than addresses, or addresses of dead"
            " pods were never given back (files left in /var/lib/cni/networks after a crash). With the AWS plugin"
            " the subnet or the"
            " number of interfaces of the instance type is the limit."
        ),
        owner=Owner.CAPACITY,
        patterns=(
            Pattern(
                r"no IP addresses available in (?:range set|network)[: ]*(?P<range>[0-9a-f.:/-]+)?|no more IPs"
                r" available|could not allocate IP in range|failed to assign an IP address to container"
                r"|failed to allocate for range|insufficient (?:free"
                r" )?(?:cidr|ip)[^\n]{0,30}(?:blocks|addresses)|all (?:IPs|addresses)[^\n]{0,30}in use"
                r"|failed to request IPv4 addresses|no available IP(?: address)?s?|could not"
                r" (?:allocate|find)[^\n]{0,30}(?:free )?IP address|range is full"
                r"|IPAM[^\n]{0,60}(?:pool|cidr)[^\n]{0,40}exhaust|not enough IPs available",
                API,
                rank=20,
            ),
        ),
        examples=(
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin type="bridge" failed'
                " (add): failed to allocate for range 0: no IP addresses available in range set:"
                " 10.244.1.1-10.244.1.254",
                "containerd 1.7, host-local",
            ),
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin type="aws-cni" name="aws-cni"'
                " failed (add): add cmd: failed to assign an IP address to container",
                "containerd 1.7, Amazon VPC CNI",
            ),
            Example(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin type="calico" failed (add):'
                " failed to request IPv4 addresses: Assigned 0 out of 1 requested IPv4 addresses; No more free"
                " affine blocks and strict affinity enabled",
                "containerd 1.7, Calico",
            ),
        ),
        near_misses=(
            NearMiss(
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
                ' "5e1": plugin type="calico" failed'
                " (add): error getting ClusterInformation: connection is unauthorized: Unauthorized",
                "pod.network-setup-failed",
            ),
        ),
        next=(
            Advice(
                N_("How many pods are on the node, and which range does it have?"),
                "kubectl describe node {node} | grep -E 'PodCIDR|Non-terminated'",
            ),
            Advice(
                N_("On the node (host-local): are there more addresses taken than pods?"),
                "ls /var/lib/cni/networks/*/ | wc -l; sudo crictl pods -q | wc -l",
            ),
        ),
        remedies=(
            Advice(N_("Give nodes a larger range, or add nodes or subnets.")),
            Advice(
                N_("Addresses left behind: drain the node, remove them, and start the runtime again."),
                "kubectl drain {node} --ignore-daemonsets && ssh {node} 'sudo rm -r /var/lib/cni/networks && sudo"
                " systemctl restart containerd'",
                Changes.NODE,
            ),
        ),
        references=(
            "https://www.cni.dev/plugins/current/ipam/host-local/",
            "https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses.html",
        ),
    ),
)
