"""For people at a terminal: an overview, then one screen a finding. Colour only repeats what the words say."""

import shlex
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from kanivete.diagnose.prose import beginning, paragraphs
from kanivete.i18n import _, ngettext
from kanivete.model import Certainty, Coverage, Diagnosis, Evidence, Finding, Remedy, Severity, Step
from kanivete.render import words

_COLOUR = {Severity.CRITICAL: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_MOST_CONSEQUENCES = 12
_MARGIN = 12
"""Columns of the labels on the left."""
_GENERAL_LINES = 3
"""What is said of a cause in general, besides what is said of the case."""
_TAB = 4
_MANY = 4
"""Findings that are longer than a screen."""
_AROUND = 8
"""Lines of a screen around the overview: what was not seen, the summary, a hint, the prompt."""


def to_text(diagnosis: Diagnosis, *, width: int, now: datetime) -> str:
    """The whole diagnosis, no line longer than `width` unless it is a quotation or a command."""
    return "\n".join(_lines(diagnosis, width, now)).rstrip()


def _lines(diagnosis: Diagnosis, width: int, now: datetime) -> Iterator[str]:
    found = diagnosis.findings
    scrolls = sys.stdout.isatty() and len(found) >= _MANY
    if len(found) > 1 and not scrolls:
        yield from overview_lines(found, width)
    for finding in found:
        yield from finding_lines(finding, width, now)
    yield from gap_lines(diagnosis.coverage, width)
    if scrolls:
        yield from _ending(found, width)
    yield from wrapped(summary(diagnosis), width, "  ")
    if scrolls:
        yield from wrapped(_("To see one alone, name it; the first is:"), width, "")
        yield click.style(_alone(found[0]), fg="green")


def _ending(found: tuple[Finding, ...], width: int) -> Iterator[str]:
    """The overview, as much as one screen has: on a terminal the end is what is seen when the prompt is back."""
    yield click.style("─" * width, dim=True)
    room = max(shutil.get_terminal_size().lines - _AROUND, _MANY)
    shown = found if len(found) <= room else found[: room - 1]
    *rows, last = overview_lines(shown, width)
    yield from rows
    if rest := len(found) - len(shown):
        yield "   " + ngettext("and {n} more", "and {n} more", rest).format(n=rest)
    yield last


def _alone(first: Finding) -> str:
    """The command that shows one finding without the others."""
    where = f" -n {first.subject.namespace}" if first.subject.namespace else ""
    return f"$ kanivete {_command()} {shlex.quote(f'{first.subject.kind.lower()}/{first.subject.name}')}{where}"


def _command() -> str:
    """The command that is running, with what names its source."""
    running = click.get_current_context(silent=True)
    if running is None:
        return "diagnose"
    given = running.params
    named = (("--from", "recording"), ("--kubeconfig", "kubeconfig"), ("--context", "context"))
    source = [f"{option} {shlex.quote(given[name])}" for option, name in named if given.get(name)]
    return " ".join(["demo" if running.info_name == "demo" else "diagnose", *source])


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
    yield from _facts(finding, width, now)
    yield ""
    yield from why_lines(finding.explanation, finding.certainty, width)
    yield from proof_lines(finding.evidence, width)
    yield from _cleared(finding, width)
    yield from labelled(_("Whose"), _(words.OWNER[finding.owner]), width)
    yield from _consequences(finding, width)
    yield from action_lines(finding.remedies, finding.next, width)
    yield from more_line(finding.cause)
    yield ""


def _facts(finding: Finding, width: int, now: datetime) -> Iterator[str]:
    """Subject, pods and age, and the cause's name, which gets a line of its own where they do not fit."""
    facts = [str(finding.subject), words.affected(finding.affected), words.since(finding, now)]
    line = "   " + " · ".join(fact for fact in facts if fact)
    if len(whole := f"{line} · {finding.cause}") <= width:
        yield whole
    else:
        yield from wrapped(line, width, "   ")
        yield f"   {finding.cause}"


def why_lines(explanation: str, certainty: Certainty, width: int) -> Iterator[str]:
    """This case, then the cause in a few lines: all of it is in `kanivete explain` and in the JSON."""
    here, general = paragraphs(explanation)
    room = max(width - _MARGIN, 20)
    texts = [text for text in (here, beginning(general, _GENERAL_LINES * room)) if text]
    for at, text in enumerate(texts):
        yield from labelled(_("Why") if at == 0 else "", text, width)
    yield from labelled("", f"({_(words.CERTAINTY[certainty])})", width)


def more_line(cause: str) -> Iterator[str]:
    """Where the rest of what is known of the cause stands."""
    label = click.style("   " + _("More").ljust(_MARGIN - 3), bold=True)
    yield label + click.style(f"$ kanivete explain {cause}", fg="green")


def _cleared(finding: Finding, width: int) -> Iterator[str]:
    """A line a fact that clears rivals, to be pasted for those who are cleared."""
    mark = "✓" if _is_unicode() else "-"
    for at, because in enumerate(dict.fromkeys(one.because.rstrip(".") for one in finding.ruled_out)):
        yield from labelled(_("Cleared") if at == 0 else "", because, width, mark)


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def _consequences(finding: Finding, width: int) -> Iterator[str]:
    for at, consequence in enumerate(finding.consequences[:_MOST_CONSEQUENCES]):
        yield from labelled(_("Breaks") if at == 0 else "", f"{consequence.subject}: {consequence.symptom}", width)
    if (rest := len(finding.consequences) - _MOST_CONSEQUENCES) > 0:
        yield from labelled("", ngettext("and {n} more", "and {n} more", rest).format(n=rest), width)


def gap_lines(coverage: Coverage, width: int) -> Iterator[str]:
    """What was not seen: what may hide something, and in a line what nobody recorded."""
    unseen, unrecorded = words.gaps(coverage)
    if unseen:
        yield click.style("─" * width, dim=True)
        yield _("Not seen, so nothing is said about it:")
    alike: dict[tuple[str, str, str], list[str]] = {}
    for gap in unseen:
        alike.setdefault((gap.where, gap.why, gap.grant), []).append(gap.what)
    for (place, why, rule), kinds in alike.items():
        where = f" ({place})" if place else ""
        yield from wrapped(f"  {', '.join(kinds)}{where}: {why}", width, "    ")
        if rule:
            yield "    " + _("grant: {rule}").format(rule=rule)
    if unseen:
        yield ""
    if unrecorded:
        for line in wrapped(words.unrecorded(unrecorded), width, "  "):
            yield click.style(line, dim=True)


def summary(diagnosis: Diagnosis, silence: str = "") -> str:
    """The last line. `silence` is what no findings mean, where that is not nothing wrong at all."""
    examined = words.examined(diagnosis.coverage.examined)
    found = len(diagnosis.findings)
    verdict = (
        ngettext("{n} finding", "{n} findings", found).format(n=found)
        if found
        else silence or words.silence(diagnosis.coverage, diagnosis.metadata.scope)
    )
    cost = diagnosis.cost
    asked = (
        ngettext("{n} request", "{n} requests", cost.requests).format(n=cost.requests) + ", " if cost.requests else ""
    )
    return f"{verdict} ({_('examined')}: {examined}; {asked}{diagnosis.metadata.duration_seconds:.1f} s)"


def proof_lines(evidence: Sequence[Evidence], width: int) -> Iterator[str]:
    """What a finding rests on: the words, and below them where they were read."""
    for at, one in enumerate(evidence):
        lines = list(quoted(one.text, width if sys.stdout.isatty() else 0))
        if at == 0 and lines:
            lead = click.style("   " + _("Proof").ljust(_MARGIN - 3), bold=True)
            lines[0] = lead + lines[0].replace(" " * _MARGIN, "", 1)
        yield from lines
        origin = textwrap.wrap(words.origin(one), max(width - _MARGIN - 2, 20), break_on_hyphens=False)
        for lead, line in zip(("└ ", *["  "] * len(origin)), origin, strict=False):
            yield " " * _MARGIN + click.style(lead + line, dim=True)


def action_lines(remedies: Sequence[Remedy], steps: Sequence[Step], width: int) -> Iterator[str]:
    """What mends it, and what else to look at."""
    for at, remedy in enumerate(remedies):
        yield from labelled(_("Fix") if at == 0 else "", words.advised(remedy.text, remedy.changes), width)
        yield from command_lines(remedy.command)
    for at, step in enumerate(steps):
        yield from labelled(_("Next") if at == 0 else "", step.text, width)
        yield from command_lines(step.command)


def quoted(text: str, width: int) -> Iterator[str]:
    """The words themselves; folded only for a terminal (`width` is not 0), so that they can be grepped."""
    for line in text.splitlines() or [""]:
        for part in _folded(line, max(width - _MARGIN - 2, 20)) if width else (line,):
            yield " " * _MARGIN + click.style("│ " + part, bold=True)


def _folded(line: str, room: int) -> list[str]:
    """The line in parts of at most `room` columns, cut between words where it can be; its indentation stays."""
    return textwrap.wrap(line.expandtabs(_TAB), room, break_on_hyphens=False) or [""]


def labelled(label: str, text: str, width: int, mark: str = "") -> Iterator[str]:
    """A label in the margin, and its text beside it, behind a mark if it is one of a list."""
    lead = "   " + label.ljust(_MARGIN - 3)
    first, rest = (f"{mark} ", " " * (len(mark) + 1)) if mark else ("", "")
    room = max(width - _MARGIN - len(first), 20)
    lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    yield (click.style(lead, bold=True) if label else " " * _MARGIN) + first + lines[0]
    yield from (" " * _MARGIN + rest + line for line in lines[1:])


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
    """The end of it, where it is too long: a name tells more than what is before it."""
    return text if len(text) <= width else "…" + text[-max(width - 1, 1) :]
