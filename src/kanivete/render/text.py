"""For people at a terminal: an overview, then one screen a finding. Colour only repeats what the words say."""

import sys
import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from kanivete.i18n import _, ngettext
from kanivete.model import Coverage, Diagnosis, Evidence, Finding, Remedy, Severity, Step
from kanivete.render import words

_COLOUR = {Severity.CRITICAL: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_MOST_CONSEQUENCES = 12
_MARGIN = 12
"""Columns of the labels on the left."""


def to_text(diagnosis: Diagnosis, *, width: int, now: datetime) -> str:
    """The whole diagnosis, no line longer than `width` unless it is a quotation or a command."""
    return "\n".join(_lines(diagnosis, width, now)).rstrip()


def _lines(diagnosis: Diagnosis, width: int, now: datetime) -> Iterator[str]:
    if len(diagnosis.findings) > 1:
        yield from overview_lines(diagnosis.findings, width)
    for finding in diagnosis.findings:
        yield from finding_lines(finding, width, now)
    yield from gap_lines(diagnosis.coverage, width)
    yield summary(diagnosis)


def overview_lines(findings: tuple[Finding, ...], width: int) -> Iterator[str]:
    """A line a finding."""
    rows = [(str(f.rank), _(words.SEVERITY[f.severity]), f.cause, str(f.subject)) for f in findings]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for finding, (rank, severity, cause, subject) in zip(findings, rows, strict=True):
        line = f"{rank:>{widths[0]}}  {_paint(severity.ljust(widths[1]), finding.severity)}  {cause.ljust(widths[2])}  "
        yield line + _cut(subject, width - sum(widths) - 6)
    yield ""


def finding_lines(finding: Finding, width: int, now: datetime) -> Iterator[str]:
    """One finding, for any command that prints some."""
    yield click.style("─" * width, dim=True)
    head = f"{finding.rank}. {_(words.SEVERITY[finding.severity]).upper()}"
    yield from wrapped(f"{head}  {finding.title}", width, "   ", paint=finding.severity)
    facts = [str(finding.subject), words.affected(finding.affected), words.since(finding, now), finding.cause]
    yield from wrapped("   " + " · ".join(fact for fact in facts if fact), width, "   ")
    yield ""
    yield from labelled(_("Why"), finding.explanation, width)
    yield from labelled("", f"({_(words.CERTAINTY[finding.certainty])})", width)
    yield from proof_lines(finding.evidence, width)
    if finding.ruled_out:
        because = dict.fromkeys(one.because.rstrip(".") for one in finding.ruled_out)
        yield from labelled(_("Cleared"), "; ".join(because) + ".", width)
    yield from labelled(_("Whose"), _(words.OWNER[finding.owner]), width)
    yield from _consequences(finding, width)
    yield from action_lines(finding.remedies, finding.next, width)
    yield ""


def _consequences(finding: Finding, width: int) -> Iterator[str]:
    for at, consequence in enumerate(finding.consequences[:_MOST_CONSEQUENCES]):
        yield from labelled(_("Breaks") if at == 0 else "", f"{consequence.subject}: {consequence.symptom}", width)
    if (rest := len(finding.consequences) - _MOST_CONSEQUENCES) > 0:
        yield from labelled("", ngettext("and {n} more", "and {n} more", rest).format(n=rest), width)


def gap_lines(coverage: Coverage, width: int) -> Iterator[str]:
    """What was not seen."""
    if not coverage.gaps:
        return
    yield click.style("─" * width, dim=True)
    yield _("Not seen, so nothing is said about it:")
    alike: dict[tuple[str, str, str], list[str]] = {}
    for gap in coverage.gaps:
        alike.setdefault((gap.where, gap.why, gap.grant), []).append(gap.what)
    for (place, why, rule), kinds in alike.items():
        where = f" ({place})" if place else ""
        yield from wrapped(f"  {', '.join(kinds)}{where}: {why}", width, "    ")
        if rule:
            yield "    " + _("grant: {rule}").format(rule=rule)
    yield ""


def summary(diagnosis: Diagnosis, silence: str = "") -> str:
    """The last line. `silence` is what no findings mean, where that is not nothing wrong at all."""
    examined = words.examined(diagnosis.coverage.examined)
    found = len(diagnosis.findings)
    verdict = (
        ngettext("{n} finding", "{n} findings", found).format(n=found)
        if found
        else silence or words.silence(diagnosis.coverage)
    )
    cost = diagnosis.cost
    asked = (
        ", " + ngettext("{n} request", "{n} requests", cost.requests).format(n=cost.requests) if cost.requests else ""
    )
    return f"{verdict} ({_('examined')}: {examined}{asked}, {diagnosis.metadata.duration_seconds:.1f} s)"


def proof_lines(evidence: Sequence[Evidence], width: int) -> Iterator[str]:
    """What a finding rests on, quoted."""
    for at, one in enumerate(evidence):
        yield from labelled(_("Proof") if at == 0 else "", words.origin(one), width)
        yield from quoted(one.text, width if sys.stdout.isatty() else 0)


def action_lines(remedies: Sequence[Remedy], steps: Sequence[Step], width: int) -> Iterator[str]:
    """What mends it, and what else to look at."""
    for at, remedy in enumerate(remedies):
        change = _(words.CHANGES[remedy.changes])
        yield from labelled(_("Fix") if at == 0 else "", remedy.text + (f" ({change})" if change else ""), width)
        yield from command_lines(remedy.command)
    for at, step in enumerate(steps):
        yield from labelled(_("Next") if at == 0 else "", step.text, width)
        yield from command_lines(step.command)


def quoted(text: str, width: int) -> Iterator[str]:
    """The words themselves; folded only for a terminal (`width` is not 0), so that they can be grepped."""
    for line in text.splitlines():
        room = max(width - _MARGIN - 2, 20) if width else max(len(line), 1)
        for start in range(0, max(len(line), 1), room):
            yield click.style(" " * _MARGIN + "│ " + line[start : start + room], bold=True)


def labelled(label: str, text: str, width: int) -> Iterator[str]:
    """A label in the margin, and its text beside it."""
    lead = "   " + label.ljust(_MARGIN - 3)
    lines = textwrap.wrap(text, max(width - _MARGIN, 20), break_long_words=False, break_on_hyphens=False) or [""]
    yield click.style(lead, bold=True) + lines[0] if label else " " * _MARGIN + lines[0]
    yield from (" " * _MARGIN + line for line in lines[1:])


def wrapped(text: str, width: int, indent: str, paint: Severity | None = None) -> Iterator[str]:
    """Text over the whole width, the further lines indented."""
    for line in textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False):
        yield _paint(line, paint) if paint else line


def command_lines(command: str) -> Iterator[str]:
    """A command to copy."""
    for line in command.splitlines():
        yield " " * _MARGIN + click.style(f"$ {line}", fg="green")


def _paint(text: str, severity: Severity) -> str:
    return click.style(text, fg=_COLOUR[severity], bold=True)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 1)] + "…"
