"""Pasted text to causes: each failure in it, once, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kanivete.catalogue import catalogue
from kanivete.catalogue.entry import Where
from kanivete.diagnose.explain.answer import Answer, answer, from_program
from kanivete.diagnose.explain.entries import Entry, entries
from kanivete.diagnose.explain.kind import Shape, is_logged
from kanivete.recognise import by_reason, recognitions

_VAGUE = frozenset(
    {
        "crash.unexplained",
        "crash.start-error",
        "image.unrecognised",
        "pod.sandbox-failed",
        "node.status-unknown",
        "node.kubelet-stopped",
    }
)
"""Causes that say only that something failed: they are left out where a cause of the same family says why."""
_FEW = 3
_KUBERNETES = (Where.EVENT, Where.CONTAINER_STATUS, Where.NODE_CONDITION)


@dataclass(frozen=True)
class Explained:
    """A cause named in the text, the first line that names it, and how often it is named."""

    cause: str
    line: int
    text: str
    count: int = 1
    rivals: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


def explain_text(text: str) -> list[Explained]:
    """Each failure in a paste: messages, descriptions, tables, node logs and programs' logs, mixed as they come."""
    found: dict[str, Explained] = {}
    for one in _all(entries(text)):
        seen = found.get(one.cause)
        found[one.cause] = replace(seen, count=seen.count + one.count) if seen else one
    precise = {cause.partition(".")[0] for cause in found if cause not in _VAGUE}
    return [one for one in found.values() if one.cause not in _VAGUE or one.cause.partition(".")[0] not in precise]


def _all(found: list[Entry]) -> Iterator[Explained]:
    for entry in found:
        if (named := _named(entry)) and named.cause:
            line = entry.numbers[min(max(named.line, 1), len(entry.numbers)) - 1]
            yield Explained(named.cause, line, named.said or entry.quote, entry.count, named.rivals, named.facts)


def _named(entry: Entry) -> Answer | None:
    if entry.shape is Shape.OTHER:
        return _of_loose_lines(entry)
    readings = entry.readings
    if entry.shape is Shape.KUBERNETES:
        # People quote the end of a pull's message and leave out how it begins.
        readings = [*readings, f'Failed to pull image "": {readings[0]}']
    for text in readings:
        for where in _places(entry.shape):
            if (named := _answer(text, where, entry.shape)) and named.cause:
                return named
    cause = by_reason(entry.reason.removeprefix("Init:")) if entry.reason else None
    return Answer(cause.id, cause.rivals) if cause else None


def _of_loose_lines(entry: Entry) -> Answer | None:
    """A program's log, unless they are so few that they may be a message without anything around it."""
    (text,) = entry.readings
    few = len(entry.parts) <= _FEW and not any(is_logged(part.strip()) for part in entry.parts)
    if few:
        message = " ".join(part.strip() for part in entry.parts)
        for where in _KUBERNETES:
            if (named := answer(message, where)).cause:
                return named
    named = from_program(text, quoted=few)
    return named if named.cause or not few else answer(message, Where.KUBELET_LOG)


def _places(shape: Shape) -> tuple[Where, ...]:
    match shape:
        case Shape.NODE_LOG:
            return (Where.KUBELET_LOG,)
        case Shape.CONDITION_ROW:
            return (Where.NODE_CONDITION,)
        case Shape.POD_ROW | Shape.REASON_FIELD:
            return ()
        case Shape.KUBERNETES:
            return (*_KUBERNETES, Where.CONTAINER_LOG)
    return _KUBERNETES


def _answer(text: str, where: Where, shape: Shape) -> Answer | None:
    named = answer(text, where)
    if named.cause or shape is not Shape.NODE_LOG:
        return named
    # A person who pastes a kubelet's line about a pod asks about the pod.
    found = next(iter(recognitions(text.replace('\\"', '"'), Where.KUBELET_LOG)), None)
    return Answer(found.cause, catalogue()[found.cause].rivals, found.facts) if found else None
