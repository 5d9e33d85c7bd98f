"""A matrix fits its width, whatever stands in it."""

import click
from hypothesis import given
from hypothesis import strategies as st

from kanivete.render.matrix import Cell, matrix

NAME = st.text("abc-", min_size=1, max_size=50)
NAMES = st.lists(NAME, min_size=1, max_size=12, unique=True)
CELL = st.builds(Cell, st.sampled_from(["ok", "dropped", "?"]), st.sampled_from([True, False, None]), st.just(""))


def drawn(rows: list[str], columns: list[str], cells: dict[tuple[str, str], Cell], width: int) -> list[str]:
    return [click.unstyle(line) for line in matrix(rows, columns, cells, width=width, corner="FROM \\ TO")]


def test_names_and_words() -> None:
    cells = {("web", "db"): Cell("dropped", False, "no answer"), ("job", "db"): Cell("ok", True)}
    assert drawn(["web", "job"], ["db", "queue"], cells, 80) == [
        "FROM \\ TO  db       queue",
        "web        dropped  ·",
        "job        ok       ·",
        "",
        "web → db: no answer",
    ]


def test_long_names_become_numbers_with_a_legend() -> None:
    columns = [f"{'service-' * 3}{at}" for at in range(9)]
    lines = drawn(["web"], columns, {("web", columns[8]): Cell("ok", True)}, 60)
    assert any(line.split()[:1] == ["9"] and columns[8] in line for line in lines)
    assert any("ok" in line for line in lines)


@given(NAMES, NAMES, st.dictionaries(st.tuples(NAME, NAME), CELL, max_size=9), st.integers(30, 120), st.data())
def test_any_matrix(
    rows: list[str], columns: list[str], more: dict[tuple[str, str], Cell], width: int, data: st.DataObject
) -> None:
    cells = dict(more)
    for _ in range(3):
        cells[data.draw(st.sampled_from(rows)), data.draw(st.sampled_from(columns))] = data.draw(CELL)
    lines = drawn(rows, columns, cells, width)
    body = lines[: len(lines) - len(columns) - 1] if any(line.lstrip().startswith("1  ") for line in lines) else lines
    assert all(len(line) <= width for line in body)
    shown = sum(line.count("dropped") for line in body)
    wanted = sum(cells.get((row, column), Cell("")).text == "dropped" for row in rows for column in columns)
    assert shown == wanted
