"""Sparse, odd and hostile objects are normal input: whatever is wrong with one field, there is an answer."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanivete.cli.running import run
from kanivete.diagnose.scope import NothingMatchedError
from kanivete.model import Scope
from kanivete.render import render
from kanivete.sources.base import SourceError
from kanivete.sources.recording import open_recording

OBJECTS = Path(__file__).parent / "data/odd/objects.json"
"""A pod of each kind of trouble, with its owners, node and events, from a real cluster."""

ODD_VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    "",
    "x",
    "\x1b[31m",
    "9999-99-99T00:00:00Z",
    [],
    [None],
    {},
    {"": 1},
]


@cache
def objects() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(OBJECTS.read_text())["items"]
    return found


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all fields below a value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for step, inner in steps for path in ((*at, step), *paths(inner, (*at, step)))]


@st.composite
def odd_lists(draw: st.DrawFn) -> dict[str, Any]:
    """All objects, with some fields of some of them replaced or left out."""
    items = copy.deepcopy(objects())
    for _ in range(draw(st.integers(1, 6))):
        item = draw(st.sampled_from(items))
        choices = paths(item)
        if not choices:
            continue
        *parents, last = draw(st.sampled_from(choices))
        parent: Any = item
        for step in parents:
            parent = parent[step]
        if draw(st.booleans()) and isinstance(parent, dict):
            del parent[last]
        else:
            parent[last] = copy.deepcopy(draw(st.sampled_from(ODD_VALUES)))
    return {"apiVersion": "v1", "kind": "List", "items": items}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=odd_lists())
def test_there_is_always_an_answer(tmp_path: Path, odd: dict[str, Any]) -> None:
    file = tmp_path / "odd.json"
    file.write_text(json.dumps(odd))
    try:
        source = open_recording(str(file))
        diagnosis = run(source, Scope())
    except (SourceError, NothingMatchedError):
        return
    for output in ("text", "json", "yaml", "markdown"):
        shown = render(diagnosis, output, width=100, now=source.now)
        assert "\x1b[31m" not in shown.replace("\x1b[31m\x1b[1m", ""), "what a field holds cannot reach the terminal"


def test_the_untouched_objects_give_findings() -> None:
    assert len(run(open_recording(str(OBJECTS)), Scope()).findings) >= 4


def test_the_same_recording_gives_the_same_bytes() -> None:
    first, second = (run(open_recording(str(OBJECTS)), Scope()) for _ in range(2))
    assert (first.findings, first.coverage) == (second.findings, second.coverage)
