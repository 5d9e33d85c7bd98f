"""Values in scenarios: what is asked for, what is filled in, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.simulate.scenario.values import UnknownValueError, filled, wanted

THINGS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def test_every_string_and_key_is_filled() -> None:
    thing = {"a-{{run}}": ["{{ node }}:{{node.address}}", 3, None, {"b": "{{run}}{{run}}"}]}
    values = {"run": "x1", "node": "n", "node.address": "10.0.0.1"}
    assert wanted(thing) == set(values)
    assert filled(thing, values) == {"a-x1": ["n:10.0.0.1", 3, None, {"b": "x1x1"}]}


def test_what_only_looks_like_a_value_stays() -> None:
    for text in ("${HOME}", "{{ .Values.x }}", "{{}}", "{{RUN}}", "{run}", "$(run)"):
        assert filled(text, {}) == text
        assert not wanted(text)


def test_a_value_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UnknownValueError, match="moon"):
        filled(["{{moon}}"], {"run": "x"})


@given(THINGS)
def test_what_asks_for_nothing_stays_as_it_is(thing: object) -> None:
    if not wanted(thing):
        assert filled(thing, {}) == thing


@given(THINGS, st.text(max_size=8))
def test_a_value_is_never_filled_in_twice(thing: object, value: str) -> None:
    values = dict.fromkeys(wanted(thing), "{{run}}" + value)
    assert wanted(filled({"k": thing}, values)) <= {"run"} | wanted(value)
