"""For tickets and chats: Markdown that stays readable as plain text."""

from collections.abc import Iterator

from kanivete.diagnose.prose import paragraphs
from kanivete.i18n import _
from kanivete.model import Diagnosis, Finding
from kanivete.render import words


def to_markdown(diagnosis: Diagnosis) -> str:
    """One section a finding, quotations in fences that their content cannot close."""
    lines = [line for finding in diagnosis.findings for line in finding_lines(finding)]
    if not diagnosis.findings:
        lines = [words.silence(diagnosis.coverage, diagnosis.metadata.scope), ""]
    unseen, unrecorded = words.gaps(diagnosis.coverage)
    if unseen:
        lines += [f"## {_('Not seen')}", ""]
        lines += [
            f"- {plain(gap.what)} ({plain(gap.where)}): {plain(gap.why)}" + (f" `{gap.grant}`" if gap.grant else "")
            for gap in unseen
        ]
        lines.append("")
    if unrecorded:
        lines.append(f"*{plain(words.unrecorded(unrecorded))}*")
    return "\n".join(lines).rstrip()


def finding_lines(finding: Finding) -> Iterator[str]:
    """One finding, for any command that prints some."""
    yield f"## {finding.rank}. {plain(finding.title)}"
    yield ""
    affected = words.affected(finding.affected)
    yield f"- **{_('Subject')}**: {plain(str(finding.subject))}" + (f" ({affected})" if affected else "")
    yield f"- **{_('Cause')}**: `{finding.cause}`, {_(words.SEVERITY[finding.severity])}"
    yield f"- **{_('Certainty')}**: {_(words.CERTAINTY[finding.certainty])}"
    yield f"- **{_('Whose')}**: {_(words.OWNER[finding.owner])}"
    if finding.since:
        yield f"- **{_('Since')}**: {finding.since}"
    for paragraph in paragraphs(finding.explanation):
        if paragraph:
            yield from ("", plain(paragraph))
    yield from ("", f"**{_('Proof')}**", "")
    for evidence in finding.evidence:
        yield f"{plain(words.origin(evidence))}:"
        yield from fenced(evidence.text, "text")
    if finding.ruled_out:
        yield from (f"**{_('Ruled out')}**", "")
        for because in dict.fromkeys(one.because for one in finding.ruled_out):
            causes = ", ".join(f"`{one.cause}`" for one in finding.ruled_out if one.because == because)
            yield f"- {causes}: {plain(because)}"
        yield ""
    if finding.consequences:
        yield from (f"**{_('Breaks')}**", "")
        yield from (f"- {plain(str(one.subject))}: {plain(one.symptom)}" for one in finding.consequences)
        yield ""
    remedies = [(words.advised(one.text, one.changes), one.command) for one in finding.remedies]
    steps = [(one.text, one.command) for one in finding.next]
    for heading, advice in ((_("Fix"), remedies), (_("Next"), steps)):
        if advice:
            yield from (f"**{heading}**", "")
        for text, command in advice:
            yield plain(text)
            yield from fenced(command, "sh") if command else ("",)


def fenced(text: str, language: str) -> Iterator[str]:
    """A quotation in a fence that it cannot close."""
    fence = "```"
    while fence in text:
        fence += "`"
    yield from (f"{fence}{language}", text, fence, "")


def plain(text: str) -> str:
    """Text of the cluster's in prose: no markup of its own making, no line ends."""
    escaped = "".join(f"\\{char}" if char in "\\`*_{}[]<>#|!" else char for char in text)
    return " ".join(escaped.split())
