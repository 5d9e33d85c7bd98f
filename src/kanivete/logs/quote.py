"""Choose the lines to show a person."""

from collections.abc import Iterable

from kanivete.logs.block import Lines

MOST_LINES = 14
MOST_CHARACTERS = 1_500


def quote(lines: Lines, picks: Iterable[int]) -> str:
    """The picked lines in their order, as many of the first picks as fit; "…" where lines are left out between."""
    chosen: list[int] = []
    for index in dict.fromkeys(picks):
        if not 0 <= index < len(lines) or not lines[index].shown.strip():
            continue
        candidate = sorted([*chosen, index])
        rendered = _render(lines, candidate)
        if len(rendered) <= MOST_LINES and sum(map(len, rendered)) + len(rendered) <= MOST_CHARACTERS:
            chosen = candidate
    return "\n".join(_render(lines, chosen))


def _render(lines: Lines, indices: list[int]) -> list[str]:
    out: list[str] = []
    for position, index in enumerate(indices):
        between = range(indices[position - 1] + 1, index) if position else range(0)
        if any(lines[other].shown.strip() for other in between):
            out.append("…")
        shown = lines[index].shown
        if not out or out[-1] != shown or not lines[index].format:
            out.append(shown)
    return out
