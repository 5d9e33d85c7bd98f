"""What holds for every object, however odd."""

import json
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanivete.toolbox.neat import neat
from kanivete.toolbox.neat.manifests.dump import to_yaml
from kanivete.toolbox.neat.manifests.edit import UneditableError, cut, cuts
from kanivete.toolbox.neat.manifests.read import manifest
from kanivete.toolbox.neat.manifests.tree import documents
from kanivete.toolbox.neat.manifests.write import Neat, neat_manifest
from kanivete.toolbox.neat.paths import Path, outermost, without

CREATED: list[dict[str, Any]] = json.loads((File(__file__).parent / "data" / "created.json").read_text())
WORDS = st.text(max_size=8) | st.sampled_from(
    ["yes", "n", "1e3", "0x1f", "010", "1_0", "22:22", "~", "a: b", "# a", "a\nb"]
)
SCALARS = st.none() | st.booleans() | st.integers(-10, 10**12) | WORDS
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, child in items for place in ((*path, key), *places(child, (*path, key)))]


def is_part(part: Any, whole: Any) -> bool:
    """Whether a value came about by leaving things out."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and is_part(value, whole[key]) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        rest = iter(whole)
        return all(any(is_part(item, other) for other in rest) for item in part)
    return type(part) is type(whole) and bool(part == whole)


@st.composite
def odd_objects(draw: st.DrawFn) -> dict[str, Any]:
    """An object of a real kind, with anything in place of some of its parts."""
    whole: dict[str, Any] = json.loads(json.dumps(draw(st.sampled_from(CREATED))))
    for _ in range(draw(st.integers(0, 4))):
        path = draw(st.sampled_from(places(whole) or [("kind",)]))
        inner: Any = whole
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = draw(ANYTHING)
    return whole


@given(odd_objects(), st.booleans())
def test_nothing_is_invented_and_a_second_time_takes_nothing_more(whole: dict[str, Any], every: bool) -> None:
    once = neat(whole, every_default=every)
    assert is_part(once, whole)
    assert neat(once, every_default=every) == once


@given(ANYTHING)
def test_yaml_is_read_back_as_it_was(value: Any) -> None:
    found = [node.value for node in documents(to_yaml([{"kind": "A", "value": value}]))]
    assert found == [{"kind": "A", "value": value}]


NAMES = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
PLAIN = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3))


def some_of(value: Any, data: st.DataObject) -> set[Path]:
    return outermost(data.draw(st.lists(st.sampled_from(places(value)), max_size=4)))


@pytest.mark.parametrize("blank", ["\xa0", "a\xa0", "\u3000", "\u2003x\u2003"])
def test_a_space_that_is_none_to_yaml_goes_with_its_value(blank: str) -> None:
    for value, path in (({"a": blank}, ("a",)), ({"a": blank, "b": 1}, ("a",)), ({"b": 1, "a": [blank]}, ("a", 0))):
        text = to_yaml([value])
        (node,) = documents(text)
        left = cut(text, cuts(text, node, {path}))
        assert [one.value for one in documents(left)] == [without(value, {path})]


@given(st.dictionaries(NAMES, PLAIN, min_size=1, max_size=4), st.data())
def test_lines_taken_out_of_a_text_leave_the_rest(value: dict[str, Any], data: st.DataObject) -> None:
    paths = some_of(value, data)
    text = to_yaml([value])
    (node,) = documents(text)
    try:
        left = cut(text, cuts(text, node, paths))
    except UneditableError:
        assert "- -" in text
        return
    assert [one.value for one in documents(left)] == [without(value, paths)]


@given(st.dictionaries(WORDS, ANYTHING, min_size=1, max_size=4), st.data())
def test_whatever_the_text_the_answer_is_right(value: dict[str, Any], data: st.DataObject) -> None:
    value = {**value, "kind": "A"}
    found = manifest("a", to_yaml([value]).encode())
    paths = some_of(value, data)
    text, _is_kept = Neat(found, (paths,)).yaml()
    assert [one.value for one in documents(text)] == [without(value, paths)]


@settings(deadline=None)
@given(st.lists(odd_objects(), max_size=3), st.booleans())
def test_a_list_of_objects_is_the_objects_one_by_one(objects: list[dict[str, Any]], is_nested: bool) -> None:
    whole = {"apiVersion": "v1", "kind": "List", "items": objects}
    whole = {"apiVersion": "v1", "kind": "List", "items": [whole]} if is_nested else whole
    left = neat(whole)
    assert (left["items"][0] if is_nested else left)["items"] == [neat({"apiVersion": "v1", **one}) for one in objects]


TAME = st.recursive(
    st.integers(0, 99) | NAMES,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=12,
)


def with_comments(text: str, ending: str) -> str:
    """With a comment of its own above and behind each line."""
    lines = [
        f"{line[: len(line) - len(line.lstrip())]}# above {at}{ending}{line}  # {at}{ending}"
        for at, line in enumerate(text.splitlines())
    ]
    return "".join(lines)


@settings(deadline=None)
@given(st.dictionaries(NAMES, TAME, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]), st.data())
def test_each_line_that_stays_keeps_its_comments(value: dict[str, Any], ending: str, data: st.DataObject) -> None:
    paths = some_of(value, data)
    text = with_comments(to_yaml([value]), ending)
    (node,) = documents(text)
    try:
        left = cut(text, cuts(text, node, paths))
    except UneditableError:
        return
    assert [one.value for one in documents(left)] == [without(value, paths)]
    before = {line.strip() for line in text.splitlines()}
    for line in left.splitlines():
        # An emptied mapping or list is written anew, and what follows a dash may have moved up to it
        is_moved = line.partition("#")[0].rstrip().endswith(("{}", "[]")) or line.lstrip().startswith("-")
        assert is_moved or line.strip() in before


@settings(deadline=None)
@given(odd_objects(), st.sampled_from(["\n", "\r\n"]))
def test_what_no_server_has_seen_is_given_back_byte_by_byte(whole: dict[str, Any], ending: str) -> None:
    spec = {key: value for key, value in whole.items() if key not in ("kind", "apiVersion", "metadata", "status")}
    text = to_yaml([{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, **spec}])
    text = text.replace("\n", ending) if ending not in text else text
    found = manifest("a", text.encode())
    assert neat_manifest(found).yaml() == (text, True)
