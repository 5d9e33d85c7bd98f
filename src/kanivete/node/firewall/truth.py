"""Three-valued logic: a condition holds, does not hold, or cannot be decided, and then says why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither true nor false; `why` is a clause for people, in the language in use."""

    why: str

    def __bool__(self) -> NoReturn:
        raise TypeError("a truth that is unknown is neither true nor false")


Truth = bool | Unknown


def inverted(truth: Truth, by: bool = True) -> Truth:
    """Its negation, if `by`."""
    if isinstance(truth, Unknown):
        return truth
    return truth is not by


def every(truths: Iterable[Truth]) -> Truth:
    """All of them hold: one false is enough to be false, whatever is unknown."""
    unknown: Unknown | None = None
    for truth in truths:
        if isinstance(truth, Unknown):
            unknown = unknown or truth
        elif not truth:
            return False
    return True if unknown is None else unknown


def some(truths: Iterable[Truth]) -> Truth:
    """One of them holds: one true is enough to be true, whatever is unknown."""
    unknown: Unknown | None = None
    for truth in truths:
        if isinstance(truth, Unknown):
            unknown = unknown or truth
        elif truth:
            return True
    return False if unknown is None else unknown
