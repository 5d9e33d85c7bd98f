"""What `toolbox list` prints, and into how many columns."""

from datetime import UTC, datetime, timedelta

import pytest

from kanivete.cli.toolboxing.listing import table
from kanivete.i18n import use
from kanivete.toolbox.leftover import LeftOver

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> None:
    use("en")


def left(name: str, by: str, kind: str = "Pod") -> LeftOver:
    ends = NOW + timedelta(hours=1)
    return LeftOver(kind, "shop", name, "toolbox", "x7k2p", by, NOW, ends, "/path", "uid")


LONG = (
    left("web", "jane"),
    left("kanivete-toolbox-x7k2p-of-a-long-name", "system:serviceaccount:continuous-integration:runner"),
    left("kanivete", "system:serviceaccount:shop:default", "ValidatingAdmissionPolicyBinding"),
)


def test_all_is_told_where_there_is_no_terminal() -> None:
    text = "\n".join(table(LONG, NOW))
    assert "…" not in text
    assert "shop/kanivete-toolbox-x7k2p-of-a-long-name" in text
    assert "system:serviceaccount:continuous-integration:runner" in text


@pytest.mark.parametrize("width", [80, 100, 132])
def test_lines_fit_into_the_terminal_and_stay_in_columns(width: int) -> None:
    lines = table(LONG, NOW, width)
    assert max(map(len, lines)) <= width
    assert all(line.startswith("x7k2p  toolbox  ") for line in lines[1:])
    assert {line[lines[0].index("NAME") - 1] for line in lines} == {" "}


def test_who_made_it_is_cut_before_what_it_is() -> None:
    heading, _web, pod, _policy = table(LONG[:2] + LONG[:1], NOW, 90)
    assert "shop/kanivete-toolbox-x7k2p-of-a-long-name" in pod
    assert pod[heading.index("BY") :].endswith("…")


def test_what_fits_is_not_cut() -> None:
    assert table(LONG[:1], NOW, 80) == table(LONG[:1], NOW)


def test_a_terminal_too_narrow_keeps_the_ids() -> None:
    assert all(line.startswith("x7k2p  toolbox  ") for line in table(LONG, NOW, 20)[1:])
