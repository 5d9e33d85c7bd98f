"""A certificate between kubelet and API server is not valid, any more or yet."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.node.places import JOURNAL, PROBE, SAID
from kanivete.model import Changes, Owner

_CERTIFICATES = "https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/"
_SHOW = "sudo openssl x509 -noout -dates -subject -in /var/lib/kubelet/pki/kubelet-client-current.pem"

CAUSES = (
    Cause(
        id="node.certificate-expired",
        title=N_("A certificate between kubelet and API server has expired"),
        explanation=N_(
            "The kubelet proves who it is with a client certificate that it renews by itself. One that was off, or"
            " whose renewal"
            " was not signed, for longer than the certificate lived is locked out: nothing renews an expired"
            " certificate without"
            " a bootstrap token. If it is the API server's own certificate that expired, every node says so at once."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"x509: certificate has expired or is not yet valid: current time (?P<now>\S+) is after"
                r" (?P<expired>[^\s\"\\]+)",
                JOURNAL,
                rank=20,
                unless=rf"/v2/|{PROBE}|/metrics|TLS handshake error from",
            ),
            Pattern(
                r"currently active client certificate has expired|no valid client certificate is found"
                r"|(?:existing bootstrap|kubelet) client certificate (?:located at |in )?[^\n]{0,120}?(?:is"
                r" expired|has expired)(?:: (?P<expired>[0-9: -]+))?"
                r"|certificate (?:has )?expired[^\n]{0,60}rotation",
                JOURNAL,
                rank=20,
            ),
            Pattern(
                r"unable to load bootstrap kubeconfig: stat (?P<file>\S+): no such file or directory",
                JOURNAL,
                rank=25,
            ),
            Pattern(
                r"x509: certificate has expired or is not yet valid",
                JOURNAL,
                rank=45,
                unless=rf"is before|/v2/|{PROBE}|/metrics|TLS handshake error from",
            ),
        ),
        examples=(
            Example(
                "Jan 18 17:33:58 aura kubelet[1457370]: E0118 17:33:58.888700 1457370 bootstrap.go:265] part of the"
                " existing bootstrap"
                " client certificate is expired: 2020-12-06 18:55:55 +0000 UTC",
                "kubelet 1.20",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 bootstrap.go:241] "Unhandled Error" err="part of the existing bootstrap client'
                " certificate in"
                ' /etc/kubernetes/kubelet.conf is expired: 2026-10-30 08:00:00 +0000 UTC" logger="UnhandledError"',
                "kubelet 1.32",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 run.go:72] "command failed" err="failed to run Kubelet: unable to load'
                " bootstrap kubeconfig:"
                ' stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
                "kubelet 1.27, kubeadm",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 reflector.go:204] "Failed to watch" err="failed to list *v1.Node: Get'
                ' \\"https://10.0.0.10:6443/api/v1/nodes\\": tls: failed to verify certificate: x509: certificate'
                " has expired or is"
                ' not yet valid: current time 2026-11-22T10:00:00Z is after 2026-11-21T00:00:00Z"',
                "kubelet 1.31, the API server's certificate",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 10:00:00.1 912 transport.go:120] "The currently active client certificate has expired, but'
                " the server is not"
                ' responsive. A restart may be necessary to retrieve new initial credentials."'
                ' lastCertificateAvailabilityTime=""',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                'E1122 10:00:00.1 912 controller.go:145] "Failed to ensure lease exists, will retry" err="Get'
                ' \\"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/x\\": x509: certificate has expired or is'
                " not yet valid: current"
                ' time 2020-01-01T00:00:12Z is before 2026-03-01T09:00:00Z"',
                "node.clock-skew",
                Where.KUBELET_LOG,
            ),
            NearMiss(
                'I1122 10:00:00.1 912 certificate_manager.go:356] "Certificate expiration is 2027-10-30 08:00:00'
                " +0000 UTC, rotation"
                ' deadline is 2027-08-17 01:12:02 UTC"',
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(N_("On the node: when did the kubelet's certificate end?"), _SHOW),
            Advice(N_("On the control plane: and the others?"), "sudo kubeadm certs check-expiration"),
        ),
        remedies=(
            Advice(
                N_("Make a new bootstrap token on the control plane, and join the node again."),
                "kubeadm token create --print-join-command",
                Changes.CLUSTER,
            ),
            Advice(
                N_("If it is the control plane's certificates: renew them and restart its static pods."),
                "sudo kubeadm certs renew all",
                Changes.NODE,
            ),
        ),
        references=(
            _CERTIFICATES,
            "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/",
        ),
    ),
    Cause(
        id="node.clock-skew",
        title=N_("The node's clock is wrong"),
        explanation=N_(
            "A certificate is refused as not valid yet: by the node's clock it is {now}, before the certificate"
            " begins. Certificates"
            " are made with the clock of the control plane, so one of the two clocks is off, nearly always that of a"
            " node whose"
            " time service does not run or that has just been resumed."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(
                r"x509: certificate has expired or is not yet valid: current time (?P<now>\S+) is before"
                r" (?P<begins>[^\s\"\\]+)",
                JOURNAL,
                rank=20,
                unless=rf"/v2/|{PROBE}|TLS handshake error from",
            ),
            Pattern(r"clock skew (?:detected|too great|is too)|time (?:jumped|is not synchroni[sz]ed)", SAID, rank=50),
        ),
        examples=(
            Example(
                'E0101 00:00:12.1 912 controller.go:145] "Failed to ensure lease exists, will retry" err="Get'
                ' \\"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/x\\": x509: certificate has expired or is'
                " not yet valid: current"
                ' time 2020-01-01T00:00:12Z is before 2026-03-01T09:00:00Z"',
                "kubelet 1.29, clock reset at boot",
                Where.KUBELET_LOG,
            ),
            Example(
                'E1122 07:00:00.1 912 reflector.go:158] "Unhandled Error" err="failed to list *v1.Service: Get'
                ' \\"https://cp:6443/api/v1/services\\": tls: failed to verify certificate: x509: certificate has'
                " expired or is not yet"
                ' valid: current time 2026-11-22T07:00:00+01:00 is before 2026-11-22T08:13:21Z"',
                "kubelet 1.31, hours behind",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                'E1122 10:00:00.1 912 x.go:1] err="x509: certificate has expired or is not yet valid: current time'
                ' 2026-11-22T10:00:00Z is after 2026-11-21T00:00:00Z"',
                "node.certificate-expired",
                Where.KUBELET_LOG,
            ),
        ),
        next=(Advice(N_("On the node: is the clock kept?"), "timedatectl; chronyc tracking"),),
        remedies=(
            Advice(
                N_("Start the time service and set the clock."),
                "sudo systemctl enable --now chronyd && sudo chronyc makestep && sudo systemctl restart kubelet",
                Changes.NODE,
            ),
        ),
        references=("https://kubernetes.io/docs/setup/best-practices/certificates/",),
        no_scenario=N_("needs a machine whose clock is its own: containers and namespaces share the host's"),
    ),
    Cause(
        id="node.certificate-rotation-failed",
        title=N_("The kubelet's new certificate is not being signed"),
        explanation=N_(
            "The kubelet asked for a new certificate with a CertificateSigningRequest and got none: nobody approved"
            " it, or the signer"
            " is not running. Until the old one ends all seems well; then the node is locked out. Serving"
            " certificates are never"
            " approved by Kubernetes itself, and without one kubectl logs and exec fail for this node's pods."
        ),
        owner=Owner.CONTROL_PLANE,
        patterns=(
            Pattern(
                r"failed while requesting a signed certificate from the control plane|certificate request was not"
                r" signed"
                r"|certificate signing request [^\n]{0,120}(?:was denied|is not approved|timed out)"
                r"|cannot create certificate signing request|failed to rotate (?:client |server )?certificate",
                JOURNAL,
                rank=40,
                unless=r"x509: certificate|dial tcp",
            ),
            Pattern(
                r"no serving certificate available for the kubelet|remote error: tls: internal error",
                SAID,
                rank=40,
            ),
        ),
        examples=(
            Example(
                'E1122 10:15:00.1 912 certificate_manager.go:440] "Unhandled Error"'
                ' err="kubernetes.io/kube-apiserver-client-kubelet:'
                ' certificate request was not signed: timed out waiting for the condition" logger="UnhandledError"',
                "kubelet 1.32",
                Where.KUBELET_LOG,
            ),
            Example(
                "E0712 09:00:00.1 912 certificate_manager.go:471] kubernetes.io/kube-apiserver-client-kubelet:"
                " Failed while requesting a"
                " signed certificate from the control plane: cannot create certificate signing request: the server"
                " could not find"
                " the requested resource",
                "kubelet 1.22",
                Where.KUBELET_LOG,
            ),
            Example(
                "I1122 10:15:00.1 912 log.go:245] http: TLS handshake error from 10.0.0.10:51234: no serving"
                " certificate available for"
                " the kubelet",
                "kubelet 1.30, serverTLSBootstrap with nobody to approve",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                'I1122 10:00:00.1 912 certificate_manager.go:566] "Rotating certificates"', None, Where.KUBELET_LOG
            ),
        ),
        next=(
            Advice(
                N_("Which requests wait?"),
                "kubectl get certificatesigningrequests --sort-by=.metadata.creationTimestamp",
            ),
        ),
        remedies=(
            Advice(
                N_("Approve the node's request, once it is certain that it comes from that node."),
                "kubectl certificate approve <request>",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/",),
        no_scenario=N_("needs a certificate that is about to expire"),
    ),
    Cause(
        id="node.certificate-unknown-authority",
        title=N_("The kubelet does not trust the API server's certificate"),
        explanation=N_(
            "The API server shows a certificate signed by an authority that the kubelet's kubeconfig does not hold."
            " That happens when the"
            " control plane was built again or its CA replaced while the node kept the old one, or when something in"
            " between"
            " intercepts TLS."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"(?P<error>x509: certificate signed by unknown authority[^\n\"]{0,160})",
                JOURNAL,
                rank=22,
                unless=rf"/v2/|registry|pull|{PROBE}|webhook|TLS handshake error from|metrics-server",
            ),
        ),
        examples=(
            Example(
                'E1122 10:00:00.1 912 controller.go:201] "Failed to ensure lease exists, will retry" err="Get'
                ' \\"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/x\\": tls: failed to verify certificate:'
                " x509: certificate signed"
                ' by unknown authority"',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
            Example(
                'E0107 11:41:52.642553 7251 kubelet_node_status.go:94] Unable to register node "w2" with API server:'
                " Post"
                " https://10.0.0.10:6443/api/v1/nodes: x509: certificate signed by unknown authority (possibly"
                " because of"
                ' "crypto/rsa: verification error" while trying to verify candidate authority certificate'
                ' "kubernetes")',
                "kubelet 1.13, control plane built again",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                'E1122 10:00:00.1 912 log.go:32] "PullImage from image service failed" err="failed to do request: Head'
                ' \\"https://reg.example/v2/a/manifests/1\\": x509: certificate signed by unknown authority"',
                "image.tls-unknown-authority",
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(
                N_("On the node: which authority does the kubelet trust?"),
                "sudo openssl x509 -noout -subject -fingerprint -in /etc/kubernetes/pki/ca.crt",
            ),
            Advice(
                N_("And which one does the cluster have?"),
                "kubectl get configmap -n kube-public cluster-info -o yaml",
            ),
        ),
        remedies=(
            Advice(
                N_("Join the node again with the cluster's present CA."),
                "kubeadm token create --print-join-command",
                Changes.CLUSTER,
            ),
        ),
        references=(_CERTIFICATES,),
    ),
)
