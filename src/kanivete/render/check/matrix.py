"""A matrix of ways, for people and for programs."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from kanivete.check.matrix.result import Cell, Matrix
from kanivete.i18n import _, ngettext
from kanivete.render import matrix as drawing
from kanivete.render.check.data import API_VERSION, plain
from kanivete.render.text import gap_lines, wrapped


def to_text(found: Matrix, *, width: int) -> str:
    """The drawing, and what the words in it stand for."""
    return "\n".join(_lines(found, width)).rstrip()


def data(found: Matrix, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The matrix as plain data; `cells` row by row."""
    return {"apiVersion": API_VERSION, "kind": "Matrix", "metadata": dict(metadata), **plain(found)}


def _lines(found: Matrix, width: int) -> Iterator[str]:
    cells = {(cell.row, cell.column): drawing.Cell(_word(cell, found), cell.reached) for cell in found.cells}
    yield from drawing.matrix(found.rows, found.columns, cells, width=width, corner=_("FROM \\ TO"))
    yield from _notes(found, width)
    yield from found.tools
    yield from gap_lines(found.coverage, width)
    yield _summary(found)


def _word(cell: Cell, found: Matrix) -> str:
    if cell.reached is not None:
        return _("ok") if cell.reached else _("broken")
    if cell.cause:
        return _("denied")
    return "?" if found.probed else "·"


def _notes(found: Matrix, width: int) -> Iterator[str]:
    """One for each column and cause: mostly it is the same for all who try."""
    said: dict[tuple[str, str], list[Cell]] = {}
    for cell in found.cells:
        if cell.cause and not cell.reached:
            # A row that resolves no names reaches nothing.
            said.setdefault(("*" if cell.cause.startswith("dns.") else cell.column, cell.cause), []).append(cell)
    for (column, cause), cells in sorted(said.items()):
        rows = {cell.row for cell in cells}
        text = ngettext(
            "{row} → {column}: {cause}, {text}", "{row} and {n} more → {column}: {cause}, {text}", len(rows)
        )
        text = text.format(row=cells[0].row, n=len(rows) - 1, column=column, cause=cause, text=cells[0].text)
        yield from wrapped(text, width, "  ")
    if said:
        yield ""


def _summary(found: Matrix) -> str:
    broken = sum(1 for cell in found.cells if cell.reached is False)
    total = len(found.cells)
    text = ngettext("{n} of {total} ways is broken", "{n} of {total} ways are broken", broken)
    told = text.format(n=broken, total=total) if broken else _("no way of {total} is broken").format(total=total)
    told += "" if found.probed else _(" by what the objects say; --probe tries them")
    return click.style(told, bold=True)
