"""The registry was reached, and the two sides could not agree to talk in secret."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss
from kanivete.catalogue.image.common import (
    ASK_REGISTRY,
    DESCRIBE,
    PULL_ON_NODE,
    QUOTE,
    SHOW_CERTIFICATE,
    URL,
    containerd,
    containerd_2,
    crio,
    docker,
    head,
    pulling,
)
from kanivete.model import Changes, Owner

REGISTRIES = "https://kubernetes.io/docs/concepts/containers/images/"
_SANS = r"(?P<names>[^\n\\]{1,900}?)"


CAUSES = (
    Cause(
        id="image.tls-unknown-authority",
        title=N_("The node does not trust the authority that signed the certificate of {registry}"),
        explanation=N_(
            "The certificate is signed by an authority that the node does not know: a private one of the company, the "
            "registry itself (self-signed), or a proxy that opens the traffic and signs with its own. "
            "Trust is a matter of "
            "the node and its runtime; nothing in the pod can change it."
        ),
        owner=Owner.REGISTRY,
        patterns=(
            pulling(URL + r"(?:tls: failed to verify certificate: )?x509: certificate signed by unknown authority", 40),
            pulling(
                r"unable to get local issuer certificate|self[- ]signed certificate|certificate is not "
                r"trusted|unknown issuer",
                45,
            ),
            pulling(r"(?:failed to verify certificate: x509|x509): ", 75),
        ),
        examples=(
            Example(
                containerd_2(
                    "selfsigned.registry.test:5002/library/alpine:latest",
                    head(
                        "selfsigned.registry.test:5002",
                        "library/alpine",
                        "latest",
                        "tls: failed to verify certificate: x509: certificate signed by unknown authority",
                    ),
                ),
                "containerd 2.x",
            ),
            Example(
                crio(
                    "reg.example/a:1",
                    'pinging container registry reg.example: Get "https://reg.example/v2/": tls: failed to '
                    "verify certificate: x509: certificate signed by unknown authority",
                ),
                "CRI-O",
            ),
            Example(
                docker("reg.example/a:1", "Get https://reg.example/v2/: x509: certificate signed by unknown authority"),
                "Docker",
            ),
        ),
        near_misses=(
            NearMiss("curl: (60) x509: certificate signed by unknown authority"),
            NearMiss(
                containerd(
                    "reg.example/x509/unknown-authority:x509",
                    "reg.example/x509/unknown-authority:x509: not found",
                    "NotFound",
                ),
                "image.tag-not-found",
            ),
        ),
        next=(SHOW_CERTIFICATE, ASK_REGISTRY, DESCRIBE),
        remedies=(
            Advice(
                N_(
                    "Give the authority's certificate to the runtime of every node: containerd reads it from the "
                    "directory of the registry."
                ),
                "cp ca.crt /etc/containerd/certs.d/{registry}/ca.crt",
                Changes.NODE,
            ),
            Advice(
                N_("CRI-O and Docker have a directory of the same kind."),
                "cp ca.crt /etc/containers/certs.d/{registry}/ca.crt",
                Changes.NODE,
            ),
            Advice(N_("Or let the registry show a certificate that everybody trusts.")),
        ),
        references=("https://github.com/containerd/containerd/blob/main/docs/hosts.md", REGISTRIES),
    ),
    Cause(
        id="image.tls-name-mismatch",
        title=N_("The certificate of {registry} is issued for another name"),
        explanation=N_(
            "The registry showed a certificate that does not hold the name (or address) that the image "
            "asks for: reached under "
            "another name than it was set up for, behind a load balancer that shows its default "
            "certificate, or DNS led "
            "somewhere else entirely."
        ),
        owner=Owner.REGISTRY,
        patterns=(
            pulling(
                URL
                + r"(?:tls: failed to verify certificate: )?x509: certificate is valid for "
                + _SANS
                + r", not (?P<wanted>[^\s\"\\,]+)",
                40,
            ),
            pulling(URL + r"(?:tls: failed to verify certificate: )?x509: certificate is not valid for any names", 40),
            pulling(r"cannot validate certificate for (?P<wanted>\S+) because it doesn't contain any IP SANs", 40),
            pulling(r"relies on legacy Common Name field", 40),
            pulling(r"x509: certificate is valid for ", 45),
        ),
        examples=(
            Example(
                containerd(
                    "mismatch.registry.test:5003/library/alpine:latest",
                    head(
                        "mismatch.registry.test:5003",
                        "library/alpine",
                        "latest",
                        "x509: certificate is valid for registry.example.com, not mismatch.registry.test",
                    ),
                ),
                "containerd 1.6",
            ),
            Example(
                containerd_2(
                    "10.0.0.9:5000/a:1",
                    head(
                        "10.0.0.9:5000",
                        "a",
                        "1",
                        "tls: failed to verify certificate: x509: cannot validate certificate for 10.0.0.9 because "
                        "it doesn't contain any IP SANs",
                    ),
                ),
                "containerd 2.x",
            ),
            Example(
                crio(
                    "reg.example/a:1",
                    'pinging container registry reg.example: Get "https://reg.example/v2/": tls: failed to '
                    "verify certificate: x509: certificate relies on legacy Common Name field, use SANs instead",
                ),
                "CRI-O",
            ),
        ),
        near_misses=(
            NearMiss(
                'Liveness probe failed: Get "https://10.0.0.7:8443/": x509: certificate is valid for '
                "localhost, not 10.0.0.7",
                "crash.liveness-probe",
            ),
        ),
        next=(SHOW_CERTIFICATE, DESCRIBE),
        remedies=(
            Advice(
                N_(
                    "Use a name that the certificate holds in the image's name, or have a certificate made that "
                    "holds {host}."
                )
            ),
        ),
        references=(REGISTRIES,),
    ),
    Cause(
        id="image.tls-plain-http",
        title=N_("{registry} speaks plain HTTP, and the runtime insists on HTTPS"),
        explanation=N_(
            "A registry without TLS answers at that port. Runtimes refuse that for every host but "
            "localhost, unless the node is "
            "told that this registry is insecure. It may also be a wrong port, where some other service listens."
        ),
        owner=Owner.REGISTRY,
        patterns=(
            pulling(URL + r"(?:http: )?server gave HTTP response to HTTPS client", 40),
            pulling(URL + r"tls: first record does not look like a TLS handshake", 40),
            pulling(r"tls: oversized record received|wrong version number", 45),
        ),
        examples=(
            Example(
                containerd_2(
                    "plainhttp.registry.test:5000/library/alpine:latest",
                    head(
                        "plainhttp.registry.test:5000",
                        "library/alpine",
                        "latest",
                        "http: server gave HTTP response to HTTPS client",
                    ),
                ),
                "containerd 2.x",
            ),
            Example(
                crio(
                    "10.0.0.9:5000/a:1",
                    'pinging container registry 10.0.0.9:5000: Get "https://10.0.0.9:5000/v2/": http: server '
                    "gave HTTP response to HTTPS client",
                ),
                "CRI-O",
            ),
            Example(
                docker(
                    "10.0.0.9:5000/a:1",
                    "Get https://10.0.0.9:5000/v2/: tls: first record does not look like a TLS handshake",
                ),
                "Docker",
            ),
        ),
        near_misses=(
            NearMiss(
                'Readiness probe failed: Get "https://10.0.0.7:8080/": http: server gave HTTP response to HTTPS client',
                "probe.readiness",
            ),
        ),
        next=(
            Advice(
                N_("From the node {node}, ask without TLS: does a registry answer?"), "curl -si http://{endpoint}/v2/"
            ),
            DESCRIBE,
        ),
        remedies=(
            Advice(N_("Best: give the registry a certificate.")),
            Advice(
                N_(
                    "Or tell containerd on every node that this one is plain HTTP (CRI-O: insecure = true in "
                    "registries.conf)."
                ),
                "mkdir -p /etc/containerd/certs.d/{registry} && echo 'server = \"http://{registry}\"' > "
                "/etc/containerd/certs.d/{registry}/hosts.toml",
                Changes.NODE,
            ),
        ),
        references=("https://github.com/containerd/containerd/blob/main/docs/hosts.md", REGISTRIES),
    ),
    Cause(
        id="image.tls-handshake",
        title=N_("The TLS handshake with {registry} fails"),
        explanation=N_(
            "The two sides met and did not agree: on the protocol's version, the ciphers, the name asked "
            "for, or because the "
            "registry wants a certificate from its clients. Something in between that opens the traffic "
            "causes it as well."
        ),
        owner=Owner.REGISTRY,
        patterns=(
            pulling(r"remote error: tls: (?P<alert>[\w ]+)", 45),
            pulling(
                r"tls: (?:handshake failure|server selected unsupported protocol version|no supported "
                r"versions|unsupported|server chose an unconfigured cipher|internal error|bad record "
                r"MAC|unrecognized name)",
                45,
            ),
            pulling(r"Client sent an HTTP request to an HTTPS server|malformed HTTP response " + QUOTE + r"\\+x15", 40),
        ),
        examples=(
            Example(
                containerd_2("reg.example/a:1", head("reg.example", "a", "1", "remote error: tls: handshake failure")),
                "containerd 2.x",
            ),
            Example(
                crio(
                    "reg.example/a:1",
                    'pinging container registry reg.example: Get "https://reg.example/v2/": remote error: tls: '
                    "certificate required",
                ),
                "CRI-O",
            ),
            Example(
                docker(
                    "reg.example/a:1", "Get https://reg.example/v2/: remote error: tls: protocol version not supported"
                ),
                "Docker",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd("reg.example/a:1", head("reg.example", "a", "1", "net/http: TLS handshake timeout")),
                "image.network-timeout",
            ),
            NearMiss("http: TLS handshake error from 10.0.0.1:51234: remote error: tls: bad certificate"),
        ),
        next=(
            Advice(
                N_("From the node {node}, make the same handshake by hand."),
                "openssl s_client -connect {host}:{port} -servername {host} </dev/null",
            ),
            PULL_ON_NODE,
        ),
        remedies=(
            Advice(
                N_(
                    "Let the registry offer TLS 1.2 or newer with common ciphers; where it wants client "
                    "certificates, give one to the runtime."
                ),
                "ls /etc/containerd/certs.d/{registry}",
            ),
        ),
        references=("https://github.com/containerd/containerd/blob/main/docs/hosts.md", REGISTRIES),
    ),
)
