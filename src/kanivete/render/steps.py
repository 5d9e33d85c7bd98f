"""The steps of a connection, one a line: `TCP   dropped  3.0 s  no answer in time`."""

import textwrap
from collections.abc import Iterator

import click

from kanivete.i18n import _
from kanivete.probe.steps import Outcome, Probed, Step
from kanivete.probe.words import OUTCOMES, STEPS, duration

_TIME = 8
_LEAST = 24


def colour_of(outcome: Outcome) -> str | None:
    """Green where it went well, yellow where it is not known, red for all else."""
    if outcome is Outcome.OK:
        return "green"
    return {Outcome.UNKNOWN: "yellow", Outcome.SKIPPED: None}.get(outcome, "red")


def step_lines(probed: Probed, width: int, indent: int = 3) -> Iterator[str]:
    """Each step with its outcome, its time and what was said; no line is longer than `width`."""
    names = [_(STEPS[step.name]) for step in probed.steps]
    outcomes = [_(OUTCOMES[step.outcome]) for step in probed.steps]
    first, second = max(map(len, names), default=0), max(map(len, outcomes), default=0)
    for step, name, outcome in zip(probed.steps, names, outcomes, strict=True):
        head = " " * indent + f"{name:<{first}}  "
        yield from _step(step, head, f"{outcome:<{second}}", width)


def _step(step: Step, head: str, outcome: str, width: int) -> Iterator[str]:
    time = f"{duration(step.seconds):>{_TIME}}"
    margin = len(head) + len(outcome) + 2 + len(time) + 2
    lines = textwrap.wrap(step.said, max(width - margin, _LEAST), break_on_hyphens=False) or [""]
    colour = colour_of(step.outcome)
    painted = click.style(outcome, fg=colour) if colour else outcome
    yield f"{head}{painted}  {time}  {lines[0]}".rstrip()
    yield from (" " * margin + line for line in lines[1:])
