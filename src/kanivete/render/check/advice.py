"""What the catalogue says about a break, filled with its facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kanivete.catalogue import catalogue
from kanivete.catalogue.entry import Advice
from kanivete.check.result import Break
from kanivete.diagnose.prose import fill, fill_command
from kanivete.model import Remedy, Step

_FACT = re.compile(r"(?<!\{)\{([a-z_]+)\}")


@dataclass(frozen=True)
class Explained:
    """Title, explanation, and what to do, in the reader's language."""

    title: str
    explanation: str
    remedies: tuple[Remedy, ...]
    next: tuple[Step, ...]
    references: tuple[str, ...]


def explained(broken: Break) -> Explained:
    """The catalogue's entry for it. Steps whose command needs a fact that is not known are left out."""
    entry, facts = catalogue()[broken.cause], broken.facts
    return Explained(
        fill(entry.title, facts),
        fill(entry.explanation, facts),
        broken.remedies
        + tuple(
            Remedy(fill(one.text, facts), fill_command(one.command, facts), one.changes)
            for one in entry.remedies
            if _is_known(one, facts) and not (broken.remedies and one.command)
        ),
        tuple(
            Step(fill(one.text, facts), fill_command(one.command, facts)) for one in entry.next if _is_known(one, facts)
        ),
        entry.references,
    )


def _is_known(advice: Advice, facts: Mapping[str, str]) -> bool:
    return all(facts.get(name) for name in _FACT.findall(advice.command + advice.text))
