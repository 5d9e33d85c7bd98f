"""A few fields of an object that is there already: set, and set back only while they are as we set them."""

from collections.abc import Iterator
from typing import Any

Patch = list[dict[str, Any]]
_ABSENT = object()


def patches(found: dict[str, Any], wanted: dict[str, Any]) -> tuple[Patch, Patch]:
    """The JSON patches that set the fields of a merge patch in an object, and that take it back.

    Both test first that the fields are as the other one leaves them. What a list holds is put before what is there, and
    taken from there again, whatever else the list has got meanwhile: where there was none, an empty one may be left.
    """
    redo: Patch = []
    undo: Patch = []
    for path, old, new in _differences(found, wanted, ""):
        if isinstance(new, list) and (old is _ABSENT or isinstance(old, list)):
            there = old if isinstance(old, list) else []
            items = [item for item in new if item not in there]
            redo += [{"op": "add", "path": path, "value": []}] if old is _ABSENT else []
            redo += [{"op": "add", "path": f"{path}/{at}", "value": item} for at, item in enumerate(items)]
            undo += _taken_from_front(path, items)
            continue
        redo += _set(path, old, new)
        undo += _set(path, new, old)
    return _tests_first(redo), _tests_first(undo)


def _differences(found: Any, wanted: dict[str, Any], path: str) -> Iterator[tuple[str, Any, Any]]:
    for key, new in wanted.items():
        at = f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
        old = found.get(key, _ABSENT)
        if isinstance(new, dict) and isinstance(old, dict):
            yield from _differences(old, new, at)
            continue
        new = _ABSENT if new is None else _without_null(new)
        if new is not old and (new is _ABSENT or old is _ABSENT or new != old):
            yield at, old, new


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_null(part) for key, part in value.items() if part is not None}
    return value


def _set(path: str, old: Any, new: Any) -> Patch:
    """From one value to another. An absent field cannot be tested for: setting it is adding it."""
    test = [] if old is _ABSENT else [{"op": "test", "path": path, "value": old}]
    if new is _ABSENT:
        return [*test, {"op": "remove", "path": path}]
    return [*test, {"op": "add" if old is _ABSENT else "replace", "path": path, "value": new}]


def _taken_from_front(path: str, items: list[Any]) -> Patch:
    tests = [{"op": "test", "path": f"{path}/{at}", "value": item} for at, item in enumerate(items)]
    return [*tests, *({"op": "remove", "path": f"{path}/0"} for _item in items)]


def _tests_first(patch: Patch) -> Patch:
    return [one for one in patch if one["op"] == "test"] + [one for one in patch if one["op"] != "test"]
