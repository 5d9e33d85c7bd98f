"""For people at a terminal: the findings, then what they rest on."""

import sys
from collections.abc import Iterator
from datetime import datetime

import click

from kanivete.i18n import _, ngettext
from kanivete.model import Diagnosis, Origin, Step
from kanivete.node.report.model import NodeReport, Wall
from kanivete.redact.text import escape
from kanivete.render.node import phrases
from kanivete.render.node.paths import path_lines
from kanivete.render.node.state import state
from kanivete.render.text import command_lines, finding_lines, gap_lines, labelled, overview_lines, quoted, summary

_MOST_PAST = 3


def to_text(diagnosis: Diagnosis, report: NodeReport, *, width: int, now: datetime) -> str:
    """The whole answer, no line longer than `width` unless it is a quotation or a command."""
    return "\n".join(_lines(diagnosis, report, width, now)).rstrip()


def _lines(diagnosis: Diagnosis, report: NodeReport, width: int, now: datetime) -> Iterator[str]:
    if len(diagnosis.findings) > 1:
        yield from overview_lines(diagnosis.findings, width)
    for finding in diagnosis.findings:
        yield from finding_lines(finding, width, now)
    yield from _section(_("Node {name}").format(name=report.name), _state(report, width, now), width)
    yield from _section(_("What the kubelet's log says"), _log(report, _quoted(diagnosis), width), width)
    yield from _section(_("Paths"), path_lines(report.paths, report.name, width), width)
    yield from _section(_("The firewall"), _walls(report, width), width)
    yield from _section(_("Could not be read"), _lacks(report, width), width)
    yield from gap_lines(diagnosis.coverage, width)
    yield summary(diagnosis, _silence(report))


def _silence(report: NodeReport) -> str:
    """What it means that nothing was found; nothing where neither the node nor its log was seen."""
    if report.node is None:
        return _("the log names no trouble that goes on") if report.log else ""
    named = report.log is not None and any(not one.over for one in report.log.report.causes)
    if named or any(one.reached is False and one.requirement.required for one in report.paths):
        return _("the node counts as Ready, but see what its log and its paths say")
    return _("nothing is wrong with the node")


def _section(title: str, content: Iterator[str], width: int) -> Iterator[str]:
    lines = list(content)
    if lines:
        yield click.style("─" * width, dim=True)
        yield click.style(title, bold=True)
        yield ""
        yield from lines
        yield ""


def _state(report: NodeReport, width: int, now: datetime) -> Iterator[str]:
    for label, said in state(report, now):
        yield from labelled(label, said, width)


def _quoted(diagnosis: Diagnosis) -> frozenset[str]:
    """The causes whose lines the findings quote already."""
    return frozenset(
        finding.cause
        for finding in diagnosis.findings
        if any(evidence.origin is Origin.NODE_LOG for evidence in finding.evidence)
    )


def _log(report: NodeReport, told: frozenset[str], width: int) -> Iterator[str]:
    if report.log is None:
        return
    yield from labelled(_("Log"), phrases.log_heading(report.log), width)
    causes = report.log.report.causes
    present = [one for one in causes if not one.over]
    past = [one for one in causes if one.over]
    for one in (*present, *past[:_MOST_PAST]):
        yield from labelled("", f"{one.cause}: {phrases.how_often(one)}", width)
        lines = tuple(phrases.shortened(line) for line in one.lines[:1]) if one.over else one.lines
        for line in () if one.cause in told else lines:
            yield from quoted(line, width if sys.stdout.isatty() else 0)
    if (rest := len(past) - _MOST_PAST) > 0:
        yield from labelled(
            "", ngettext("and {n} more that is over", "and {n} more that are over", rest).format(n=rest), width
        )
    if not causes:
        yield from labelled("", _("no line of it names a known trouble"), width)


def _walls(report: NodeReport, width: int) -> Iterator[str]:
    for wall in report.walls:
        yield from _wall(wall, width)
    yield from _steps(_("Look"), report.elsewhere, width)


def _wall(wall: Wall, width: int) -> Iterator[str]:
    yield from labelled(_("Path"), wall.path, width)
    for also in wall.also:
        yield from labelled("", also, width)
    yield from labelled(_("Verdict"), phrases.verdict(wall), width)
    if not wall.cuts:
        return
    cut = wall.cuts[0]
    rule = cut.answer.passed.rule if cut.answer.passed else None
    if rule:
        yield from quoted(escape(rule.text), width if sys.stdout.isatty() else 0)
    if said := phrases.counter(cut):
        yield from labelled(_("Counter"), said, width)
    if rule and rule.comment:
        yield from labelled(_("Comment"), escape(rule.comment), width)
    for label, command, here in (
        (_("Back up"), cut.answer.backup, wall.backup_from_here),
        (_("Revert"), cut.answer.revert, wall.revert_from_here),
    ):
        if command:
            place = _("from here:") if here else _("on {machine}:").format(machine=cut.machine)
            yield from labelled(label, place, width)
            yield from command_lines(escape(here or command))
    for note in cut.answer.notes:
        yield from labelled(_("Note"), escape(note), width)
    for other in wall.cuts[1:]:
        yield from labelled(_("Then"), phrases.cut_sentence(other), width)


def _lacks(report: NodeReport, width: int) -> Iterator[str]:
    for lack in report.lacks:
        yield from labelled("", f"{lack.what}: {lack.why}", width)
    yield from _steps(_("Next"), report.advice, width)


def _steps(label: str, steps: tuple[Step, ...], width: int) -> Iterator[str]:
    for at, step in enumerate(steps):
        yield from labelled(label if at == 0 else "", step.text, width)
        yield from command_lines(step.command)
