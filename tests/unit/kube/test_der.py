"""DER is read strictly: one form of everything, and nothing beyond the data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.kube.der import DerError, first


@given(st.binary(max_size=64))
def test_der_takes_nothing_that_is_not_there(data: bytes) -> None:
    try:
        element, rest = first(data)
    except DerError:
        return
    assert data.endswith(element.content + rest)
    assert len(element.content) + len(rest) < len(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x05\x00",
        b"\x30\x80\x00\x00",
        b"\x30\x81\x05abcde",
        b"\x30\x82\x00\x81" + b"a" * 129,
        b"\x1f\x81\x01\x00",
    ],
)
def test_der_in_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(DerError):
        first(data)
