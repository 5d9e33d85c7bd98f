"""The answer of a whole run. Field names are a stable contract (docs/json.md)."""

from msgspec import Struct

from kanivete.model.finding import Finding


class Scope(Struct, frozen=True, rename="camel", omit_defaults=True):
    """What was asked about. No `namespaces` means all of them; `names` are `(resource, name)` pairs."""

    namespaces: tuple[str, ...] = ()
    selector: str = ""
    names: tuple[tuple[str, str], ...] = ()


class Gap(Struct, frozen=True, order=True):
    """Something that could not be seen.

    `what` is a resource or a kind of fact ("events", "log"), `where` a namespace or `namespace/pod/container`,
    `why` the reason in one line, `grant` the RBAC rule (YAML, one line) that would let it be seen, or empty.
    """

    what: str
    where: str
    why: str
    grant: str = ""


class Coverage(Struct, frozen=True):
    """How much was seen: `examined` counts objects per resource name."""

    complete: bool
    examined: dict[str, int]
    gaps: tuple[Gap, ...]


class Cost(Struct, frozen=True, rename="camel"):
    requests: int
    bytes_received: int


class Metadata(Struct, frozen=True, rename="camel"):
    """Where the answer comes from. `started_at` is RFC 3339, the recording's own time for a recording."""

    source: str
    scope: Scope
    started_at: str
    duration_seconds: float
    version: str


class Diagnosis(Struct, frozen=True, rename="camel"):
    metadata: Metadata
    coverage: Coverage
    cost: Cost
    findings: tuple[Finding, ...]
    api_version: str = "kanivete.dev/v1alpha1"
    kind: str = "Diagnosis"
