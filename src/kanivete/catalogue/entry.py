"""What an entry of the catalogue is made of.

Entries are data. Title, explanation, next steps and remedies are English message ids (marked with `N_`, translated when
shown) and may hold `{facts}`, filled in per finding; a fact that is not known is shown as `<fact>`.

Facts every finding of a workload has: `namespace`, `pod`, `container`, `workload` (`deployment/web`), `image`, `node`.
The others are the named groups of the patterns and what the family's examiner adds.
"""

from enum import StrEnum

from msgspec import Struct

from kanivete.model import Changes, Owner, Severity


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "marked, not yet translated"
    """Mark a message for extraction."""
    return message


class Where(StrEnum):
    """The kind of text that something was read in."""

    EVENT = "event"
    CONTAINER_STATUS = "container-status"
    CONTAINER_LOG = "container-log"
    KUBELET_LOG = "kubelet-log"
    NODE_CONDITION = "node-condition"


API = frozenset({Where.EVENT, Where.CONTAINER_STATUS})
LOG = frozenset({Where.CONTAINER_LOG})
NODE = frozenset({Where.KUBELET_LOG, Where.NODE_CONDITION})
KUBELET = frozenset({Where.EVENT, Where.CONTAINER_STATUS, Where.KUBELET_LOG})
"""What the kubelet says: in its log, and passed on in events and statuses."""


class Pattern(Struct, frozen=True):
    """A regular expression (RE2 syntax, searched case-insensitively) whose match means the cause.

    Where patterns of several causes match one text, the lowest `rank` wins, then the match that starts last
    (Go wraps errors outside in, so the innermost cause comes last). `unless` takes the match back; `given` must match
    somewhere in the text as well (`connection refused` says nothing about an image unless one was being pulled).
    Named groups become facts.
    """

    regex: str
    where: frozenset[Where] = API
    rank: int = 50
    unless: str = ""
    given: str = ""


class Example(Struct, frozen=True):
    """A real text and what said it (`containerd 2.x`, `CRI-O, quay.io`)."""

    text: str
    said_by: str
    where: Where = Where.EVENT


class NearMiss(Struct, frozen=True):
    """A text that looks like the cause and is not it; `instead` is the cause it is, if any."""

    text: str
    instead: str | None = None
    where: Where = Where.EVENT


class Advice(Struct, frozen=True):
    """A next step or a remedy: prose, and a command that can be pasted."""

    text: str
    command: str = ""
    changes: Changes = Changes.NOTHING


class Cause(Struct, frozen=True, kw_only=True):
    """One reason why.

    `reasons` are the API's own reasons (waiting, terminated, event) that say it without any text. `rivals` are the
    causes that the same words may stand for as well. `no_scenario` says why it cannot be made on a test cluster.
    """

    id: str
    title: str
    explanation: str
    owner: Owner
    severity: Severity = Severity.CRITICAL
    reasons: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    rivals: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    next: tuple[Advice, ...] = ()
    remedies: tuple[Advice, ...] = ()
    references: tuple[str, ...] = ()
    no_scenario: str = ""

    @property
    def family(self) -> str:
        """`image` of `image.tag-not-found`."""
        return self.id.partition(".")[0]
