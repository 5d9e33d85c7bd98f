"""What came back from where a target was tried, before it is read: whatever program tried it, in one shape."""

from msgspec import Struct, field


class Icmp(Struct, frozen=True):
    """An ICMP error (`version` 4 or 6) and who sent it."""

    version: int
    type: int
    code: int
    sender: str = field(name="from", default="")


class Failure(Struct, frozen=True, kw_only=True):
    """Why something ended: `errno` is a name (`ECONNREFUSED`), `said` the system's words."""

    timeout: bool = False
    errno: str = ""
    said: str = ""
    icmp: Icmp | None = None
    seconds: float | None = None


class QueryFacts(Failure, frozen=True, kw_only=True):
    name: str
    type: str
    server: str
    code: str = ""
    addresses: list[str] = []


class NameFacts(Failure, frozen=True, kw_only=True):
    """`code` is that of getaddrinfo (`EAI_NONAME`) or of DNS (`NXDOMAIN`)."""

    addresses: list[str] = []
    code: str = ""
    servers: list[str] = []
    search: list[str] = []
    ndots: int = 1
    queries: list[QueryFacts] = []


class RouteFacts(Failure, frozen=True, kw_only=True):
    source: str = ""


class TcpFacts(Failure, frozen=True, kw_only=True):
    """One address. It is connected where there is neither a time-out nor an error."""

    address: str
    closed: bool = False
    """Closed by the other side right after it was made."""
    unclear: bool = False
    """The program did not tell how it ended; its words are in `said`."""


class UdpFacts(Failure, frozen=True, kw_only=True):
    address: str
    answered: bool = False
    code: str = ""
    """Of the answer, where a DNS server was asked."""


class OwnFacts(Struct, frozen=True):
    """A certificate as a program printed it; times in OpenSSL's form (`Nov 19 13:38:14 2036 GMT`)."""

    subject: str
    issuer: str
    not_before: str
    not_after: str


class TlsFacts(Failure, frozen=True, kw_only=True):
    """`verify` is OpenSSL's X509_V_ERR number, `reason` the name of OpenSSL's error, `chain` DER in base64."""

    version: str = ""
    cipher: str = ""
    chain: list[str] = []
    pem: str = ""
    """The chain where it was got as text."""
    own: OwnFacts | None = None
    """The first certificate where there is nothing else of it."""
    verify: int = 0
    reason: str = ""
    plain: str = ""
    """What was answered to somebody who spoke no TLS."""
    authorities: bool = True
    """Whether there are authorities to trust where it was tried."""
    missing: str = ""
    """What would have been needed to try it."""


class HttpFacts(Failure, frozen=True, kw_only=True):
    """`answer` is what was received, as far as it was read."""

    first_byte: float | None = None
    answer: str = ""
    reason: str = ""
    missing: str = ""
    unclear: bool = False
    """The program could not do it itself; its words are in `said`."""


class Facts(Struct, frozen=True, kw_only=True):
    """What one target gave; a step that was not come to is None."""

    name: NameFacts | None = None
    route: RouteFacts | None = None
    tcp: list[TcpFacts] = []
    udp: UdpFacts | None = None
    tls: TlsFacts | None = None
    http: HttpFacts | None = None
    broken: str = ""
    """Why the attempt itself failed."""
    program: str = ""
