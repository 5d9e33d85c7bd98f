"""A check for people at a terminal: the verdict first, then what it rests on."""

from collections.abc import Iterator

import click

from kanivete.check.result import Break, Check, Mark, ObjectStep, Tried
from kanivete.check.tried.hints import resolution
from kanivete.i18n import _
from kanivete.render import words as common
from kanivete.render.check import words
from kanivete.render.check.advice import explained
from kanivete.render.steps import step_lines
from kanivete.render.text import action_lines, gap_lines, labelled, more_line, proof_lines, why_lines, wrapped

_LEAST = 24
_COLOUR = {Mark.OK: "green", Mark.HINT: "yellow", Mark.BROKEN: "red", Mark.UNSEEN: "cyan"}


def to_text(check: Check, *, width: int) -> str:
    """The whole check; no line is longer than `width` unless it is a quotation or a command."""
    return "\n".join(_lines(check, width)).rstrip()


def summary(check: Check, *, width: int) -> str:
    """The way and the verdict alone, for one of many checks."""
    return "\n".join((*_head(check, width), ""))


def _lines(check: Check, width: int) -> Iterator[str]:
    yield from _head(check, width)
    yield ""
    if check.verdict.broken:
        yield from break_lines(check.verdict.broken, width)
        yield ""
    for at, note in enumerate(check.notes):
        yield from labelled(_("Note") if at == 0 else "", note, width)
    if check.notes:
        yield ""
    yield click.style(_("What the objects say"), bold=True)
    for step in check.objects:
        yield from _object(step, width)
    if check.tried:
        yield ""
        yield from _tried(check, width)
    yield from gap_lines(check.coverage, width)


def _head(check: Check, width: int) -> Iterator[str]:
    colour = {True: "yellow" if check.verdict.broken else "green", False: "red", None: "yellow"}[check.verdict.reached]
    yield words.way(check)
    for line in wrapped(f"{words.headline(check)}  {check.verdict.text}", width, "   "):
        yield click.style(line, fg=colour, bold=True)


def break_lines(broken: Break, width: int) -> Iterator[str]:
    """The cause, its proof, whose it is and what to do."""
    advice = explained(broken)
    yield from labelled(_("Cause"), f"{broken.cause}: {advice.title}", width)
    yield from why_lines(advice.explanation, broken.certainty, width)
    yield from proof_lines(broken.evidence, width)
    yield from labelled(_("Whose"), _(common.OWNER[broken.owner]), width)
    yield from action_lines(advice.remedies, advice.next, width)
    yield from more_line(broken.cause)


def _object(step: ObjectStep, width: int) -> Iterator[str]:
    mark = words.mark(step)
    lead = f"  {mark:<8}{_(words.TOPIC[step.topic]):<13}"
    lines = list(wrapped(step.text, max(width - len(lead), _LEAST), "")) or [""]
    yield "  " + click.style(f"{mark:<8}", fg=_COLOUR[step.mark]) + lead[10:] + lines[0]
    yield from (" " * len(lead) + line for line in lines[1:])


def _tried(check: Check, width: int) -> Iterator[str]:
    first = check.tried[0].probed
    where = _("What happens, tried from {place}").format(place=first.origin)
    yield click.style(where + (f" ({first.program})" if first.program else ""), bold=True)
    if check.tool:
        yield from wrapped("  " + check.tool, width, "  ")
    for one in check.tried:
        yield from tried_lines(one, width)


def tried_lines(one: Tried, width: int) -> Iterator[str]:
    """One target, a line for each of its steps."""
    subject = f" · {one.subject}" if one.subject and one.role == "endpoint" else ""
    yield from wrapped(f"  {words.target(one)} ({_(words.ROLE.get(one.role, one.role))}{subject})", width, "    ")
    yield from step_lines(one.probed, width, indent=4)
    if said := resolution(one):
        yield from wrapped(f"    {said}", width, "    ")
