"""The terminal's side of a drill: lines are read, replies are printed. What they are is not decided here."""

import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

import click

from kanivete.render.simulate import drill as render
from kanivete.simulate.drill import dialogue
from kanivete.simulate.drill.dialogue import Game, Outcome, Puzzle
from kanivete.simulate.drill.disguise import Hidden
from kanivete.simulate.drill.draw import choices
from kanivete.simulate.drill.hints import hints
from kanivete.simulate.journal.model import Journal, now
from kanivete.simulate.plan import Plan

_PROMPT = "drill> "


def game(plan: Plan, journal: Journal, hidden: Hidden, random: Random) -> Game:
    """A new game about the fault of a run."""
    head = hidden.head
    left = (datetime.fromisoformat(journal.expires) - now()).total_seconds()
    return Game(
        Puzzle(
            accepted=head.causes,
            hints=hints(head.cause.partition(".")[0], plan.namespace, plan.subject, plan.look if plan.check else ""),
            quote=head.quote,
            choices=choices(head.causes, random),
            seconds=left,
        )
    )


def play(new: Game, plan: Plan, given: dict[str, Any]) -> tuple[Game, float]:
    """Read lines until the game is over; it is, where there are no more. Returns how long it took too."""
    begun = time.monotonic()
    current = new
    click.echo(render.opening(plan, given["seed"], new))
    while current.outcome is None:
        line = _line()
        if line is None:
            current = replace(current, outcome=Outcome.QUIT)
            break
        current, reply = dialogue.play(current, line, time.monotonic() - begun)
        if text := render.said(reply, current):
            click.echo(text)
    return current, time.monotonic() - begun


def _line() -> str | None:
    """The next line, edited and remembered as readline does on a terminal; None after the last."""
    sys.stdout.flush()
    if not sys.stdin.isatty():
        return sys.stdin.readline() or None
    with suppress(ImportError):
        import readline  # noqa: F401 (input() uses it once it is imported)
    try:
        return input(_PROMPT)
    except EOFError:
        click.echo()
        return None
