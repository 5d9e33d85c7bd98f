"""The paths that a node needs, as a table: what was tried, and how it ended."""

from collections.abc import Iterable, Iterator

import click

from kanivete.i18n import _, ngettext
from kanivete.node.ports import CONTROL_PLANE, Result
from kanivete.probe.words import OUTCOMES, duration

_COLOUR = {True: "green", False: "red", None: "yellow"}
_INDENT = "   "


def path_lines(results: Iterable[Result], width: int) -> Iterator[str]:
    """A line for each path that was tried; how many were not, and why."""
    results = tuple(results)
    tried = [one for one in results if one.probed is not None]
    rows = [_row(one) for one in tried]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(4)]
    for one, row in zip(tried, rows, strict=True):
        cells = "  ".join(cell.ljust(size) for cell, size in zip(row[:3], widths[:3], strict=True))
        outcome = click.style(row[3].ljust(widths[3]), fg=_COLOUR[one.reached])
        used = len(_INDENT) + sum(widths) + 8
        yield f"{_INDENT}{cells}  {outcome}  {_cut(one.requirement.why, width - used)}".rstrip()
        if one.reached is not True and one.said:
            yield f"{_INDENT}  {_cut(one.said, width - len(_INDENT) - 2)}"
    untested: dict[str, int] = {}
    for one in results:
        if one.probed is None and one.requirement.required:
            untested[one.requirement.origin] = untested.get(one.requirement.origin, 0) + 1
    for origin, count in untested.items():
        yield _INDENT + ngettext(
            "{n} path from {machine} was not tried: there is no way in.",
            "{n} paths from {machine} were not tried: there is no way in.",
            count,
        ).format(n=count, machine=_machine(origin))


def _row(one: Result) -> tuple[str, str, str, str]:
    requirement = one.requirement
    target = requirement.target
    host = f"[{target.host}]" if ":" in target.host else target.host
    port = f"{target.protocol} {host}:{target.port}" if target.port else f"{target.protocol} {host}"
    took = sum(step.seconds or 0.0 for step in one.probed.steps) if one.probed else 0.0
    outcome = _(OUTCOMES[one.outcome])
    if one.reached and took:
        outcome += f" {duration(took)}"
    return _machine(requirement.origin), f"→ {_machine(requirement.destination)}", port, outcome


def _machine(name: str) -> str:
    return _("control plane") if name == CONTROL_PLANE else name


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 1)] + "…"
