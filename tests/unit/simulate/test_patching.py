"""Patches of objects that are there: they set what is asked for, and take back just that."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kanivete.simulate.patching import patches

KEYS = st.sampled_from(["a", "b", "c/d", "e~f"])
LEAVES = st.none() | st.integers(0, 3) | st.lists(st.integers(0, 2), max_size=2)
TREES = st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, max_size=3), max_leaves=8)
OBJECTS = st.dictionaries(KEYS, TREES, max_size=4)


class RefusedError(Exception):
    """A test of a JSON patch fails."""


def applied(thing: dict[str, Any], patch: list[dict[str, Any]]) -> dict[str, Any]:
    """RFC 6902's add, remove, replace and test, on objects alone."""
    thing = copy.deepcopy(thing)
    for one in patch:
        *way, last = [part.replace("~1", "/").replace("~0", "~") for part in one["path"].split("/")[1:]]
        at: Any = thing
        for part in way:
            if not isinstance(at, dict) or part not in at:
                raise RefusedError(one)
            at = at[part]
        if not isinstance(at, dict) or (one["op"] != "add" and last not in at):
            raise RefusedError(one)
        if one["op"] == "test":
            if at[last] != one["value"]:
                raise RefusedError(one)
        elif one["op"] == "remove":
            del at[last]
        else:
            at[last] = one["value"]
    return thing


def merged(thing: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    result = dict(thing) if isinstance(thing, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


@given(OBJECTS, OBJECTS)
def test_they_set_what_a_merge_patch_sets_and_take_it_back(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    redo, undo = patches(found, wanted)
    changed = applied(found, redo)
    assert changed == merged(found, wanted)
    assert applied(changed, undo) == found


def test_what_somebody_else_has_changed_meanwhile_is_left_alone() -> None:
    found = {"spec": {"replicas": 2, "paused": False}}
    _redo, undo = patches(found, {"spec": {"replicas": 0}})
    try:
        applied({"spec": {"replicas": 5, "paused": False}}, undo)
    except RefusedError:
        return
    raise AssertionError("it would have undone another person's change")


def test_nothing_to_set_is_nothing_to_take_back() -> None:
    assert patches({"spec": {"replicas": 2}}, {"spec": {"replicas": 2}}) == ([], [])
