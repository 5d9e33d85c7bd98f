"""What a program's last words say, in the catalogue's terms."""

from collections.abc import Iterator
from dataclasses import dataclass

from kanivete.catalogue.entry import Where
from kanivete.logs import Failure, find_failure, in_english
from kanivete.recognise import Recognition, recognitions

APPLICATION_ERROR = "crash.application-error"
_GENERIC = frozenset({APPLICATION_ERROR, "crash.signal"})
_VAGUE = 60
"""The rank from which a pattern is a guess by a few common words: what stands around it may say it better."""
_SURE = 2
"""The strength from which a failure ends a process, rather than just looks like an error."""


@dataclass(frozen=True)
class LogCause:
    """The failure in a log, and the cause it names.

    `cause` is None where the log ends without anything that looks like an error. `facts` are what the catalogue's
    pattern found (host, port, file, variable …). `rivals` are the causes that the same words may mean.
    """

    failure: Failure
    cause: str | None
    facts: dict[str, str]
    rivals: tuple[str, ...] = ()

    @property
    def is_specific(self) -> bool:
        """Whether it says more than that the program failed."""
        return self.cause is not None and self.cause not in _GENERIC

    @property
    def is_sure(self) -> bool:
        """Whether the program itself says that it ended for this."""
        return self.failure.strength >= _SURE


def read_log(text: str) -> LogCause | None:
    """The failure that ended the program which wrote the log, and its cause; None for an empty log.

    The innermost error speaks first, then the outermost, then the lines around them; a specific cause is better than
    that the program failed.
    """
    failure = find_failure(text)
    if failure is None:
        return None
    if not failure.strength:
        return LogCause(failure, None, {})
    found = list(_recognised(failure))
    specific = [one for one in found if one.cause not in _GENERIC]
    precise = next((one for one in specific if one.rank < _VAGUE), None)
    best = precise or next(iter(specific or found), None)
    if best is None:
        return LogCause(failure, APPLICATION_ERROR, {})
    # The innermost error may say only that a connection failed, and one around it where to.
    facts = next((one.facts for one in found if one.cause == best.cause and one.facts), {})
    return LogCause(failure, best.cause, facts, best.rivals)


def _recognised(failure: Failure) -> Iterator[Recognition]:
    """What its parts name, the best first."""
    for text in dict.fromkeys((failure.headline, failure.outer, failure.quote)):
        if text:
            yield from recognitions(in_english(text), Where.CONTAINER_LOG)
