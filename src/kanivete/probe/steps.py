"""What came out of trying to reach something, step by step."""

from dataclasses import dataclass
from datetime import datetime
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


class Fault(Enum):
    """What exactly is wrong where the outcome alone does not say it."""

    NO_SUCH_NAME = "no-such-name"
    NO_ADDRESS = "no-address"
    """The name exists, and has no address."""
    RESOLVER_SILENT = "resolver-silent"
    RESOLVER_REFUSED = "resolver-refused"
    """Nothing listens where the DNS server should be, or it answers REFUSED."""
    RESOLVER_FAILED = "resolver-failed"
    """SERVFAIL and the like: the DNS server could not find out."""
    NO_ROUTE = "no-route"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    SELF_SIGNED = "self-signed"
    UNKNOWN_AUTHORITY = "unknown-authority"
    WRONG_NAME = "wrong-name"
    BAD_CERTIFICATE = "bad-certificate"
    NO_TLS = "no-tls"
    """Something else than TLS is spoken there."""
    OLD_PROTOCOL = "old-protocol"
    CLIENT_CERTIFICATE = "client-certificate"
    """A client certificate is asked for."""
    HANDSHAKE = "handshake"
    """Any other end of the TLS handshake."""
    NEEDS_TLS = "needs-tls"
    NOT_HTTP = "not-http"
    SERVER_ERROR = "server-error"
    """HTTP 5xx."""


@dataclass(frozen=True)
class Step:
    """One step: `seconds` it took, and `said`, the system's own words or figures (an address, a certificate's end)."""

    name: StepName
    outcome: Outcome
    seconds: float | None = None
    said: str = ""
    fault: Fault | None = None


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
    ca: str = ""
    """PEM certificates that are trusted instead of those of the machine that tries."""
    verify: bool = True
    """Whether a certificate that is not trusted, or for another name, fails the TLS step."""

    def __str__(self) -> str:
        """`tcp 10.0.0.1:6443`, `https://shop:8443/healthz`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        place = host if self.port is None else f"{host}:{self.port}"
        if self.http_path is not None:
            return f"{'https' if self.tls else 'http'}://{place}/{self.http_path.lstrip('/')}"
        return f"{self.protocol} {place}"


@dataclass(frozen=True)
class Query:
    """One question to a DNS server. `code` is its answer (`NOERROR` …), or empty, and `said` tells why."""

    name: str
    type: str
    server: str
    code: str
    addresses: tuple[str, ...] = ()
    seconds: float | None = None
    said: str = ""


@dataclass(frozen=True)
class Resolved:
    """How a name became addresses: what programs there get, and what its DNS servers answered on the way."""

    addresses: tuple[str, ...]
    servers: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    ndots: int = 1
    queries: tuple[Query, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """One address that was tried."""

    address: str
    outcome: Outcome
    seconds: float | None = None
    said: str = ""


@dataclass(frozen=True)
class Certificate:
    """What is read of a certificate; nothing is trusted because of it. `names` are DNS names and addresses."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Presented:
    """What the other side showed in TLS. `chain` begins with its own certificate and may hold only that."""

    version: str
    cipher: str = ""
    chain: tuple[Certificate, ...] = ()
    faults: tuple[Fault, ...] = ()
    """All that is wrong with it, also where `verify` is off."""


@dataclass(frozen=True)
class Answered:
    """The head of an HTTP answer; `seconds` until its first byte."""

    status: int
    reason: str = ""
    server: str = ""
    location: str = ""
    seconds: float | None = None
    head: str = ""
    """The first bytes of its body, where they are text."""


@dataclass(frozen=True)
class Probed:
    """A target, tried from `origin` (a Shell's description), with the steps up to the one that failed."""

    origin: str
    target: Target
    steps: tuple[Step, ...]
    program: str = ""
    """What it was tried with: `python3`, `curl`, `bash` …"""
    resolved: Resolved | None = None
    attempts: tuple[Attempt, ...] = ()
    presented: Presented | None = None
    answered: Answered | None = None

    @property
    def failed(self) -> Step | None:
        """The step it stops at, if any."""
        return next((s for s in self.steps if s.outcome not in (Outcome.OK, Outcome.UNKNOWN, Outcome.SKIPPED)), None)

    @property
    def reached(self) -> bool | None:
        """Whether all steps succeeded; None where it cannot be told."""
        if self.failed:
            return False
        return True if self.steps and all(step.outcome is Outcome.OK for step in self.steps) else None

    def step(self, name: StepName) -> Step | None:
        """The step of that name, if the path has it."""
        return next((step for step in self.steps if step.name is name), None)
