"""The causes found in a pasted text, for the terminal and as data."""

from collections.abc import Iterator
from typing import Any

import click

from kanivete.catalogue import catalogue
from kanivete.diagnose.explain import Explained
from kanivete.diagnose.prose import fill
from kanivete.i18n import _, ngettext
from kanivete.redact import clean
from kanivete.render import words
from kanivete.render.cause_page import advice_text, title, wrapped

_MOST_QUOTED = 12
"""Lines of one quotation that are shown."""


def explained_text(found: list[Explained], width: int) -> str:
    """Each cause with the words that name it, what it means and what to do."""
    return "\n".join(line for at, one in enumerate(found, 1) for line in _one(at, one, width)).rstrip()


def explained_data(found: list[Explained]) -> list[dict[str, Any]]:
    """`{cause, title, owner, line, text, count, rivals}` for each."""
    return [
        {
            "cause": one.cause,
            "title": fill(catalogue()[one.cause].title, one.facts),
            "owner": str(catalogue()[one.cause].owner),
            "line": one.line,
            "text": clean(one.text),
            "count": one.count,
            "rivals": list(one.rivals),
        }
        for one in found
    ]


def _one(at: int, one: Explained, width: int) -> Iterator[str]:
    cause = catalogue()[one.cause]
    yield from (click.style(line, bold=True) for line in wrapped(fill(cause.title, one.facts), width, f"{at}. ", "   "))
    yield from wrapped(f"{one.cause} · {_(words.OWNER[cause.owner])}", width, "   ", "   ")
    yield ""
    times = ngettext("{n} time", "{n} times", one.count).format(n=one.count)
    yield "   " + _("line {n}").format(n=one.line) + (f", {times}" if one.count > 1 else "") + ":"
    quoted = clean(one.text).splitlines()
    for line in quoted[:_MOST_QUOTED]:
        yield from wrapped(line, width, "   │ ", "   │ ")
    if len(quoted) > _MOST_QUOTED:
        yield "   │ …"
    yield ""
    yield from wrapped(fill(cause.explanation, one.facts), width, "   ", "   ")
    if one.rivals:
        names = ", ".join(f"{rival} ({title(catalogue()[rival])})" for rival in one.rivals if rival in catalogue())
        yield from wrapped(f"{_('The same words may mean')}: {names}", width, "   ", "   ")
    yield ""
    yield from (f" {line}" for line in advice_text((*cause.next, *cause.remedies), one.facts, width - 1))
    yield ""
