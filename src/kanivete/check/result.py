"""What a check found: what the objects say, what was tried, and one verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kanivete.catalogue import catalogue
from kanivete.model import Certainty, Coverage, Evidence, ObjectRef, Origin, Owner, Remedy
from kanivete.probe.steps import Probed
from kanivete.redact import clean

LONGEST_QUOTE = 600


class Topic(StrEnum):
    """What an object step is about, in the order of a packet's way."""

    FROM = "from"
    NAME = "name"
    SERVICE = "service"
    PORT = "port"
    SELECTOR = "selector"
    ENDPOINTS = "endpoints"
    READINESS = "readiness"
    TARGET_PORT = "target-port"
    EGRESS = "egress"
    INGRESS = "ingress"
    DNS = "dns"
    NODE = "node"
    PROXY = "proxy"


class Mark(StrEnum):
    """What an object step means for the connection."""

    OK = "ok"
    HINT = "hint"
    """Worth knowing; it breaks nothing by itself."""
    BROKEN = "broken"
    UNSEEN = "unseen"
    """It could not be looked at."""


@dataclass(frozen=True)
class Break:
    """A cause of the catalogue found on the way; `text` is one sentence. `facts` fill the catalogue's texts."""

    cause: str
    text: str
    subject: ObjectRef | None
    certainty: Certainty = Certainty.PROVEN
    evidence: tuple[Evidence, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    remedies: tuple[Remedy, ...] = ()
    """They come before the catalogue's own."""

    @property
    def owner(self) -> Owner:
        """Who has to act."""
        return catalogue()[self.cause].owner


@dataclass(frozen=True)
class ObjectStep:
    """One thing that the objects say about the way. `broken` is set where it ends there."""

    topic: Topic
    mark: Mark
    text: str
    evidence: tuple[Evidence, ...] = ()
    broken: Break | None = None


@dataclass(frozen=True)
class Tried:
    """One path that was tried. `role`: `name` (as was asked), `service` (its address), `endpoint` (one behind it)."""

    role: str
    probed: Probed
    subject: ObjectRef | None = None


@dataclass(frozen=True)
class Verdict:
    """`reached` is None where nothing was tried and the objects show no break."""

    reached: bool | None
    text: str
    broken: Break | None = None


@dataclass(frozen=True)
class Check:
    """The whole answer to one `FROM TO`."""

    origin: str
    target: str
    origin_ref: ObjectRef | None
    target_ref: ObjectRef | None
    verdict: Verdict
    objects: tuple[ObjectStep, ...]
    tried: tuple[Tried, ...]
    coverage: Coverage
    tool: str = ""
    """What was started to try it with, where the origin itself has no program for it."""
    notes: tuple[str, ...] = ()


def field_of(ref: ObjectRef, path: str, text: str) -> Evidence:
    """A field of an object's specification, quoted."""
    return Evidence(origin=Origin.OBJECT, text=quote(text), object=ref, field=path)


def status_of(ref: ObjectRef, path: str, text: str) -> Evidence:
    """A field of an object's status, quoted."""
    return Evidence(origin=Origin.STATUS, text=quote(text), object=ref, field=path)


def probe_said(text: str, ref: ObjectRef | None = None, path: str = "") -> Evidence:
    """The result of something that was tried."""
    return Evidence(origin=Origin.PROBE, text=quote(text), object=ref, field=path)


def quote(text: str) -> str:
    """Text as it may be shown."""
    text = clean(text.strip())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
