"""A finding: a cause established for a subject. Field names are a stable contract (docs/json.md)."""

from msgspec import Struct, field

from kanivete.model.reference import ObjectRef
from kanivete.model.words import Certainty, Changes, Origin, Owner, Severity


class Evidence(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One verbatim fact and where it was read.

    `field` is a path in the object (`status.containerStatuses[main].state.waiting.message`), `time` is RFC 3339,
    `count` how often it was seen, `text` the words themselves, redacted.
    """

    origin: Origin
    text: str
    object: ObjectRef | None = None
    field: str = ""
    time: str = ""
    count: int = 1


class RuledOut(Struct, frozen=True, rename="camel"):
    """A rival cause that was checked and found clean, and the fact that clears it."""

    cause: str
    because: str


class Consequence(Struct, frozen=True, rename="camel"):
    """Something broken only because of the finding it hangs on."""

    subject: ObjectRef
    symptom: str


class Step(Struct, frozen=True, rename="camel"):
    """Something to look at next; `command` changes nothing."""

    text: str
    command: str = ""


class Remedy(Struct, frozen=True, rename="camel"):
    """What mends it. `command` can be pasted; `changes` says what it alters."""

    text: str
    command: str = ""
    changes: Changes = Changes.NOTHING


class Affected(Struct, frozen=True, rename="camel"):
    """What suffers. `objects` may be shorter than `total`."""

    total: int
    objects: tuple[ObjectRef, ...]


class Finding(Struct, frozen=True, rename="camel"):
    """One root cause. `rank` is 1 for the first to read; `since` is RFC 3339 or empty when not known."""

    rank: int
    id: str
    cause: str
    title: str
    severity: Severity
    certainty: Certainty
    owner: Owner
    subject: ObjectRef
    affected: Affected
    since: str
    explanation: str
    evidence: tuple[Evidence, ...]
    consequences: tuple[Consequence, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    next: tuple[Step, ...] = ()
    references: tuple[str, ...] = field(default=())
