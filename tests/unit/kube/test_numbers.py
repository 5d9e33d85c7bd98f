"""Numbers are read of ASCII digits, and never break what reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.kube.numbers import whole_number


@given(st.integers(0, 10**18 - 1))
def test_numbers_are_read_back(number: int) -> None:
    assert whole_number(str(number)) == number


@pytest.mark.parametrize("text", ["", "-1", "+1", " 1", "1_0", "\u00b2", "\u0663", "1e3", "0x1", "9" * 5000])
def test_what_is_none(text: str) -> None:
    assert whole_number(text) is None
