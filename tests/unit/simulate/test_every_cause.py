"""Every cause of the catalogue can be made, or says why not; nothing is there twice."""

from pathlib import Path

import yaml

from kanivete.catalogue import catalogue
from kanivete.simulate.scenario import library
from tools.scenario_table import main, text

RIG = Path(__file__).parents[2] / "e2e" / "scenarios"
PACKAGED = {name.partition("--")[0] for name in library.names()}


def of_the_rig() -> dict[str, str]:
    """The scenarios that only the rig can be made to have, and their causes."""
    heads = {path.stem: next(yaml.safe_load_all(path.read_text())) for path in RIG.glob("*.yaml")}
    return {name: head["cause"] for name, head in heads.items() if head.get("kind") == "Scenario"}


def test_every_cause_has_a_scenario_or_says_why_it_has_none() -> None:
    mute = [cause.id for cause in catalogue().values() if cause.id not in PACKAGED and not cause.no_scenario]
    assert mute == []


def test_no_cause_that_has_a_scenario_says_that_it_has_none() -> None:
    assert [cause for cause in PACKAGED if catalogue()[cause].no_scenario] == []


def test_no_scenario_is_there_twice() -> None:
    assert set(of_the_rig()) & set(library.names()) == set()


def test_the_rigs_own_scenarios_are_of_known_causes() -> None:
    assert set(of_the_rig().values()) <= set(catalogue())


def test_reasons_can_be_read_after_the_word_it() -> None:
    reasons = {cause.no_scenario for cause in catalogue().values() if cause.no_scenario}
    assert [why for why in reasons if why[0].isupper() or why.endswith(".")] == []


def test_the_table_has_every_cause_and_every_scenario() -> None:
    page = text()
    assert all(f"| `{cause}` |" in page for cause in catalogue())
    assert page.count("\n| `") == len(library.names()) + len(set(catalogue()) - PACKAGED)
    assert page == text()


def test_the_table_is_what_the_scenarios_are() -> None:
    assert main(["--check"]) == 0
