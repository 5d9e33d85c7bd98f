"""Which faults are drawn."""

from random import Random

import pytest

from kanivete.simulate.drill.draw import Level, breaks_a_node, choices, drawn, families, level
from kanivete.simulate.scenario import library


def test_a_seed_draws_the_same_and_another_seed_something_else() -> None:
    first = [next(iter(drawn(Random(str(seed))))) for seed in range(30)]
    assert first == [next(iter(drawn(Random(str(seed))))) for seed in range(30)]
    assert len(set(first)) > 15


def test_no_node_is_broken_unless_one_is_named() -> None:
    assert not any(breaks_a_node(name) for name in drawn(Random("1")))
    found = list(drawn(Random("1"), node=True))
    assert found
    assert all(breaks_a_node(name) for name in found)


@pytest.mark.parametrize("wanted", Level)
def test_each_level_has_something_to_draw(wanted: Level) -> None:
    found = list(drawn(Random("1"), wanted))
    assert found
    assert {level(name) for name in found} == {wanted}


@pytest.mark.parametrize("family", families())
def test_a_family_draws_only_its_own(family: str) -> None:
    found = [*drawn(Random("1"), family=family), *drawn(Random("1"), family=family, node=True)]
    assert sorted(found) == [name for name in library.names() if name.startswith(f"{family}.")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("image.tag-not-found", Level.EASY),
        ("config.secret-missing", Level.EASY),
        ("crash.application-error", Level.MEDIUM),
        ("image.rate-limited", Level.MEDIUM),
        ("image.pull-secret-other-host", Level.HARD),
        ("crash.application-error--interleaved", Level.HARD),
        ("node.kubelet-stopped", Level.HARD),
    ],
)
def test_levels(name: str, expected: Level) -> None:
    assert level(name) is expected


@pytest.mark.parametrize("seed", range(20))
def test_the_right_cause_is_among_others_of_its_family_and_of_many(seed: int) -> None:
    found = choices(("image.pull-secret-other-host", "image.auth-no-credentials"), Random(str(seed)))
    assert len(found) == len(set(found)) == 10
    assert "image.pull-secret-other-host" in found
    assert "image.auth-no-credentials" not in found, "it would be accepted too"
    kin = [cause for cause in found if cause.startswith("image.")]
    assert len(kin) == 4
    assert len({cause.partition(".")[0] for cause in found}) == 7
    assert list(found) == sorted(found), "its place says nothing"
