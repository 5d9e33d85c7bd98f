"""Patches of objects that are there: they set what is asked for, and take back just that."""

import copy
from typing import Any

import pytest
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
    """RFC 6902's add, remove, replace and test; in lists, as far as objects end in them."""
    thing = copy.deepcopy(thing)
    for one in patch:
        *way, last = [part.replace("~1", "/").replace("~0", "~") for part in one["path"].split("/")[1:]]
        at: Any = thing
        for part in way:
            if not isinstance(at, dict) or part not in at:
                raise RefusedError(one)
            at = at[part]
        if isinstance(at, list):
            _in_list(at, int(last), one)
            continue
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


def _in_list(there: list[Any], at: int, one: dict[str, Any]) -> None:
    if one["op"] == "add":
        there.insert(at, one["value"])
    elif at >= len(there) or (one["op"] == "test" and there[at] != one["value"]):
        raise RefusedError(one)
    elif one["op"] == "remove":
        del there[at]


def merged(thing: Any, patch: Any) -> Any:
    """RFC 7396, but for lists: what is not there yet comes first."""
    if isinstance(patch, list) and isinstance(thing, list):
        return [item for item in patch if item not in thing] + thing
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
    assert without_empty_lists(applied(changed, undo)) == without_empty_lists(found)


def without_empty_lists(thing: Any) -> Any:
    """As the API server writes an object."""
    if not isinstance(thing, dict):
        return thing
    return {key: without_empty_lists(value) for key, value in thing.items() if value != []}


OURS, THEIRS = {"key": "ours", "effect": "NoSchedule"}, {"key": "theirs", "effect": "NoExecute"}


@pytest.mark.parametrize("before", [{}, {"taints": [THEIRS]}])
def test_what_others_put_into_a_list_stays_there(before: dict[str, Any]) -> None:
    redo, undo = patches(before, {"taints": [OURS]})
    changed = applied(before, redo)
    assert changed["taints"][0] == OURS
    later = {"key": "later", "effect": "NoSchedule"}
    changed["taints"].append(later)
    assert applied(changed, undo)["taints"] == [*before.get("taints", []), later]


def test_what_is_in_a_list_already_is_not_taken_from_it() -> None:
    assert patches({"taints": [THEIRS, OURS]}, {"taints": [OURS]}) == ([], [])


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
