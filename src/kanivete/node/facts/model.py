"""What a node told about itself."""

from dataclasses import dataclass
from datetime import datetime

from kanivete.sources.base import NodeDump


@dataclass(frozen=True)
class Unit:
    """A systemd unit that exists. `since` is when it came into this state."""

    name: str
    active: str
    sub: str
    result: str
    exit_status: int | None
    restarts: int | None
    since: datetime | None
    enabled: str = ""

    @property
    def runs(self) -> bool:
        """Whether it does its work now."""
        return self.active in ("active", "reloading") and self.sub in ("running", "reload", "exited", "listening")


@dataclass(frozen=True)
class Disk:
    """The file system below a folder; the figures are None where `df` does not tell."""

    folder: str
    mounted_on: str
    used_percent: int | None
    inodes_percent: int | None
    free_bytes: int | None
    read_only: bool = False


@dataclass(frozen=True)
class Kubelet:
    """How the node's kubelet is to reach the API server.

    `server` is the URL in its kubeconfig, `balanced` the addresses behind a load balancer on the node itself.
    `not_before` and `not_after` are those of its client certificate.
    """

    running: bool | None = None
    kubeconfig: str = ""
    server: str = ""
    balanced: tuple[str, ...] = ()
    not_before: datetime | None = None
    not_after: datetime | None = None


@dataclass(frozen=True)
class Lack:
    """One thing that could not be read, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class NodeFacts:
    """All that was read of one machine at one go; `via` is the description of the shell."""

    via: str
    hostname: str = ""
    user: str = ""
    root: bool = False
    clock_ahead: float | None = None
    """Seconds that the node's clock is ahead of ours; None where it is right as far as can be told."""
    up_seconds: float | None = None
    units: tuple[Unit, ...] = ()
    kubelet: Kubelet = Kubelet()
    route: str = ""
    """What `ip route get` says of the way to the API server."""
    disks: tuple[Disk, ...] = ()
    swaps: tuple[str, ...] = ()
    dumps: tuple[NodeDump, ...] = ()
    lacks: tuple[Lack, ...] = ()

    @property
    def address(self) -> str:
        """The address that the machine sends from on its way to the API server; empty where it is not known."""
        return self._after("src")

    def next_hop(self, address: str) -> str:
        """The address that packets to this one are handed to; empty for a neighbour, and where it is not known."""
        return self._after("via") if self.route.split()[:1] == [address] else ""

    def _after(self, word: str) -> str:
        """What follows the word in the route."""
        words = self.route.split()
        return words[words.index(word) + 1] if word in words[:-1] else ""
