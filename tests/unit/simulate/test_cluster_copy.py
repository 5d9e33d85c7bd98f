"""The journal in a ConfigMap: packed, and damage is said."""

import base64
import gzip

import pytest

from kanivete.simulate.journal import cluster
from kanivete.simulate.journal.model import UnreadableJournalError
from tests.unit.simulate.test_journal import journal


def config_map(data: str) -> dict[str, object]:
    return {"metadata": {"name": "kanivete-abc123"}, "binaryData": {cluster.KEY: data}}


def test_what_is_packed_is_unpacked_and_packed_alike() -> None:
    packed = cluster._packed(journal())
    assert cluster._journal(config_map(packed)) == journal()
    assert packed == cluster._packed(journal())
    assert "image" not in packed


@pytest.mark.parametrize(
    "data",
    ["", "no base64!", base64.b64encode(b"no gzip").decode(), base64.b64encode(gzip.compress(b"{}", mtime=0)).decode()],
)
def test_damage_is_said(data: str) -> None:
    with pytest.raises(UnreadableJournalError):
        cluster._journal(config_map(data))


def test_a_bomb_does_not_go_off() -> None:
    bomb = base64.b64encode(gzip.compress(b"0" * (64 << 20))).decode()
    with pytest.raises(UnreadableJournalError):
        cluster._journal(config_map(bomb))
