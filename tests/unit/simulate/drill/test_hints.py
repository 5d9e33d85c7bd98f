"""The hints of each family: enough, in every language, and without the answer."""

import pytest

from kanivete.catalogue import catalogue
from kanivete.i18n import translated
from kanivete.simulate.drill.hints import HINTS, hints

FAMILIES = sorted({cause.family for cause in catalogue().values()})


def test_there_are_none_for_families_that_do_not_exist() -> None:
    assert set(HINTS) <= set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_there_are_three_to_five_and_each_has_a_command(family: str) -> None:
    found = hints(family, "shop", "Deployment/orders")
    assert 3 <= len(found) <= 5
    assert len(set(found)) == len(found)
    for hint in found:
        assert hint.text
        assert hint.command
        assert "{namespace}" not in hint.command + hint.text
        assert not any(cause in hint.text for cause in catalogue())


@pytest.mark.parametrize("family", HINTS)
def test_each_is_there_in_portuguese(family: str) -> None:
    for hint in HINTS[family]:
        assert translated(hint.text, "pt-BR") not in ("", hint.text), hint.text


def test_commands_are_about_the_fault() -> None:
    commands = " ".join(hint.command for hint in hints("crash", "shop", "Deployment/orders"))
    assert "-n shop logs deployment/orders --all-containers --previous" in commands
    assert "kubectl describe node worker-2" in [hint.command for hint in hints("node", "shop", "Node/worker-2")]


def test_the_check_that_shows_the_fault_is_the_last_hint() -> None:
    check = "kanivete check -n shop deploy/orders http://web/"
    *others, last = hints("service", "shop", "Deployment/orders", check)
    assert last.command == check
    assert tuple(others) == hints("service", "shop", "Deployment/orders")
