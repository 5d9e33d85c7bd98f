"""Which tag was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.probe.registry.nearest import MOST, Why, distance, suggestions

TAGS = ["latest", "edge", "3", "3.20", "3.20.1", "3.19", "3.19-slim", "3.18.4", "2.7"]
WORDS = st.text("abcl1.O0v-", max_size=8)


@pytest.mark.parametrize(
    ("wanted", "meant", "why"),
    [
        ("LATEST", "latest", Why.CASE),
        ("lates", "latest", Why.SPELLING),
        ("latset", "latest", Why.SPELLING),
        ("v3.20", "3.20", Why.PREFIX),
        ("3.2O", "3.20", Why.LOOK_ALIKE),
        ("3.l9", "3.19", Why.LOOK_ALIKE),
        ("3_20", "3.20.1", Why.VERSION),
        ("3.20.99", "3.20.1", Why.VERSION),
        ("3.21", "3.20.1", Why.VERSION),
        ("3.19.1-slim", "3.19-slim", Why.VERSION),
        ("2", "2.7", Why.VERSION),
        ("vraus", "3.20.1", Why.EXISTS),
        ("9.9", "3.20.1", Why.EXISTS),
    ],
)
def test_the_likeliest_comes_first(wanted: str, meant: str, why: Why) -> None:
    first = suggestions(wanted, TAGS)[0]
    assert (first.tag, first.why) == (meant, why)


def test_a_missing_v_is_found() -> None:
    assert suggestions("1.4", ["v1.4", "v1.5"])[0].tag == "v1.4"


def test_the_variant_counts_more_than_the_number() -> None:
    tags = ["1.27.3", "1.27.3-alpine", "1.27-alpine", "1.26-alpine"]
    assert suggestions("1.27.9-alpine", tags)[0].tag == "1.27.3-alpine"


def test_signatures_are_no_tags() -> None:
    assert suggestions("1.0", [f"sha256-{'a' * 64}.sig"]) == ()


def test_latest_is_offered_beside_the_newest() -> None:
    assert [one.tag for one in suggestions("vraus", ["latest", "3.20"])] == ["3.20", "latest"]


@pytest.mark.parametrize(("one", "other", "far"), [("", "", 0), ("ab", "ba", 1), ("abc", "abd", 1), ("abc", "", 3)])
def test_distance(one: str, other: str, far: int) -> None:
    assert distance(one, other, 5) == far


@given(WORDS, WORDS)
def test_distance_is_symmetric_and_none_only_for_the_same(one: str, other: str) -> None:
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) == (one == other)


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=20))
def test_only_tags_that_exist_are_offered(wanted: str, tags: list[str]) -> None:
    found = [one.tag for one in suggestions(wanted, tags)]
    assert set(found) <= set(tags) - {wanted}
    assert len(found) == len(set(found)) <= MOST
