"""Which fault is made in a drill: drawn by a seed among those of a level and family."""

from collections.abc import Iterator
from enum import StrEnum
from random import Random

from msgspec import UNSET

from kanivete.catalogue import catalogue
from kanivete.simulate.scenario import library
from kanivete.simulate.scenario.library import Reach
from kanivete.simulate.scenario.model import Need

_PLAIN = {"image", "config", "scheduling", "admission", "probe"}
"""Families whose status or events say in words what is wrong."""
_FAR = {"node", "network", "dns", "tls", "http", "service"}
"""Families whose faults show elsewhere than where they are."""
_NOISY = {
    "crash.application-error--interleaved",
    "crash.dependency-unreachable--python",
    "crash.invalid-configuration--environment",
    "crash.port-in-use--sidecar",
}
"""Whose logs say much, or little, or of another container than the one looked at."""
_CHOICES, _OF_THE_FAMILY = 10, 4


class Level(StrEnum):
    """How hard a fault is to find."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


def level(name: str) -> Level:
    """Of a scenario: by its family, by how far it reaches, and by whether its words fit other causes too."""
    head = library.head(name)
    family = head.cause.partition(".")[0]
    if family in _FAR or name in _NOISY or head.accept or library.reach(name) is Reach.NODE:
        return Level.HARD
    return Level.EASY if family in _PLAIN and head.registry is UNSET else Level.MEDIUM


def families() -> tuple[str, ...]:
    """Those of which there is a scenario."""
    return tuple(sorted({name.partition(".")[0] for name in library.names()}))


def drawn(random: Random, wanted: Level | None = None, family: str = "", *, node: bool = False) -> Iterator[str]:
    """Names of scenarios in a random order: what a cluster refuses is followed by another.

    Only faults of a node, where one may be broken; none, where none may.
    """
    names = [name for name in library.names() if not family or name.startswith(f"{family}.")]
    random.shuffle(names)
    for name in names:
        if breaks_a_node(name) == node and (wanted is None or level(name) is wanted):
            yield name


def breaks_a_node(name: str) -> bool:
    """Whether a scenario needs a node that may be broken."""
    return Need.NODE in library.head(name).needs or library.reach(name) is Reach.NODE


def choices(accepted: tuple[str, ...], random: Random) -> tuple[str, ...]:
    """Causes to choose from, sorted: the first of `accepted`, some of its family, some of every other.

    Those that would be accepted as well are left out.
    """
    right = accepted[0]
    made = {name.partition("--")[0] for name in library.names()}
    others = sorted((made | {cause for cause in catalogue() if not catalogue()[cause].no_scenario}) - set(accepted))
    random.shuffle(others)
    family = right.partition(".")[0]
    found = [right, *[cause for cause in others if cause.partition(".")[0] == family][: _OF_THE_FAMILY - 1]]
    seen = {family}
    for cause in others:
        if len(found) < _CHOICES and cause.partition(".")[0] not in seen:
            seen.add(cause.partition(".")[0])
            found.append(cause)
    return tuple(sorted(found))
