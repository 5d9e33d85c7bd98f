"""Every entry of the catalogue, held to its own examples."""

import re
from pathlib import Path
from string import Formatter

import pytest
import re2
import yaml

from kanivete.catalogue import Cause, catalogue
from kanivete.catalogue.entry import Example, NearMiss, Where
from kanivete.recognise import recognise
from kanivete.recognise.patterns import compiled

CAUSES = list(catalogue().values())
WITH_PATTERNS = [cause for cause in CAUSES if cause.patterns]
HEALTHY = yaml.safe_load((Path(__file__).parent / "healthy.yaml").read_text())


def _of(causes: list[Cause], what: str) -> list[object]:
    return [
        pytest.param(cause, one, id=f"{cause.id}-{number}")
        for cause in causes
        for number, one in enumerate(getattr(cause, what), 1)
    ]


def _name(cause: Cause) -> str:
    return cause.id


@pytest.mark.parametrize("cause", CAUSES, ids=_name)
def test_an_entry_is_well_formed(cause: Cause) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*", cause.id)
    assert cause.title
    assert not cause.title.endswith(".")
    assert cause.explanation.endswith((".", ")", "”", "!", "?"))
    assert set(cause.rivals) <= set(catalogue())
    assert cause.id not in cause.rivals
    assert cause.next or cause.remedies
    assert all(reference.startswith("https://") for reference in cause.references)


@pytest.mark.parametrize("cause", CAUSES, ids=_name)
def test_its_texts_can_be_filled(cause: Cause) -> None:
    advice = [*cause.next, *cause.remedies]
    for text in (cause.title, cause.explanation, *(a.text for a in advice), *(a.command for a in advice)):
        for _, field, form, conversion in Formatter().parse(text):
            if field is not None:
                assert re.fullmatch(r"[a-z][a-z_0-9]*", field), (text, field)
                assert not form
                assert not conversion


@pytest.mark.parametrize("cause", WITH_PATTERNS, ids=_name)
def test_an_entry_that_reads_texts_shows_what_it_reads_and_what_it_does_not(cause: Cause) -> None:
    assert len(cause.examples) >= 2
    assert len(cause.near_misses) >= 1


@pytest.mark.parametrize("cause", WITH_PATTERNS, ids=_name)
def test_its_patterns_run_in_linear_time_and_need_something_to_match(cause: Cause) -> None:
    for pattern in cause.patterns:
        assert pattern.where
        for regex in filter(None, (pattern.regex, pattern.unless, pattern.given)):
            assert isinstance(compiled(regex), re2._Regexp)
            assert not compiled(regex).search("")


@pytest.mark.parametrize(("cause", "example"), _of(CAUSES, "examples"))
def test_an_example_is_recognised_as_its_cause(cause: Cause, example: Example) -> None:
    found = recognise(example.text, example.where)
    assert found
    assert found.cause == cause.id
    assert example.said_by


@pytest.mark.parametrize(("cause", "near_miss"), _of(CAUSES, "near_misses"))
def test_a_near_miss_is_what_it_really_is(cause: Cause, near_miss: NearMiss) -> None:
    found = recognise(near_miss.text, near_miss.where)
    assert near_miss.instead != cause.id
    assert (found.cause if found else None) == near_miss.instead


@pytest.mark.parametrize(("where", "text"), [(where, text) for where, texts in HEALTHY.items() for text in texts])
def test_what_healthy_things_say_names_no_cause(where: str, text: str) -> None:
    assert recognise(text, Where(where)) is None


def test_a_reason_of_the_api_names_one_cause_only() -> None:
    reasons = [reason for cause in CAUSES for reason in cause.reasons]
    assert len(reasons) == len(set(reasons))
