"""A check for tickets and chats."""

from collections.abc import Iterator

from kanivete.check.result import Break, Check
from kanivete.i18n import _
from kanivete.probe.words import OUTCOMES, duration
from kanivete.render import words as common
from kanivete.render.check import words
from kanivete.render.check.advice import explained
from kanivete.render.markdown import fenced, plain


def to_markdown(check: Check) -> str:
    """The verdict, the break, and two tables."""
    return "\n".join(_lines(check)).rstrip()


def _lines(check: Check) -> Iterator[str]:
    yield from (f"## {plain(words.way(check))}", "", f"**{words.headline(check)}** {plain(check.verdict.text)}", "")
    if check.verdict.broken:
        yield from _break(check.verdict.broken)
    yield from (f"- {plain(note)}" for note in check.notes)
    yield from ("", f"**{_('What the objects say')}**", "")
    for step in check.objects:
        yield f"- {words.mark(step)} · {_(words.TOPIC[step.topic])}: {plain(step.text)}"
    if check.tried:
        place = check.tried[0].probed.origin
        yield from ("", f"**{plain(_('What happens, tried from {place}').format(place=place))}**", "")
    for one in check.tried:
        yield f"- {plain(str(one.probed.target))} ({_(words.ROLE[one.role])})"
        for part in one.probed.steps:
            time = "" if part.seconds is None else f", {duration(part.seconds)}"
            yield f"  - {part.name.value}: {_(OUTCOMES[part.outcome])}{time} {plain(part.said)}".rstrip()


def _break(broken: Break) -> Iterator[str]:
    advice = explained(broken)
    yield f"- **{_('Cause')}**: `{broken.cause}`"
    yield f"- **{_('Certainty')}**: {_(common.CERTAINTY[broken.certainty])}"
    yield f"- **{_('Whose')}**: {_(common.OWNER[broken.owner])}"
    yield from ("", plain(advice.explanation), "", f"**{_('Proof')}**", "")
    for evidence in broken.evidence:
        yield f"{plain(common.origin(evidence))}:"
        yield from fenced(evidence.text, "text")
    for heading, steps in ((_("Fix"), advice.remedies), (_("Next"), advice.next)):
        if steps:
            yield from (f"**{heading}**", "")
        for one in steps:
            yield plain(one.text)
            yield from fenced(one.command, "sh") if one.command else ("",)
