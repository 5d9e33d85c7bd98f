"""The catalogue's page of one cause: for the terminal and as Markdown."""

import re
import textwrap
from collections.abc import Iterable, Iterator

import click

from kanivete.catalogue import Cause
from kanivete.catalogue.entry import Advice
from kanivete.diagnose.prose import fill, fill_command
from kanivete.i18n import _
from kanivete.redact import clean
from kanivete.render import words


def page_text(cause: Cause, width: int) -> str:
    """The page for the terminal, wrapped; commands and quotations keep their lines."""
    return "\n".join(_text(cause, width)).rstrip()


def page_markdown(cause: Cause) -> str:
    """The page as Markdown, ending in a line feed."""
    return "\n".join(_markdown(cause)).rstrip() + "\n"


def title(cause: Cause) -> str:
    """Its title, facts as `<fact>`."""
    return fill(cause.title, {})


def advice_text(advice: Iterable[Advice], facts: dict[str, str], width: int) -> Iterator[str]:
    """Each piece of advice with its command."""
    for one in advice:
        yield from wrapped(words.advised(fill(one.text, facts), one.changes), width, "  - ", "    ")
        for line in fill_command(one.command, facts).splitlines():
            yield "    " + click.style(f"$ {line}", fg="green")


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of at most `width`, words never broken."""
    return textwrap.wrap(
        text,
        max(width, 20),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _text(cause: Cause, width: int) -> Iterator[str]:
    yield click.style(cause.id, bold=True)
    yield from (click.style(line, bold=True) for line in wrapped(title(cause), width))
    yield ""
    yield from wrapped(f"{_('Whose')}: {_(words.OWNER[cause.owner])}", width)
    yield from wrapped(f"{_('Severity')}: {_(words.SEVERITY[cause.severity])}", width)
    if cause.rivals:
        yield from wrapped(f"{_('The same words may mean')}: {', '.join(cause.rivals)}", width)
    yield from _section(_("What it means"), wrapped(fill(cause.explanation, {}), width, "  ", "  "))
    looks = [line for one in cause.examples for line in _example(one.said_by, clean(one.text), width)]
    yield from _section(_("How it looks"), [*_reasons(cause), *looks])
    yield from _section(_("How to verify"), advice_text(cause.next, {}, width))
    yield from _section(_("What to do"), advice_text(cause.remedies, {}, width))
    yield from _section(_("To read"), (f"  {reference}" for reference in cause.references))


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield click.style(heading, bold=True)
        yield from found


def _reasons(cause: Cause) -> Iterator[str]:
    if cause.reasons:
        yield "  " + _("reason: {reasons}").format(reasons=", ".join(cause.reasons))


def _example(said_by: str, text: str, width: int) -> Iterator[str]:
    yield f"  {said_by}:"
    yield from (line for part in text.splitlines() for line in wrapped(part, width, "    │ ", "    │ "))


def _markdown(cause: Cause) -> Iterator[str]:
    yield f"# {_marked(title(cause))}"
    yield ""
    owner, severity = _(words.OWNER[cause.owner]), _(words.SEVERITY[cause.severity])
    yield f"`{cause.id}` · {_('Whose')}: {owner} · {_('Severity')}: {severity}"
    yield ""
    yield _marked(fill(cause.explanation, {}))
    if cause.rivals:
        yield ""
        links = ", ".join(f"[`{rival}`]({rival}.md)" for rival in cause.rivals)
        yield f"{_('The same words may mean')}: {links}."
    if cause.reasons or cause.examples:
        yield from ("", f"## {_('How it looks')}")
    if cause.reasons:
        yield from ("", _("reason: {reasons}").format(reasons=", ".join(f"`{reason}`" for reason in cause.reasons)))
    for one in cause.examples:
        yield from ("", f"{one.said_by}:", "", *_block("text", clean(one.text)))
    yield from _steps(_("How to verify"), cause.next)
    yield from _steps(_("What to do"), cause.remedies)
    if cause.references:
        yield from ("", f"## {_('To read')}", "", *(f"- <{reference}>" for reference in cause.references))
    if cause.no_scenario:
        yield from ("", _("No scenario makes this on a test cluster: {reason}.").format(reason=_(cause.no_scenario)))


def _steps(heading: str, advice: tuple[Advice, ...]) -> Iterator[str]:
    if advice:
        yield from ("", f"## {heading}")
    for one in advice:
        yield from ("", words.advised(_marked(fill(one.text, {})), one.changes))
        if one.command:
            yield from ("", *_block("sh", fill_command(one.command, {})))


def _block(language: str, text: str) -> list[str]:
    return [f"```{language}", *text.splitlines(), "```"]


def _marked(text: str) -> str:
    """Facts and other things in angle brackets, which Markdown would take for HTML."""
    return re.sub(r"<([^<>\n]+)>", r"`<\1>`", text)
