"""For tickets: the findings, then what they rest on."""

from collections.abc import Iterator
from datetime import datetime

from kanivete.i18n import _
from kanivete.model import Diagnosis, Step
from kanivete.node.report.model import NodeReport, Wall
from kanivete.probe.words import OUTCOMES
from kanivete.redact.text import escape
from kanivete.render.markdown import fenced, plain
from kanivete.render.markdown import to_markdown as findings_to_markdown
from kanivete.render.node import phrases
from kanivete.render.node.state import state


def to_markdown(diagnosis: Diagnosis, report: NodeReport, *, now: datetime) -> str:
    """One section each."""
    lines = [findings_to_markdown(diagnosis), "", *_node(report, now), *_log(report), *_paths(report)]
    lines += [*_walls(report), *_lacks(report)]
    return "\n".join(lines).rstrip()


def _node(report: NodeReport, now: datetime) -> Iterator[str]:
    yield from (f"## {plain(_('Node {name}').format(name=report.name))}", "")
    yield from (f"- **{label}**: {plain(said)}" for label, said in state(report, now))
    yield ""


def _log(report: NodeReport) -> Iterator[str]:
    if report.log is None:
        return
    heading = _("What the kubelet's log says")
    yield from (f"## {heading}", "", plain(phrases.log_heading(report.log)), "")
    for one in report.log.report.causes:
        yield from (f"- `{one.cause}`: {plain(phrases.how_often(one))}", "")
        if not one.over:
            yield from fenced("\n".join(one.lines), "text")


def _paths(report: NodeReport) -> Iterator[str]:
    tried = [one for one in report.paths if one.probed is not None]
    if not tried:
        return
    yield from (
        f"## {_('Paths')}",
        "",
        f"| {_('from')} | {_('to')} | {_('address')} | {_('outcome')} |",
        "|---|---|---|---|",
    )
    for one in tried:
        requirement = one.requirement
        said = f"{_(OUTCOMES[one.outcome])}: {one.said}" if one.reached is not True else _(OUTCOMES[one.outcome])
        cells = (requirement.origin, requirement.destination, str(requirement.target), said)
        yield f"| {' | '.join(plain(cell) for cell in cells)} |"
    yield ""


def _walls(report: NodeReport) -> Iterator[str]:
    if not report.walls and not report.elsewhere:
        return
    yield from (f"## {_('The firewall')}", "")
    for wall in report.walls:
        yield from _wall(wall)
    yield from _steps(report.elsewhere)


def _wall(wall: Wall) -> Iterator[str]:
    for path in (wall.path, *wall.also):
        yield f"- {plain(path)}"
    yield from ("", plain(phrases.verdict(wall)), "")
    if not wall.cuts:
        return
    cut = wall.cuts[0]
    rule = cut.answer.passed.rule if cut.answer.passed else None
    if rule:
        yield from fenced(escape(rule.text), "text")
    if said := phrases.counter(cut):
        yield from (plain(said), "")
    commands = [wall.backup_from_here or cut.answer.backup, wall.revert_from_here or cut.answer.revert]
    if text := "\n".join(command for command in commands if command):
        yield from fenced(escape(text), "sh")


def _lacks(report: NodeReport) -> Iterator[str]:
    if not report.lacks and not report.advice:
        return
    yield from (f"## {_('Could not be read')}", "")
    yield from (f"- {plain(lack.what)}: {plain(lack.why)}" for lack in report.lacks)
    yield ""
    yield from _steps(report.advice)


def _steps(steps: tuple[Step, ...]) -> Iterator[str]:
    for step in steps:
        yield plain(step.text)
        yield from fenced(step.command, "sh") if step.command else ("",)
