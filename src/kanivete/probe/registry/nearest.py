"""Which of the tags that exist was probably meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

_VERSION = re.compile(r"[vV]?(\d{1,9}(?:\.\d{1,9}){0,5})([._+-]?.*)\Z", re.DOTALL)
_SIGNATURES = re.compile(r"sha256-[0-9a-f]{64}")
_LOOK_ALIKES = str.maketrans({"o": "0", "l": "1", "i": "1", "_": "-"})
_NOT_FINAL = re.compile(r"alpha|beta|rc|dev|pre|nightly|snapshot|edge|test", re.IGNORECASE)
MOST = 4


class Why(Enum):
    """What a tag has in common with the one that was asked for."""

    CASE = "case"
    PREFIX = "prefix"
    """A `v` in front too much or too little."""
    LOOK_ALIKE = "look-alike"
    """A letter for a digit: O and 0, l and 1."""
    SPELLING = "spelling"
    VERSION = "version"
    """The beginning of the same version, or the newest of the same major version."""
    EXISTS = "exists"
    """Nothing: it is what there is, the newest first."""


@dataclass(frozen=True)
class Suggestion:
    """A tag that exists."""

    tag: str
    why: Why


def suggestions(wanted: str, tags: Iterable[str], most: int = MOST) -> tuple[Suggestion, ...]:
    """The tags that were probably meant, the likeliest first; where none is like it, the newest that exist."""
    existing = [tag for tag in dict.fromkeys(tags) if tag != wanted and not _SIGNATURES.match(tag)]
    found: dict[str, Why] = {}
    for why, alike in (
        (Why.CASE, [tag for tag in existing if tag.lower() == wanted.lower()]),
        (Why.PREFIX, [tag for tag in existing if _bare(tag) == _bare(wanted)]),
        (Why.LOOK_ALIKE, [tag for tag in existing if _sight(tag) == _sight(wanted)]),
        (Why.SPELLING, _close_words(wanted, existing)),
        (Why.VERSION, _close_versions(wanted, existing)),
    ):
        for tag in alike:
            found.setdefault(tag, why)
    if not found:
        found = dict.fromkeys(_newest(existing), Why.EXISTS)
    return tuple(Suggestion(tag, why) for tag, why in list(found.items())[:most])


def distance(one: str, other: str, most: int) -> int:
    """Letters to insert, drop, change or swap with a neighbour to make one of the other; `most` + 1 for any more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return min(above[-1], most + 1)


def _close_words(wanted: str, existing: Sequence[str]) -> list[str]:
    """Words with a slip of the fingers. In a version number every other digit is a slip, so those come elsewhere."""
    if _VERSION.match(wanted):
        return []
    most = 1 if len(wanted) < 5 else 2
    words = [tag for tag in existing if not _VERSION.match(tag)]
    near = [(distance(wanted.lower(), tag.lower(), most), tag) for tag in words]
    return [tag for _far, tag in sorted(one for one in near if one[0] <= most)]


def _close_versions(wanted: str, existing: Sequence[str]) -> list[str]:
    """Of the same major version: more of its beginning in common first, then the same variant, then the newest."""
    read = _read(wanted.translate(_LOOK_ALIKES) if not _read(wanted) else wanted)
    if read is None:
        return []
    numbers, variant = read
    ranked = []
    for tag in existing:
        other = _read(tag)
        if other is None or other[0][0] != numbers[0]:
            continue
        shared = _shared(numbers, other[0])
        far = _distance_of_variants(variant, other[1])
        ranked.append((far > 1, -shared, far, _newest_first(other[0]), tag))
    return [one[-1] for one in sorted(ranked)]


def _distance_of_variants(one: str, other: str) -> int:
    if one == other:
        return 0
    return 1 if one and other and distance(one, other, 2) <= 2 else 2


def _newest(existing: Sequence[str]) -> list[str]:
    """Plain versions from the newest on, with `latest` second: it says least about what one gets."""
    versions = [(read[0], tag) for tag in existing if (read := _read(tag)) and not _NOT_FINAL.search(tag)]
    plain = sorted(versions, key=lambda one: (_variant(one[1]) != "", _newest_first(one[0]), one[1]))
    ranked = [tag for _numbers, tag in plain]
    if "latest" in existing:
        ranked.insert(1 if ranked else 0, "latest")
    return ranked + sorted(tag for tag in existing if tag not in set(ranked))


def _newest_first(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """A key: 3.20.1 before 3.20 before 3, which is a moving name for one of them."""
    return (*(-n for n in numbers), 1)


def _variant(tag: str) -> str:
    read = _read(tag)
    return read[1] if read else ""


def _read(tag: str) -> tuple[tuple[int, ...], str] | None:
    """The numbers of a version and what follows them: `1.27.3-alpine` is (1, 27, 3) and `-alpine`."""
    found = _VERSION.match(tag)
    return (tuple(int(part) for part in found[1].split(".")), found[2].lower()) if found else None


def _shared(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    count = 0
    for a, b in zip_longest(one, other):
        if a != b:
            break
        count += 1
    return count


def _bare(tag: str) -> str:
    lower = tag.lower()
    return lower[1:] if _VERSION.match(lower) and lower.startswith("v") else lower


def _sight(tag: str) -> str:
    return _bare(tag).translate(_LOOK_ALIKES)
