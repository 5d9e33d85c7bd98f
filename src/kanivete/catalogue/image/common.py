"""What the entries about image pulls share: fragments of patterns, wordings of the runtimes, advice."""

from kanivete.catalogue.entry import KUBELET, N_, Advice, Pattern

PULL = (
    r"(?:failed|error|unable|trying) to pull|pulling (?:and unpack )?image|pulling from host|pull access denied"
    r"|PullImage|ErrImagePull|ImagePullBackOff|failed to resolve (?:reference|image)|docker://|https?://[^\s/\"]+/v2/"
    r"|pinging (?:container|docker) registry|reading manifest|httpReadSeeker|failed to authorize|failed to copy"
    r"|failed to do request|image pull failed|RegistryUnavailable"
    r"|unable to retrieve auth token|requesting bearer token|source image rejected|parsing image configuration"
    r"|(?:reading|fetching|writing) blob"
    # Docker begins every error this way, so what follows has to be about a pull.
    r"|Error response from daemon: (?:Get|Head|Post|pull|manifest|repository|unauthorized|denied|toomanyrequests"
    r"|received|unknown|no matching|failed to register layer|invalid reference|filesystem layer|Encountered"
    r"|no basic auth|image |error pulling|error parsing|name unknown|registry|content|illegal base64|project|artifact)"
    r"|SignatureValidationFailed|copying (?:system )?image|unpack image|failed to inspect image|toomanyrequests: "
)
"""Words that occur only where an image is being pulled. They have spaces or punctuation that no image name can have."""

QUOTE = r"\\*\""
"""A quotation mark, escaped any number of times (the kubelet's log quotes quoted errors)."""

URL = r"(?:https?://(?P<host>\[[^\]\s]+\]|[^\s/:\"\\]+)(?::(?P<port>\d+))?/?[^\s\"\\]*" + QUOTE + r"?: )?"
"""The URL that a request went to, if it stands right before what follows."""

ADDRESS = r"(?:\S+->)?(?P<address>\[[^\]\s]+\]:\d+|[^\s:\[]+:\d+)"
"""The far end of a connection, as Go's net package prints it."""

TOKEN_REQUEST = r"(?: from (?:GET|POST) request to \S+| code \S+)?"


def pulling(regex: str, rank: int = 50, unless: str = "") -> Pattern:
    """A pattern that counts only in a text about an image pull."""
    return Pattern(regex, KUBELET, rank, unless, PULL)


def containerd(image: str, said: str, code: str = "Unknown") -> str:
    """An event of containerd 1.x for a pull that failed while resolving."""
    return (
        f'Failed to pull image "{image}": rpc error: code = {code} desc = failed to pull and unpack image "{image}": '
        f'failed to resolve reference "{image}": {said}'
    )


def containerd_2(image: str, said: str) -> str:
    """The same of containerd 2.x, which drops the wrapper and the second reference."""
    return f'Failed to pull image "{image}": failed to pull and unpack image "{image}": failed to resolve image: {said}'


def crio(image: str, said: str) -> str:
    """An event of CRI-O (containers/image) for a pull that failed while resolving."""
    return (
        f'Failed to pull image "{image}": rpc error: code = Unknown desc = initializing source docker://{image}: {said}'
    )


def docker(image: str, said: str) -> str:
    """An event of Docker behind dockershim or cri-dockerd."""
    return f'Failed to pull image "{image}": rpc error: code = Unknown desc = Error response from daemon: {said}'


def head(host: str, repository: str, tag: str, said: str) -> str:
    """What containerd's resolver says of a request that got no answer."""
    return f'failed to do request: Head "https://{host}/v2/{repository}/manifests/{tag}": {said}'


DESCRIBE = Advice(
    N_("Read the pod's events: the last “Failed to pull image” holds the runtime's own words."),
    "kubectl -n {namespace} describe pod {pod}",
)
READ_EVENTS = Advice(N_("Read the pod's events."), "kubectl -n {namespace} describe pod {pod}")
PULL_ON_NODE = Advice(
    N_("On the node {node}, pull by hand with the runtime's own client: Kubernetes is out of the picture then."),
    "crictl pull {image}",
)
ASK_REGISTRY = Advice(
    N_("From the node {node}, ask the registry for anything at all; the answer 401 is a healthy one here."),
    "curl -sv https://{endpoint}/v2/",
)
SHOW_CERTIFICATE = Advice(
    N_("From the node {node}, look at the certificate that the registry shows."),
    "openssl s_client -connect {host}:{port} -servername {host} </dev/null | "
    "openssl x509 -noout -subject -issuer -dates -ext subjectAltName",
)
SHOW_SECRETS = Advice(
    N_("See which pull secrets the pod was given (its ServiceAccount's are copied into it when it is created)."),
    "kubectl -n {namespace} get pod {pod} -o yaml | grep -A3 imagePullSecrets",
)

IMAGES = "https://kubernetes.io/docs/concepts/containers/images/"
PRIVATE = "https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/"
DEBUG_PODS = "https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/"
CRICTL = "https://kubernetes.io/docs/tasks/debug/debug-cluster/crictl/"
