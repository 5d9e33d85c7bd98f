"""One text of a known kind, and the cause it names."""

from dataclasses import dataclass, field

from kanivete.catalogue.entry import Where
from kanivete.diagnose.log_cause import read_log
from kanivete.recognise import Recognition, about_node, recognitions

_LISTING = frozenset({"scheduling"})
"""Families whose messages list several reasons side by side, instead of wrapping one in the other."""
_LIVED_THROUGH = 2
"""An error without a known cause that a program says more often than this did not end it."""


@dataclass(frozen=True)
class Answer:
    """The cause, what its pattern found, and the causes that the same words may mean; no cause, no rivals."""

    cause: str | None = None
    rivals: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    rank: int = 100
    said: str = ""
    """The line of a program's log that says it."""
    line: int = 1
    """Which line of the text that is."""


NOTHING = Answer()


def answer(text: str, where: Where) -> Answer:
    """The cause that a text of that kind names.

    A node's log is asked about the node: that an image could not be pulled or a container crashes there is nothing
    that ails the node, so its lines about pods name nothing.
    """
    if where is Where.CONTAINER_LOG:
        return from_program(text)
    if where is Where.KUBELET_LOG:
        return _of_node(text)
    return _best(recognitions(text, where))


def from_program(text: str, quoted: bool = False) -> Answer:
    """The cause in a program's log; in lines that somebody `quoted` as the failure, anything like an error is one."""
    found = read_log(text)
    if found is None or found.cause is None or not (found.is_sure or found.is_specific or quoted):
        return NOTHING
    if not found.is_specific and text.count(found.failure.headline) > _LIVED_THROUGH:
        return NOTHING
    return Answer(found.cause, found.rivals, dict(found.facts), said=found.failure.headline, line=found.failure.line)


def _of_node(text: str) -> Answer:
    answers = (_best(about_node(line)) for line in dict.fromkeys(text.splitlines()))
    return min((one for one in answers if one.cause), key=lambda one: one.rank, default=NOTHING)


def _best(found: list[Recognition]) -> Answer:
    if not found:
        return NOTHING
    best, *others = found
    family = best.cause.partition(".")[0]
    beside = (
        tuple(one.cause for one in others if one.rank == best.rank and one.cause.partition(".")[0] == family)
        if family in _LISTING
        else ()
    )
    return Answer(best.cause, tuple(dict.fromkeys((*best.rivals, *beside))), best.facts, best.rank)
