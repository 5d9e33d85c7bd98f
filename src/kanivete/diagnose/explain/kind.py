"""What kind of text a pasted line is. Pure: looks at the line alone."""

from dataclasses import dataclass
from enum import Enum, auto

from kanivete.catalogue.entry import Where
from kanivete.recognise.patterns import Regex, compiled


class Shape(Enum):
    """The form a line has."""

    EVENT_ROW = auto()
    """A row of `kubectl describe` or `kubectl get events`."""
    POD_ROW = auto()
    """A row of `kubectl get pods`."""
    CONDITION_ROW = auto()
    """A row of the conditions in `kubectl describe node`."""
    MESSAGE_FIELD = auto()
    """`Message: …` or `message: …`."""
    REASON_FIELD = auto()
    NODE_LOG = auto()
    """klog, or the journal of kubelet, systemd or kernel."""
    KUBERNETES = auto()
    """Words that only Kubernetes, a container runtime or a registry says."""
    HEADING = auto()
    """A field that only a description has."""
    FIELD = auto()
    """Another field of a description, or a program's line that looks like one."""
    BLANK = auto()
    OTHER = auto()
    """A program's log, or the continuation of the line before."""


@dataclass(frozen=True)
class Seen:
    """A line's shape, and what it holds: the message, the API's reason, how often it happened."""

    shape: Shape
    message: str = ""
    reason: str = ""
    count: int = 1


def _exact(regex: str) -> Regex:
    """Case matters here, and `.` stays within the line."""
    return compiled(f"(?-is){regex}")


_AGE = r"(?:<unknown>|<invalid>|\d+[dhmsy](?:\d+[hms])*)(?:\s+\(x\d+\s+over\s+\S+\))?"
_DESCRIBED = _exact(
    rf"^(?:Normal|Warning)\s+(?P<reason>\w+)\s+(?P<age>{_AGE})\s+(?P<source>\S.*?)\s{{2,}}(?P<message>\S.*)$"
)
_DESCRIBED_TIGHT = _exact(
    rf"^(?:Normal|Warning)\s+(?P<reason>\w+)\s+(?P<age>{_AGE})\s+(?P<source>\S+)\s+(?P<message>\S.*)$"
)
_GOTTEN = compiled(
    r"^(?:\S+\s+)?\S+\s+(?:Normal|Warning)\s+(?P<reason>\w+)\s+(?P<object>[a-z.]+/\S+)\s+(?P<message>\S.*)$"
)
_POD = _exact(r"^(?:[a-z0-9-]+\s+)?[a-z0-9][a-z0-9.-]*\s+\d+/\d+\s+(?P<reason>[A-Z][\w:/-]*)\s+\d+\b")
_CONDITION = _exact(
    r"^(?P<type>Ready|MemoryPressure|DiskPressure|PIDPressure|NetworkUnavailable)\s+(?P<status>True|False|Unknown)\s+"
    r".*?(?P<reason>[A-Z][A-Za-z]+)\s{2,}(?P<message>\S.*)$"
)
_MESSAGE = compiled(r"^[\"']?message[\"']?:\s*(?P<message>\S.*)$")
_REASON = compiled(r"^[\"']?(?:reason|status)[\"']?:\s*[\"']?(?P<reason>[A-Z]\w+)[\"']?,?$")
_HEADING = _exact(
    r"^(?:(?:Name|Namespace|Events|Containers|Init Containers|Conditions|Labels|Annotations|Node|Volumes"
    r"|Tolerations):(?:\s{2,}\S|$)"
    r"|Type\s+(?:Reason|Status)\b|LAST SEEN\b|NAME(?:SPACE)?\s)"
)
_FIELD = _exact(r"^(?:[A-Z][\w /-]{0,40}:(?:\s{2,}\S.*|)$|-{3,})")
_KLOG = _exact(r"(?:^|\s)[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ [\w.?]+:\d+\]|^\{\"ts\":[\d.]+,\"caller\":")
_JOURNAL = _exact(
    r"^(?:[A-Z][a-z]{2}\s+\d{1,2}\s\d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\dT\S+)\s+\S+\s+"
    r"(?:kubelet|k3s|rke2|kernel|systemd|\(kubelet\)|containerd|crio|node-problem-detector)(?:\[\d+\])?:"
    r"|^\[\s*\d+\.\d+\]\s|kubelet\.service"
)
_COUNT = _exact(r"\(x(\d+)\s+over")
_KUBERNETES = compiled(
    r"failed to pull image|back-off (?:pulling|restarting)|ErrImage|ImagePull|failed to pull and unpack"
    r"|initializing source docker|pinging container registry|nodes? (?:are|is) available|MountVolume\."
    r"|AttachVolume\.|MapVolume\.|NodeExpandVolume|Multi-Attach error|unmounted volumes=|hostPath type check"
    r"|\bis forbidden: |admission webhook|failed calling webhook"
    r"|(?:liveness|readiness|startup) probe (?:failed|errored)|failed (?:liveness|startup) probe"
    r"|Error creating: |OCI runtime|runc create failed|pod sandbox|exceeded quota|failed quota"
    r"|network is not ready|runtime network not ready|persistent ?volume ?claims?|storageclass|low on resource"
    r"|Error response from daemon|(?:configmap|secret|serviceaccount)s? \\*\"[^\"]+\\*\" not found"
    r"|couldn't find key|runAsNonRoot|manifest unknown|pull access denied|toomanyrequests"
    r"|executable file not found in \$PATH|executable file `|no basic auth credentials"
    r"|kubelet (?:stopped|never) posted|violates PodSecurity|image pull secrets"
    r"|present with pull policy of Never|couldn't parse image name|untolerated taint|scheduling gates"
    r"|CreateContainer|plugin type=|PLEG is not healthy|container runtime is down"
    r"|kubelet has (?:insufficient|disk pressure)|no match for platform|external provisioner|volume plugin"
    r"|CSI driver|/v2/\S*/(?:manifests|blobs)/"
)
_PROGRAM = _exact(
    r"^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]|\[?\d\d:\d\d:\d\d|time=|level=|ts=|\{\""
    r"|\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b[\]: ])"
)
"""How the lines of a program's log begin."""


def is_logged(line: str) -> bool:
    """Whether a line begins as a log's lines do: what is quoted as an error mostly does not."""
    return bool(_PROGRAM.search(line))


def look(line: str) -> Seen:
    """The shape of a tidied line."""
    if not line:
        return Seen(Shape.BLANK)
    for shape, pattern in (
        (Shape.NODE_LOG, _KLOG),
        (Shape.NODE_LOG, _JOURNAL),
        (Shape.EVENT_ROW, _DESCRIBED),
        (Shape.EVENT_ROW, _DESCRIBED_TIGHT),
        (Shape.EVENT_ROW, _GOTTEN),
        (Shape.CONDITION_ROW, _CONDITION),
        (Shape.POD_ROW, _POD),
        (Shape.MESSAGE_FIELD, _MESSAGE),
        (Shape.REASON_FIELD, _REASON),
    ):
        if match := pattern.search(line):
            groups = match.groupdict()
            count = _COUNT.search(line) if shape is Shape.EVENT_ROW else None
            return Seen(
                shape,
                groups.get("message") or line,
                groups.get("reason") or "",
                int(count.group(1) or 1) if count else 1,
            )
    if _KUBERNETES.search(line) and not is_logged(line):
        return Seen(Shape.KUBERNETES, line)
    if _HEADING.search(line):
        return Seen(Shape.HEADING, line)
    return Seen(Shape.FIELD if _FIELD.search(line) else Shape.OTHER, line)


def guess(text: str) -> Where:
    """The kind of one text of which nothing is known: a message, or a program's log."""
    for line in text.splitlines() or [""]:
        match look(line.strip()).shape:
            case Shape.NODE_LOG:
                return Where.KUBELET_LOG
            case Shape.CONDITION_ROW:
                return Where.NODE_CONDITION
            case Shape.EVENT_ROW | Shape.KUBERNETES | Shape.MESSAGE_FIELD:
                return Where.EVENT
    return Where.CONTAINER_LOG
