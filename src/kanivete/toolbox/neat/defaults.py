"""Which fields of an object are as they would be had nobody written them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from kanivete.toolbox.neat.conditional import MISSING
from kanivete.toolbox.neat.paths import Path
from kanivete.toolbox.neat.schema import Schema
from kanivete.toolbox.neat.written import Written


def defaults(whole: Mapping[str, Any], schema: Schema, explicit: Written, gone: Collection[Path]) -> set[Path]:
    """What equals its default and was not written word by word. `gone` is what is taken away for other reasons."""
    walk = _Walk(whole, frozenset(gone))
    walk.mapping(whole, schema, explicit, ())
    return walk.found


_FIXED = frozenset({"apiVersion", "kind", "metadata"})


class _Walk:
    """One object. What becomes empty by it goes too, where an empty mapping says no more than none."""

    def __init__(self, whole: Mapping[str, Any], gone: frozenset[Path]) -> None:
        self.found: set[Path] = set()
        self._whole = whole
        self._gone = gone

    def mapping(self, value: Mapping[str, Any], schema: Schema, written: Written, path: Path) -> bool:
        """Look through a mapping; whether nothing is left of it."""
        left = False
        for key, child in value.items():
            here = (*path, key)
            if here in self._gone:
                continue
            if (path or key not in _FIXED) and self._goes(value, key, child, schema, written, here):
                self.found.add(here)
            else:
                left = True
        return not left

    def _goes(
        self, beside: Mapping[str, Any], key: str, child: Any, schema: Schema, written: Written, here: Path
    ) -> bool:
        default = schema.default(key, beside, self._whole)
        inner = schema.field(key)
        if isinstance(child, dict):
            if schema.is_object and key == "status":
                return True
            if inner is None:
                empty = all((*here, name) in self._gone for name in child)
            else:
                empty = self.mapping(child, inner, written.field(key), here)
            return (empty and default == {}) or (default is not MISSING and default == child and not written.has(key))
        if isinstance(child, list) and inner is not None:
            below = written.field(key)
            for at, item in enumerate(child):
                if isinstance(item, dict):
                    self.mapping(item, inner, below.item(at, item), (*here, at))
        return default is not MISSING and _same(child, default) and not written.has(key)


def _same(one: Any, other: Any) -> bool:
    """True is not 1 here."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def placeholders(value: Any, path: Path = ()) -> Iterator[Path]:
    """What Go writes where it has nothing to say: `creationTimestamp: null` in the metadata of templates."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        if key == "creationTimestamp" and child is None and path[-1:] == ("metadata",):
            yield (*path, key)
        elif isinstance(child, dict | list):
            yield from placeholders(child, (*path, key))
