"""What every source offers: the one protocol through which a diagnosis reads a cluster or a recording of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol, TypeVar

from kanivete.kube.events import Event
from kanivete.kube.kinds import Kind
from kanivete.kube.meta import KubeObject
from kanivete.kube.pods import Pod
from kanivete.model import Cost, Gap, Scope

T = TypeVar("T", bound=KubeObject)

LOG_TAIL_BYTES = 4 * 1024 * 1024
"""How much of the end of a log is read. What a program says when it dies is at the end."""

REFUSED = "FailedCreate"
"""The reason of the events by which controllers say that an object was not created."""


class Missing(Enum):
    """Why a look-up gave nothing."""

    ABSENT = "absent"
    """It is known not to exist."""
    UNSEEN = "unseen"
    """It could not be seen; the source has noted the gap."""


@dataclass(frozen=True)
class LogRequest:
    """One container's log: of the running or last instance, or of the one before it (`previous`)."""

    namespace: str
    pod: str
    container: str
    previous: bool = False


@dataclass(frozen=True)
class Log:
    """The end of a log, redacted, line ends made `\\n`; `truncated` where the beginning was left out."""

    text: str
    truncated: bool = False


@dataclass(frozen=True)
class NodeDump:
    """What one of a node's own tools printed: `iptables-save -c`, `nft -j list ruleset`, `ipset save`, …; redacted.

    `node` is the machine's name as the recording has it, which for a control plane need not be a Node's.
    """

    node: str
    name: str
    text: str


@dataclass(frozen=True)
class PodTriage:
    """The pods that may be unhealthy, sorted by namespace and name, out of `examined` looked at."""

    pods: tuple[Pod, ...]
    examined: int


class SourceError(Exception):
    """The source cannot be reached or read at all. One line that says what to do; exit code 3."""


class Source(Protocol):
    """Facts about a cluster.

    Nothing here raises for what could not be seen (forbidden, timed out, not in the recording): that becomes a gap and
    `Missing.UNSEEN`. Only a source that is of no use at all raises `SourceError`. Answers are cached, safe to ask from
    several threads, redacted (see `kanivete.redact`), and the same for the same cluster.
    """

    @property
    def description(self) -> str:
        """What it is, for `metadata.source`: a context and server, or a path."""

    @property
    def now(self) -> datetime:
        """The moment the facts are of: the clock for a live cluster, the end of a recording."""

    def pods(self, scope: Scope) -> PodTriage:
        """The suspicious pods of the scope's namespaces and selector (its names are not looked at)."""

    def list(self, kind: Kind[T], namespace: str = "") -> tuple[T, ...] | Missing:
        """All objects of a kind in a namespace (everywhere for none), sorted; or `Missing.UNSEEN`."""

    def get(self, kind: Kind[T], namespace: str, name: str) -> T | Missing:
        """One object. `namespace` is empty for a kind without namespaces."""

    def events(self, namespace: str) -> tuple[Event, ...] | Missing:
        """The namespace's events of both APIs, merged, oldest first."""

    def refusals(self, namespaces: Iterable[str] = ()) -> tuple[Event, ...]:
        """The events of the namespaces (of all, for none) that say what was not created, oldest first; gaps noted."""

    def log(self, request: LogRequest) -> Log | Missing:
        """The end of a container's log; ABSENT where the kubelet says it has none (any more)."""

    def node_log(self, node: str) -> Log | Missing:
        """The end of the kubelet's log of a node; live, by the API's node log query alone."""

    def kubelet_health(self, node: str) -> str | Missing:
        """What the node's kubelet says of itself through the API server: `ok`, or the error; live or in a snapshot."""

    def server_version(self) -> str | Missing:
        """The API server's version, such as `v1.36.3`; not known for most recordings, which is no gap."""

    def firewalls(self) -> tuple[NodeDump, ...] | Missing:
        """The firewall dumps of all machines that a recording has; a live source has none."""

    def prefetch_lists(self, kinds: Iterable[Kind[KubeObject]], namespaces: Iterable[str] = ()) -> None:
        """Say that these kinds will be listed, in these namespaces (everywhere for none): best before the pods."""

    def prefetch_nodes(self, names: Iterable[str]) -> None:
        """Say that the logs of these nodes will be asked for."""

    def prefetch(self, requests: Iterable[LogRequest]) -> None:
        """Say that these logs will be asked for, so that they can be fetched at the same time."""

    def examined(self) -> dict[str, int]:
        """How many objects were looked at so far, per resource."""

    def gaps(self) -> tuple[Gap, ...]:
        """What could not be seen so far, sorted, without repetitions."""

    def cost(self) -> Cost:
        """What it cost so far; zero for a recording."""

    def close(self) -> None:
        """Let go of connections and files."""
