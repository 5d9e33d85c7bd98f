"""The API server does not accept who the node says it is."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.node.places import JOURNAL
from kanivete.model import Changes, Owner

_SHOW = "sudo openssl x509 -noout -dates -subject -in /var/lib/kubelet/pki/kubelet-client-current.pem"

CAUSES = (
    Cause(
        id="node.unauthorized",
        title=N_("The API server does not know the kubelet's credentials"),
        explanation=N_(
            "The request arrives, but without credentials that the API server accepts: it answers Unauthorized, or"
            " takes the kubelet for"
            " system:anonymous. The client certificate is missing, expired, or signed by an authority that the API"
            " server"
            " no longer trusts; a bootstrap token may have run out (they last 24 hours)."
        ),
        owner=Owner.ACCESS,
        patterns=(
            Pattern(
                r"the server has asked for the client to provide credentials"
                r"|/v1-(?:k3s|rke2)/\S+: 401 Unauthorized|User \\*\"system:anonymous\\*\" cannot",
                JOURNAL,
                rank=30,
            ),
            Pattern(
                r"(?:register node|node status|getting node|lease|failed to list|failed to watch|failed to"
                r" create|csinode|run kubelet)[^\n]{0,400}[\" ]"
                r"(?P<error>Unauthorized)\b",
                JOURNAL,
                rank=32,
                unless=r"401 Unauthorized|connection is unauthorized|ImagePull|PullImage|ErrImage",
            ),
            Pattern(
                r"tls: (?:bad certificate|certificate required|unknown certificate authority)",
                JOURNAL,
                rank=45,
                unless=r"/v2/|TLS handshake error from|etcd|pull",
            ),
        ),
        examples=(
            Example(
                'E1122 10:00:00.1 912 controller.go:145] "Failed to ensure lease exists, will retry"'
                ' err="Unauthorized" interval="7s"',
                "kubelet 1.29",
                Where.KUBELET_LOG,
            ),
            Example(
                'May 10 09:26:40 w1 kubelet[1046]: E0510 09:26:40.763688 1046 kubelet_node_status.go:92] "Unable to'
                " register node with API"
                ' server" err="nodes is forbidden: User \\"system:anonymous\\" cannot create resource \\"nodes\\" in'
                ' API group \\"\\" at the'
                ' cluster scope" node="w1"',
                "kubelet 1.26, no client certificate",
                Where.KUBELET_LOG,
            ),
            Example(
                'E0305 15:52:53.9 8772 kubelet_node_status.go:106] Unable to register node "w1" with API server: the'
                " server has asked for the"
                " client to provide credentials (post nodes)",
                "kubelet 1.9",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                'E1122 10:00:00.1 912 pod_workers.go:1] "Error syncing pod, skipping" err="failed to'
                ' \\"StartContainer\\" with ErrImagePull:'
                ' unexpected status from HEAD request to https://reg.example/v2/a/manifests/1: 401 Unauthorized"',
                "image.auth-no-credentials",
                Where.KUBELET_LOG,
            ),
            NearMiss(
                'E1122 10:00:00.1 912 reflector.go:1] "Failed to watch" err="failed to list *v1.ConfigMap:'
                ' configmaps \\"x\\" is forbidden:'
                ' User \\"system:node:node1\\" cannot list resource \\"configmaps\\": no relationship found between'
                " node 'node1' and this"
                ' object"',
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(N_("On the node: whose certificate is it, and until when?"), _SHOW),
            Advice(N_("On the control plane: is there a token that still lives?"), "kubeadm token list"),
        ),
        remedies=(Advice(N_("Join the node again."), "kubeadm token create --print-join-command", Changes.CLUSTER),),
        references=("https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/",),
    ),
    Cause(
        id="node.not-registered",
        title=N_("The node cannot register under its name"),
        explanation=N_(
            "A kubelet may only write the Node object that bears the name in its certificate (system:node:NAME). A"
            " changed host name, a"
            " cloned machine, another --hostname-override or missing rights make the API server refuse it, so that"
            " no status"
            " is ever posted."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("NodeStatusNeverUpdated",),
        patterns=(
            Pattern(
                r"node \\*\"?(?P<certificate>[^\s\"\\]+)\\*\"? (?:is not allowed to|cannot) modify node"
                r" \\*\"?(?P<node>[^\s\"\\]+)"
                r"|could not determine node from user|unknown node for user|Node password rejected",
                JOURNAL | {Where.EVENT},
                rank=25,
            ),
            Pattern(
                r"unable to register node[^\n]{0,200}(?:is forbidden|already exists|error getting existing node)",
                JOURNAL,
                rank=35,
                unless=r"system:anonymous|dial tcp|x509",
            ),
            Pattern(r"kubelet never posted node status", frozenset({Where.NODE_CONDITION, Where.EVENT}), rank=60),
        ),
        examples=(
            Example(
                'E1122 10:00:00.1 912 kubelet_node_status.go:106] "Unable to register node with API server"'
                ' err="nodes \\"worker-2\\" is'
                ' forbidden: node \\"worker-1\\" is not allowed to modify node \\"worker-2\\"" node="worker-2"',
                "kubelet 1.30, host name changed",
                Where.KUBELET_LOG,
            ),
            Example(
                "Aug  4 15:40:42 iZuf kubelet: E0804 15:40:42.525488    9864 kubelet_node_status.go:106] Unable to"
                " register node"
                ' "izuf666" with API server: nodes "izuf666" is forbidden: node iZuf666 cannot modify node izuf666',
                "kubelet 1.7, capitals in the host name",
                Where.KUBELET_LOG,
            ),
            Example("Kubelet never posted node status.", "node lifecycle controller", Where.NODE_CONDITION),
        ),
        near_misses=(
            NearMiss(
                'I1122 10:00:00.1 912 kubelet_node_status.go:70] "Attempting to register node" node="w1"',
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(N_("On the node: the machine's name, and the one in the certificate."), "hostname -f; " + _SHOW),
            Advice(N_("The cluster's nodes."), "kubectl get nodes -o wide"),
        ),
        remedies=(
            Advice(
                N_("Give the machine its old name back, or join it again under the new one."),
                "sudo kubeadm reset && sudo <join command>",
                Changes.NODE,
            ),
        ),
        references=("https://kubernetes.io/docs/reference/access-authn-authz/node/",),
    ),
)
