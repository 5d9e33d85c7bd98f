"""What is taken away: places in an object, and the object without them."""

from collections.abc import Iterable
from typing import Any

Path = tuple[str | int, ...]
"""The keys and indices from the object down to a value."""


def outermost(paths: Iterable[Path]) -> set[Path]:
    """Without those that lie inside another."""
    whole = set(paths)
    return {path for path in whole if not any(path[:end] in whole for end in range(1, len(path)))}


def split(paths: Iterable[Path]) -> tuple[set[str | int], dict[str | int, list[Path]]]:
    """The keys that go themselves, and by key what goes from inside of the others."""
    paths = list(paths)
    here = {path[0] for path in paths if len(path) == 1}
    below: dict[str | int, list[Path]] = {}
    for path in paths:
        if len(path) > 1 and path[0] not in here:
            below.setdefault(path[0], []).append(path[1:])
    return here, below


def without(value: Any, paths: Iterable[Path]) -> Any:
    """A copy of the value without what the paths name. Mappings and lists that become empty stay."""
    here, below = split(paths)
    if isinstance(value, dict):
        return {key: without(child, below.get(key, ())) for key, child in value.items() if key not in here}
    if isinstance(value, list):
        return [without(child, below.get(at, ())) for at, child in enumerate(value) if at not in here]
    return value
