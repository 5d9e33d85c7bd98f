"""The kubelet cannot reach the API server, or is not the one it is taken for."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.node.places import API_URL, JOURNAL, PROBE
from kanivete.model import Changes, Owner

_DIAL = (
    r"dial tcp(?: [^\s]+)?:? (?:lookup [^\n\"]{1,200}?: )?(?:connect: )?"
    r"(?:connection refused|i/o timeout|no route to host|network is unreachable|host is down|operation not permitted"
    r"|connection timed out|no such host|server misbehaving|temporary failure in name resolution"
    r"|connection reset by peer|cannot assign requested address|device or resource busy)"
)
_ERROR = (
    rf"(?P<error>(?:proxyconnect tcp: )?{_DIAL}"
    r"|dial tcp: lookup [^\n\"]{1,200}"
    r"|context deadline exceeded"
    r"|net/http: request canceled[^\n\"]{0,100}Client\.Timeout[^\n\"\\]{0,60}"
    r"|net/http: TLS handshake timeout"
    r"|(?:read|write) tcp [^\s]+: (?:read|write): (?:connection reset by peer|connection timed out|broken pipe"
    r"|connection refused|no route to host|i/o timeout)"
    r"|read tcp [^\s]+: i/o timeout"
    r"|http2: client connection lost|http2: client connection force closed[^\n\"]{0,60}"
    r"|(?:http2: )?server sent GOAWAY[^\n\"]{0,60}|unexpected EOF|EOF)"
)

CAUSES = (
    Cause(
        id="node.apiserver-unreachable",
        title=N_("The node cannot reach the API server"),
        explanation=N_(
            "Its heartbeats, one every ten seconds, fail on the way: {error}. After some 40 to 50 seconds without one"
            " the control plane marks a node Unknown; five minutes later its pods are moved."
        ),
        owner=Owner.NETWORK,
        patterns=(
            Pattern(API_URL + r": " + _ERROR, JOURNAL, rank=30, unless=PROBE),
            # k3s and RKE2 ask the server for what an agent needs before they start the kubelet.
            Pattern(
                r"(?:failed to get CA certs: Get|Failed to connect to proxy|server is not ready: )[^\n]{0,200}?"
                r"(?P<error>dial tcp [^\n\"]{3,200})",
                JOURNAL,
                rank=60,
            ),
            Pattern(
                r"(?P<error>error trying to reach (?:the )?API server|couldn't get current server API group list: Get)",
                JOURNAL,
                rank=60,
                unless=r"x509|unauthorized|" + PROBE,
            ),
            Pattern(
                r"(?P<error>update node status exceeds retry count|failed \d+ attempts to (?:update|upsert) (?:node"
                r" )?lease)",
                JOURNAL,
                rank=80,
                unless=r"unauthorized|forbidden|x509",
            ),
        ),
        examples=(
            Example(
                'time="2026-11-22T10:00:00Z" level=error msg="failed to get CA certs: Get'
                ' \\"https://10.0.0.1:6443/cacerts\\": dial tcp 10.0.0.1:6443: i/o timeout"',
                "k3s agent",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.100000     912 controller.go:201] "Failed to ensure lease exists, will retry" err="Get'
                ' \\"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s\\":'
                ' dial tcp 10.0.0.10:6443: i/o timeout" interval="7s"',
                "kubelet 1.30, packets dropped",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 08:12:02.733158     138 controller.go:251] "Failed to update lease" err="Put'
                ' \\"https://10.89.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node2?timeout=10s\\":'
                ' net/http: request canceled (Client.Timeout exceeded while awaiting headers)"',
                "kubelet 1.36, packets of an open connection dropped",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:01.000000     912 reflector.go:204] "Failed to watch" err="failed to list *v1.Node: Get'
                ' \\"https://10.0.0.10:6443/api/v1/nodes?fieldSelector=metadata.name%3Dw1&limit=500&resourceVersion=0\\":'
                ' dial tcp 10.0.0.10:6443: connect: connection refused" type="*v1.Node"',
                "kubelet 1.33, API server down",
                Where.KUBELET_LOG,
            ),
            Example(
                "E0305 15:52:53.939325    8772 reflector.go:205] k8s.io/kubernetes/pkg/kubelet/kubelet.go:474:"
                " Failed to list"
                " *v1.Node: Get https://k8s-api.example:6443/api/v1/nodes?fieldSelector=metadata.name%3Dw1: dial"
                " tcp: lookup"
                " k8s-api.example on 10.0.0.2:53: no such host",
                "kubelet 1.9, name not resolved",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:01.000000 912 kubelet_node_status.go:540] "Error updating node status, will retry"'
                ' err="error getting'
                ' node \\"w1\\": Get \\"https://[fd00::10]:6443/api/v1/nodes/w1?timeout=10s\\": net/http: TLS'
                ' handshake timeout"',
                "kubelet 1.29, IPv6, TLS stalls",
                Where.KUBELET_LOG,
            ),
            Example(
                '{"ts":1753121332054.528,"caller":"lease/controller.go:145","msg":"Failed to ensure lease exists,'
                ' will retry",'
                '"err":"Get \\"https://127.0.0.1:7445/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s\\":'
                ' EOF","interval":"400ms"}',
                "kubelet 1.33, JSON log, local load balancer without backends",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                'time="2026-11-22T10:00:00Z" level=info msg="Connecting to proxy" url="wss://10.0.0.1:6443/v1-k3s/connect"',
                None,
                Where.KUBELET_LOG,
            ),
            NearMiss(
                'I1122 08:10:05.1 138 prober.go:120] "Probe failed" probeType="Liveness" pod="shop/web"'
                ' containerName="web"'
                ' probeResult="failure" output="Get \\"http://10.244.1.14:8080/api/v1/health\\": dial tcp'
                " 10.244.1.14:8080:"
                ' connect: connection refused"',
                "crash.liveness-probe",
                Where.KUBELET_LOG,
            ),
            NearMiss(
                'E1122 10:00:00.1 912 controller.go:201] "Failed to ensure lease exists, will retry" err="Get'
                ' \\"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s\\":'
                ' tls: failed to verify certificate: x509: certificate signed by unknown authority"',
                "node.certificate-unknown-authority",
                Where.KUBELET_LOG,
            ),
            NearMiss(
                'E1122 10:00:00.1 912 log.go:32] "PullImage from image service failed" err="failed to do request: Head'
                ' \\"https://10.0.0.9:5000/v2/a/manifests/1\\": dial tcp 10.0.0.9:5000: connect: connection refused"',
                "image.network-refused",
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(N_("On the node: is the port open from there?"), "nc -vz -w 5 {address} {port}"),
            Advice(N_("On the node: which way do the packets go?"), "ip route get {address}"),
            Advice(
                N_("On the control plane and on the node: is there a rule that drops them? Look for growing counters."),
                "sudo iptables -nvxL INPUT --line-numbers; sudo nft list ruleset | grep -nE 'drop|reject'",
            ),
            Advice(N_("On the control plane: does the API server listen?"), "sudo ss -ltnp 'sport = :{port}'"),
            Advice(
                N_("Is it this node only? Compare the leases' renewal times."), "kubectl get leases -n kube-node-lease"
            ),
        ),
        remedies=(
            Advice(
                N_(
                    "Keep a copy of the rules, then remove the rule that drops the node's packets (by the number"
                    " shown)."
                ),
                "sudo iptables-save > /root/iptables.backup && sudo iptables -D INPUT <number>",
                Changes.NODE,
            ),
            Advice(
                N_("In a cloud, let the security group of the control plane accept TCP {port} from the node's subnet.")
            ),
        ),
        references=(
            "https://kubernetes.io/docs/reference/networking/ports-and-protocols/",
            "https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats",
        ),
    ),
    Cause(
        id="node.wrong-endpoint",
        title=N_("What answers at the API server's address is not this API server"),
        explanation=N_(
            "The kubelet reaches the address in its kubeconfig, but what answers there is something else: another"
            " TLS name, plain"
            " HTTP, a web page, or the default localhost:8080 because no kubeconfig was given. A load balancer with"
            " the wrong"
            " backend, a changed control-plane endpoint or a captive proxy do this."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                API_URL
                + r": (?:tls: failed to verify certificate: )?(?P<error>x509: certificate is valid for [^\n\"]{1,300}?,"
                r" not [^\s\"\\]+|x509: certificate is not valid for any names[^\n\"]{0,200}"
                r"|x509: cannot validate certificate for \S+ because it doesn't contain any IP SANs"
                r"|http: server gave HTTP response to HTTPS client|tls: first record does not look like a TLS handshake"
                r"|net/http: HTTP/1\.x transport connection broken: malformed HTTP[^\n\"]{0,60}|stopped after 10"
                r" redirects)",
                JOURNAL,
                rank=25,
                unless=PROBE,
            ),
            Pattern(
                r"https?://(?P<address>localhost|127\.0\.0\.1|\[::1\]):(?P<port>8080)/apis?/[^\s]*: (?P<error>dial tcp"
                r" [^\s]+: connect: connection refused)",
                JOURNAL,
                rank=25,
                unless=PROBE,
            ),
            Pattern(
                r"(?:register node|node status|lease|failed to list|failed to watch)[^\n]{0,300}(?P<error>404 page"
                r" not found"
                r"|the server could not find the requested resource|invalid character '<' looking for beginning of"
                r" value)",
                JOURNAL,
                rank=40,
            ),
        ),
        examples=(
            Example(
                'E1122 10:00:00.1 912 kubelet_node_status.go:106] "Unable to register node with API server" err="Post'
                ' \\"https://10.0.0.10:6443/api/v1/nodes\\": tls: failed to verify certificate: x509: certificate is'
                " valid for"
                ' 10.96.0.1, 10.0.0.5, not 10.0.0.10" node="w1"',
                "kubelet 1.31, endpoint moved to an address the certificate does not name",
                Where.KUBELET_LOG,
            ),
            Example(
                "E0705 13:07:12.266610 32911 reflector.go:205] k8s.io/kubernetes/pkg/kubelet/kubelet.go:461: Failed"
                " to list *v1.Node:"
                " Get http://localhost:8080/api/v1/nodes?fieldSelector=metadata.name%3Dw1: dial tcp [::1]:8080:"
                " connect:"
                " connection refused",
                "kubelet 1.11, started without a kubeconfig",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                'E1122 10:00:00.1 912 reflector.go:204] "Failed to watch" err="failed to list *v1.Node: Get'
                ' \\"https://127.0.0.1:6443/api/v1/nodes\\": dial tcp 127.0.0.1:6443: connect: connection refused"',
                "node.apiserver-unreachable",
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(
                N_("On the node: which address does the kubelet use?"), "sudo grep server: /etc/kubernetes/kubelet.conf"
            ),
            Advice(
                N_("On the node: whose certificate is shown there?"),
                "openssl s_client -connect {address}:{port} </dev/null 2>/dev/null | openssl x509 -noout -subject"
                " -ext subjectAltName",
            ),
        ),
        remedies=(
            Advice(
                N_("Put the right address into the kubelet's kubeconfig and restart it."),
                "sudo sed -i 's#server: .*#server: https://<endpoint>:6443#' /etc/kubernetes/kubelet.conf"
                " && sudo systemctl restart kubelet",
                Changes.NODE,
            ),
            Advice(
                N_(
                    "Or add the address to the API server's certificate (certSANs in the ClusterConfiguration), then"
                    " renew it."
                )
            ),
        ),
        references=("https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/troubleshooting-kubeadm/",),
    ),
    Cause(
        id="node.status-unknown",
        title=N_("The control plane no longer hears from the node"),
        explanation=N_(
            "The kubelet has neither renewed its lease nor posted a status for longer than the grace period. From"
            " the API alone"
            " nobody can tell whether the machine is off, the kubelet stopped, its certificate expired, or the"
            " network between"
            " node and API server is cut: the node's own log tells."
        ),
        owner=Owner.NODE,
        rivals=("node.apiserver-unreachable", "node.certificate-expired", "node.kubelet-stopped"),
        reasons=("NodeStatusUnknown",),
        patterns=(
            Pattern(r"kubelet stopped posting node status", frozenset({Where.NODE_CONDITION, Where.EVENT}), rank=60),
            Pattern(r"status is now: NodeNotReady", frozenset({Where.EVENT}), rank=85),
        ),
        examples=(
            Example("Kubelet stopped posting node status.", "node lifecycle controller", Where.NODE_CONDITION),
            Example("Node node2 status is now: NodeNotReady", "node lifecycle controller, event"),
        ),
        near_misses=(NearMiss("kubelet is posting ready status", None, Where.NODE_CONDITION),),
        next=(
            Advice(
                N_("Let kanivete look: the node's log, the paths that it needs, and the firewalls in between."),
                "kanivete node {node} --ssh {node}",
            ),
            Advice(
                N_("When was the lease last renewed, here and on the other nodes?"),
                "kubectl get leases -n kube-node-lease",
            ),
            Advice(
                N_("Read the kubelet's log on the node."),
                "ssh {node} sudo journalctl -u kubelet --since -15min --no-pager",
            ),
            Advice(N_("Is the kubelet running there?"), "ssh {node} systemctl status kubelet containerd"),
        ),
        remedies=(Advice(N_("Mend what the node's log names; the node becomes Ready by itself within seconds.")),),
        references=("https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats",),
        no_scenario=N_("is what is left where nobody can look at the node: the scenarios that silence one show it"),
    ),
)
