"""The list of scenarios, as wide as it may be."""

import pytest

from kanivete.i18n import use
from kanivete.render.simulate.scenarios import Listed, to_text
from kanivete.simulate.scenario import library


@pytest.fixture
def known() -> list[Listed]:
    """All that ship."""
    use("en")
    return [Listed(name, library.head(name), library.reach(name)) for name in library.names()]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_terminal_is_not_overrun_and_nothing_is_left_out(known: list[Listed], width: int) -> None:
    folded = to_text(known, width)
    assert max(map(len, folded.splitlines())) <= width
    assert folded.split() == to_text(known).split()


def test_for_programs_each_scenario_is_one_line(known: list[Listed]) -> None:
    lines = [line for line in to_text(known).splitlines() if line.startswith("  ")]
    assert [line.split()[0] for line in lines] == [one.name for one in known]
