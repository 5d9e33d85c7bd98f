"""Text to cause, by the catalogue's patterns."""

from dataclasses import dataclass
from functools import cache

from kanivete.catalogue import Cause, catalogue
from kanivete.catalogue.entry import API, Pattern, Where
from kanivete.recognise.candidates import Candidates
from kanivete.recognise.mirrors import primary
from kanivete.recognise.patterns import compiled

LONGEST = 16 * 1024
"""Characters of one text that are looked at: its beginning and its end, half each."""


@dataclass(frozen=True)
class Recognition:
    """A cause that a text names: the facts its pattern found, where it matched, and what else it may mean."""

    cause: str
    facts: dict[str, str]
    start: int
    end: int
    rank: int
    rivals: tuple[str, ...]


def recognise(text: str, where: Where) -> Recognition | None:
    """The cause that a text of that kind names, or None. Linear in the text's length."""
    return next(iter(recognitions(text, where)), None)


def recognitions(text: str, where: Where) -> list[Recognition]:
    """All causes whose patterns match, the best first."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"
    found = _all(text, where, primary(text))
    return found or _all(text, where, 0)


def _all(text: str, where: Where, begin: int) -> list[Recognition]:
    best: dict[str, Recognition] = {}
    for cause, pattern in _patterns(API if where in API else frozenset({where})).of(text):
        found = _match(cause, pattern, text, begin) if where in pattern.where else None
        if found and (cause.id not in best or _order(found) < _order(best[cause.id])):
            best[cause.id] = found
    return sorted(best.values(), key=_order)


def by_reason(reason: str) -> Cause | None:
    """The cause that one of the API's own reasons names without any text, or None."""
    return _reasons().get(reason)


def _match(cause: Cause, pattern: Pattern, text: str, begin: int) -> Recognition | None:
    match = compiled(pattern.regex).search(text, begin)
    if not match or (pattern.unless and compiled(pattern.unless).search(text, begin)):
        return None
    if pattern.given and not compiled(pattern.given).search(text):
        return None
    facts = {name: value for name, value in match.groupdict().items() if value}
    return Recognition(cause.id, facts, match.start(), match.end(), pattern.rank, cause.rivals)


def _order(found: Recognition) -> tuple[int, int, str]:
    return found.rank, -found.start, found.cause


@cache
def _patterns(places: frozenset[Where]) -> Candidates[tuple[Cause, Pattern]]:
    """The patterns for texts of these kinds; events and statuses have nearly all in common, so they share theirs."""
    return Candidates(
        [
            (pattern.regex, (cause, pattern))
            for cause in catalogue().values()
            for pattern in cause.patterns
            if places & pattern.where
        ]
    )


@cache
def _reasons() -> dict[str, Cause]:
    return {reason: cause for cause in catalogue().values() for reason in cause.reasons}
