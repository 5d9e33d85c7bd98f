"""What came out of trying to reach something, step by step."""

from dataclasses import dataclass
from enum import Enum


class StepName(Enum):
    """The steps, in their order. A path has those that its protocol has."""

    NAME = "name"
    ROUTE = "route"
    TCP = "tcp"
    UDP = "udp"
    TLS = "tls"
    HTTP = "http"


class Outcome(Enum):
    """How a step ended. These are different facts about a path, and never the same word for two of them."""

    OK = "ok"
    DROPPED = "dropped"
    """No answer at all within the time: a packet filter that drops, or nothing there."""
    REJECTED = "rejected"
    """An ICMP error came back: prohibited by a firewall, or host or network unreachable."""
    REFUSED = "refused"
    """TCP reset to the first packet: the host is reached, nothing listens (or a firewall rejects with a reset)."""
    RESET = "reset"
    """The connection was closed after it had been made."""
    FAILED = "failed"
    """The other side answered, and the answer is the failure: no such name, a bad certificate, HTTP 503."""
    UNKNOWN = "unknown"
    """It cannot be told, and `said` tells why: silence over UDP, no program to try it with."""
    SKIPPED = "skipped"
    """Not tried, because a step before it failed."""


@dataclass(frozen=True)
class Step:
    """One step: `seconds` it took, and `said`, the system's own words or figures (an address, a certificate's end)."""

    name: StepName
    outcome: Outcome
    seconds: float | None = None
    said: str = ""


@dataclass(frozen=True)
class Target:
    """What is to be reached. `host` is a name or an address; `port` is None where a protocol has none."""

    host: str
    port: int | None
    protocol: str = "tcp"
    tls: bool = False
    http_path: str | None = None
    server_name: str = ""
    """The name asked for and verified in TLS, and sent as HTTP's Host, where it is not `host`."""


@dataclass(frozen=True)
class Probed:
    """A target, tried from `origin` (a Shell's description), with the steps up to the one that failed."""

    origin: str
    target: Target
    steps: tuple[Step, ...]

    @property
    def failed(self) -> Step | None:
        """The step it stops at, if any."""
        return next((s for s in self.steps if s.outcome not in (Outcome.OK, Outcome.UNKNOWN, Outcome.SKIPPED)), None)
