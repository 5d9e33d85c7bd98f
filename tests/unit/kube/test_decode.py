"""Decoding: whatever comes in, one odd thing does not hide the rest."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.kube.decode import NotJsonError, convert, decode, decode_list
from kanivete.kube.kinds import KINDS, Kind
from kanivete.kube.meta import KubeObject
from kanivete.kube.pods import Pod

FIELDS = (
    "metadata",
    "name",
    "namespace",
    "labels",
    "items",
    "spec",
    "status",
    "containers",
    "containerStatuses",
    "state",
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner),
    max_leaves=30,
)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()), st.sampled_from(KINDS))
def test_any_bytes_decode_or_are_no_json(data: bytes, kind: Kind[KubeObject]) -> None:
    for read in (decode, decode_list):
        with suppress(NotJsonError):
            read(data, kind.type)


@given(json_values, st.sampled_from(KINDS))
def test_any_value_converts_or_is_dropped_with_a_word(value: Any, kind: Kind[KubeObject]) -> None:
    problems: list[str] = []
    assert convert(value, kind.type, problems) is not None or problems


def test_an_odd_field_is_dropped_and_named() -> None:
    pods = {
        "kind": "PodList",
        "items": [
            {"metadata": {"name": "odd", "labels": {"app": 7}}, "spec": {"containers": "none"}},
            {"metadata": {"name": "fine"}},
        ],
    }
    found, problems = decode_list(json.dumps(pods).encode(), Pod)
    assert [pod.metadata.name for pod in found.items] == ["odd", "fine"]
    assert any("spec.containers" in problem and "odd" in problem for problem in problems)


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b"<html>", b'{"a":' * 5000])
def test_what_is_no_object_is_said(data: bytes) -> None:
    with pytest.raises(NotJsonError):
        decode_list(data, Pod)
