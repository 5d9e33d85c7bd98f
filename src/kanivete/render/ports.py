"""The ports that were tried: a table, and a picture of who cannot reach whom."""

from collections.abc import Iterator, Sequence

import click

from kanivete.i18n import _
from kanivete.node.ports.model import CONTROL_PLANE, Requirement, Result
from kanivete.probe.steps import Outcome
from kanivete.probe.words import OUTCOMES, duration

_SIGNS = {True: "▶", False: "✗", None: "?"}
_BACK = {True: "◀", False: "✗", None: "?"}
_SHAFT = 3
_LEAST = 20


def to_table(results: Sequence[Result], width: int) -> Iterator[str]:
    """One line a port: from, to, port, outcome, time, what was said. Failures come first, then what is not known."""
    if not results:
        return
    ordered = sorted(results, key=lambda result: {False: 0, None: 1, True: 2}[result.reached])
    rows = [
        (machine(result.requirement.origin), _place(result.requirement), _outcome(result), duration(_seconds(result)))
        for result in ordered
    ]
    heads = (_("FROM"), _("TO"), _("RESULT"), _("TIME"))
    sizes = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    room = width - sum(sizes) - 2 * len(sizes)
    yield click.style("  ".join(head.ljust(size) for head, size in zip(heads, sizes, strict=True)).rstrip(), bold=True)
    for result, row in zip(ordered, rows, strict=True):
        cells = [text.ljust(size) for text, size in zip(row, sizes, strict=True)]
        cells[2] = click.style(cells[2], fg=_colour(result))
        cells[3] = row[3].rjust(sizes[3])
        line = "  ".join(cells)
        if result.reached:
            why = result.requirement.why
            yield f"{line}  {why}" if len(why) <= room else line.rstrip()
        else:
            yield line.rstrip()
            yield from _below(f"{result.said} ({result.requirement.why})", width)


def picture(results: Sequence[Result], node: str, width: int) -> Iterator[str]:
    """Arrows between the node and the others, one a port: `▶` reaches it, `✗` does not, `?` is not known."""
    shown = [result for result in results if not result.requirement.local]
    ports = [_port(result.requirement) for result in shown]
    middle = max(map(len, ports), default=0)
    left = len(node)
    for result, port in zip(shown, ports, strict=True):
        out = result.requirement.origin == node
        other = machine(result.requirement.destination if out else result.requirement.origin)
        line = "─" * _SHAFT + f" {port} ".center(middle + 2, "─") + "─" * _SHAFT
        arrow = f"{line}{_SIGNS[result.reached]}" if out else f"{_BACK[result.reached]}{line}"
        painted = click.style(arrow, fg=_colour(result))
        address = f" {result.requirement.target.host}" if out else ""
        end = f"{other}{address}"
        said = "" if result.reached else f"  {_outcome(result)}"
        yield _fit(f"{node:<{left}} ", painted, f" {end}{said}", len(arrow), width)


def machine(name: str) -> str:
    """A machine's name, as people read it."""
    return _("control plane") if name == CONTROL_PLANE else name


def _fit(start: str, arrow: str, end: str, length: int, width: int) -> str:
    room = max(width - len(start) - length, _LEAST // 2)
    return start + arrow + (end if len(end) <= room else end[: room - 1] + "…")


def _place(requirement: Requirement) -> str:
    other = "" if requirement.local else f"{machine(requirement.destination)} "
    host = requirement.target.host
    host = f"[{host}]" if ":" in host else host
    return f"{other}{host}:{_port(requirement)}"


def _port(requirement: Requirement) -> str:
    return f"{requirement.target.port}/{requirement.target.protocol}"


def _outcome(result: Result) -> str:
    if result.probed is None:
        return _("not tried")
    if result.reached and result.outcome is not Outcome.OK:
        return _("ok")
    return _(OUTCOMES[result.outcome])


def _colour(result: Result) -> str:
    return {True: "green", False: "red", None: "yellow"}[result.reached]


def _seconds(result: Result) -> float | None:
    steps = result.probed.steps if result.probed else ()
    times = [step.seconds for step in steps if step.seconds is not None]
    return sum(times) if times else None


def _below(said: str, width: int) -> Iterator[str]:
    room = max(width - 4, _LEAST)
    while said:
        cut = said if len(said) <= room else said[:room].rpartition(" ")[0] or said[:room]
        yield f"    {cut}"
        said = said[len(cut) :].lstrip()
