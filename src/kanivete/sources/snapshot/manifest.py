"""The format of a snapshot's `kanivete.json`. Additions only; `format` counts what an older reader cannot read."""

from urllib.parse import quote

from msgspec import Struct

from kanivete.kube.events import Event
from kanivete.kube.kinds import KINDS, Kind
from kanivete.kube.meta import KubeObject
from kanivete.model import Gap, Scope
from kanivete.sources.base import LogRequest

MANIFEST = "kanivete.json"
OBJECTS = "objects.json"
FORMAT = 1


class Triage(Struct, frozen=True, rename="camel"):
    """An answer to `pods`: the suspicious ones as `namespace/name`, out of `examined`."""

    scope: Scope
    pods: tuple[str, ...]
    examined: int


class Listed(Struct, frozen=True, order=True):
    """A list that was asked for (no namespace: everywhere), and whether it was seen. `resource` is `plural.group`."""

    resource: str
    namespace: str
    seen: bool


class Looked(Struct, frozen=True, order=True):
    """A look-up of one object that gave nothing; `seen` where it is known not to exist."""

    resource: str
    namespace: str
    name: str
    seen: bool


class Refused(Struct, frozen=True):
    """An answer to `refusals`: the namespaces (none: everywhere), and the events themselves.

    They are kept apart from those of `events`: what was asked at another moment may count differently.
    """

    namespaces: tuple[str, ...]
    events: tuple[Event, ...]


class Logged(Struct, frozen=True, order=True):
    """A log that was asked for: in the file if `kept`; if not, known not to exist, or not to be `seen`."""

    namespace: str
    pod: str
    container: str
    previous: bool
    kept: bool
    seen: bool
    truncated: bool = False


class NodeLogged(Struct, frozen=True, order=True):
    """A kubelet's log that was asked for: in the file if `kept`; if not, it could not be seen."""

    node: str
    kept: bool
    truncated: bool = False


class Dumped(Struct, frozen=True, order=True):
    """A dump of a machine's firewall (see `kanivete.sources.base.NodeDump`)."""

    node: str
    name: str


class Manifest(Struct, frozen=True, rename="camel"):
    """What a snapshot says of itself. `now` is RFC 3339."""

    format: int
    source: str
    version: str
    now: str
    default_namespace: str
    examined: dict[str, int]
    gaps: tuple[Gap, ...]
    triages: tuple[Triage, ...]
    lists: tuple[Listed, ...]
    events: tuple[Listed, ...]
    lookups: tuple[Looked, ...]
    logs: tuple[Logged, ...]
    node_logs: tuple[NodeLogged, ...] = ()
    dumps: tuple[Dumped, ...] = ()
    server_version: str = ""
    health: dict[str, str] = {}
    refusals: tuple[Refused, ...] = ()
    api_version: str = "kanivete.dev/v1alpha1"
    kind: str = "Snapshot"


def plural(kind: Kind[KubeObject]) -> str:
    """What RBAC and kubectl call a kind: `pods`, `deployments.apps`."""
    return f"{kind.resource}.{kind.group}" if kind.group else kind.resource


BY_KIND: dict[tuple[str, str], Kind[KubeObject]] = {(kind.api_version, kind.kind): kind for kind in KINDS}


def log_path(request: LogRequest) -> str:
    """Where a log is in a snapshot."""
    end = ".previous.log" if request.previous else ".log"
    return f"logs/{request.namespace}/{request.pod}/{request.container}{end}"


def node_log_path(node: str) -> str:
    """Where a kubelet's log is in a snapshot."""
    return f"node-logs/{quote(node, safe='@:')}.kubelet.log"


def dump_path(dump: Dumped) -> str:
    """Where a firewall's dump is in a snapshot."""
    return f"firewall/{quote(dump.node, safe='@:')}.{quote(dump.name, safe='')}"
