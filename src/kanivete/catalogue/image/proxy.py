"""A proxy, or something else, that answers in the registry's place."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss
from kanivete.catalogue.image.common import (
    ASK_REGISTRY,
    containerd,
    crio,
    docker,
    head,
    pulling,
)
from kanivete.model import Changes, Owner

SEE_PROXY = Advice(
    N_("On the node {node}, see which proxy the runtime was given."),
    "systemctl show containerd crio docker -p Environment",
)

CAUSES = (
    Cause(
        id="image.network-proxy",
        title=N_("The proxy between the node and {registry} is in the way"),
        explanation=N_(
            "The runtime goes through an HTTP proxy, or something answers in the registry's place: the "
            "proxy cannot be reached, wants "
            "a password, refuses the host, or shows a web page. The runtime has its own proxy settings, "
            "apart from those of the pod and "
            "of your shell."
        ),
        owner=Owner.NETWORK,
        patterns=(
            pulling(r"proxyconnect tcp: (?P<proxy_error>[^\n\"\\]{1,300})", 25),
            pulling(r"Proxy Authentication Required|\b407\b proxy", 30),
            pulling(r"invalid character '<' looking for beginning of value", 40),
            pulling(r"unexpected media[ -]?type \\*\"?text/html", 42),
            pulling(r"malformed HTTP (?:response|status code)", 48, unless=r"malformed HTTP response \\*\"\\+x15"),
            pulling(
                r"(?:Head|Get) \\*\"?https?://\S+?\\*\"?: (?:Forbidden|Internal Server "
                r"Error|Bad Gateway|Service Unavailable|Gateway Timeout|Bad Request)\s*(?:$|\\*\"|\\n)",
                45,
            ),
        ),
        examples=(
            Example(
                crio(
                    "docker.io/library/nginx:1",
                    'pinging container registry registry-1.docker.io: Get "https://registry-1.docker.io/v2/": '
                    "proxyconnect tcp: dial tcp: lookup http: Temporary failure in name resolution",
                ),
                "CRI-O",
            ),
            Example(
                containerd(
                    "reg.example/a:1",
                    head(
                        "reg.example", "a", "1", "proxyconnect tcp: dial tcp 10.1.1.1:3128: connect: connection refused"
                    ),
                ),
                "containerd",
            ),
            Example(docker("a:1", 'Get "https://registry-1.docker.io/v2/": Proxy Authentication Required'), "Docker"),
            Example(
                containerd(
                    "reg.example/a:1",
                    "failed to authorize: failed to fetch anonymous token: invalid character '<' looking for "
                    "beginning of value",
                ),
                "containerd, a login page",
            ),
            Example(
                containerd(
                    "reg.example/a:1",
                    f"unexpected media type text/html for sha256:{'0' * 64}: not found",
                    "NotFound",
                ),
                "containerd, a login page",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd("reg.example/auth-proxy:1", "reg.example/auth-proxy:1: not found", "NotFound"),
                "image.tag-not-found",
            ),
            NearMiss("invalid character '<' looking for beginning of value"),
        ),
        next=(SEE_PROXY, ASK_REGISTRY),
        remedies=(
            Advice(
                N_("Correct HTTPS_PROXY and NO_PROXY in the runtime's unit on the nodes, then restart the runtime."),
                "systemctl edit containerd && systemctl restart containerd",
                Changes.NODE,
            ),
        ),
        references=("https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/",),
    ),
)
