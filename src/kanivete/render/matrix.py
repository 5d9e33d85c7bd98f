"""Who reaches whom: rows, columns, a word in each cell; and below it what the words stand for."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import click

from kanivete.i18n import ngettext
from kanivete.render.words import cut

_GAP = 2
_SHORTEST = 6
_MOST_NOTES = 20


@dataclass(frozen=True)
class Cell:
    """`text` is one short word; `good` is None where it is not known; `note` tells more, below the matrix."""

    text: str
    good: bool | None = None
    note: str = ""


EMPTY = Cell("·")
"""Nothing is to be said here: a machine and itself, for instance."""


def matrix(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], Cell],
    *,
    width: int,
    corner: str = "",
) -> Iterator[str]:
    """The matrix in lines of at most `width`; columns whose names do not fit get numbers, with a legend below.

    `cells` are by row and column; `corner` stands at the top left, such as `FROM \\ TO`.
    """
    first = min(max(map(len, (*rows, corner)), default=0), max(width // 2, _SHORTEST))
    heads = _heads(columns, [max(len(name), _longest(cells, name)) for name in columns], width - first)
    for part in _parts(heads, width - first):
        yield _line(cut(corner, first).ljust(first), [head.ljust(size) for _, head, size in part])
        for row in rows:
            shown = [(cells.get((row, column), EMPTY), size) for column, _, size in part]
            yield _line(cut(row, first).ljust(first), [_painted(cell, size) for cell, size in shown])
        yield ""
    if heads and heads[0][0] != heads[0][1]:
        for name, head, _size in heads:
            yield f"{head:>{len(str(len(heads)))}}  {name}"
        yield ""
    yield from _notes(rows, columns, cells, width)


def _heads(columns: Sequence[str], sizes: Sequence[int], width: int) -> list[tuple[str, str, int]]:
    """Each column's name, its heading and its width; numbers where the names do not all fit side by side."""
    if sum(size + _GAP for size in sizes) <= width:
        return [(name, name, size) for name, size in zip(columns, sizes, strict=True)]
    needed = [max(size - len(name), 0) for name, size in zip(columns, sizes, strict=True)]
    cell = max((size if more else 0 for size, more in zip(sizes, needed, strict=True)), default=0)
    size = max(cell, len(str(len(columns))), _SHORTEST + 2)
    return [(name, str(at), size) for at, name in enumerate(columns, 1)]


def _parts(heads: list[tuple[str, str, int]], width: int) -> Iterator[list[tuple[str, str, int]]]:
    """As many columns at a time as fit."""
    part: list[tuple[str, str, int]] = []
    for head in heads:
        if part and sum(size + _GAP for _, _, size in [*part, head]) > width:
            yield part
            part = []
        part.append(head)
    if part:
        yield part


def _longest(cells: Mapping[tuple[str, str], Cell], column: str) -> int:
    return max((len(cell.text) for (_, name), cell in cells.items() if name == column), default=1)


def _notes(
    rows: Sequence[str], columns: Sequence[str], cells: Mapping[tuple[str, str], Cell], width: int
) -> Iterator[str]:
    noted = [(row, column, cells[row, column]) for row in rows for column in columns if (row, column) in cells]
    noted = [one for one in noted if one[2].note]
    noted.sort(key=lambda one: one[2].good is not False)
    for row, column, cell in noted[:_MOST_NOTES]:
        lines = textwrap.wrap(f"{row} → {column}: {cell.note}", max(width, 20), subsequent_indent="  ")
        yield from lines
    if (rest := len(noted) - _MOST_NOTES) > 0:
        yield ngettext("and {n} more", "and {n} more", rest).format(n=rest)


def _painted(cell: Cell, size: int) -> str:
    text = cut(cell.text, size).ljust(size)
    if cell.good is None and not cell.note:
        return text
    return click.style(text, fg={True: "green", False: "red", None: "yellow"}[cell.good])


def _line(first: str, rest: Sequence[str]) -> str:
    return (" " * _GAP).join([first, *rest]).rstrip()
