"""Evidence of what was tried, in the language of the rest."""

import pytest

from kanivete.check.result import Tried
from kanivete.check.tried.words import said
from kanivete.i18n import use
from kanivete.probe.steps import Outcome, Probed, Step, StepName, Target


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        ("en", StepName.TCP, "tcp 10.0.0.1:80: tcp dropped: silence"),
        ("en", StepName.NAME, "tcp 10.0.0.1:80: name dropped: silence"),
        ("pt_BR", StepName.TCP, "tcp 10.0.0.1:80: tcp descartado: silence"),
    ],
)
def test_the_outcome_is_in_the_words_of_people(language: str, name: StepName, text: str) -> None:
    use(language)
    try:
        step = Step(name, Outcome.DROPPED, 3.0, "silence")
        found = said(Tried("name", Probed("a test", Target("10.0.0.1", 80), (step,))), step)
        assert (found.text, found.field) == (text, name.value)
    finally:
        use("en")
