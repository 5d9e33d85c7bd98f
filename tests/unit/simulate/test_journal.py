"""The journal on disk: whole or not there, and never half."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.simulate.journal import disk
from kanivete.simulate.journal.model import (
    Created,
    Journal,
    OnMachine,
    Patched,
    State,
    UnreadableJournalError,
    Way,
    decoded,
    encoded,
)

TEXT = st.text(max_size=20)
CHANGES = st.one_of(
    st.builds(Created, path=TEXT, kind=TEXT, name=TEXT, namespace=TEXT, uid=TEXT, state=st.sampled_from(State)),
    st.builds(
        Patched,
        path=TEXT,
        kind=TEXT,
        name=TEXT,
        redo=st.just([{"op": "remove", "path": "/a"}]),
        undo=st.just([{"op": "add", "path": "/a", "value": [1, {"b": None}]}]),
    ),
    st.builds(OnMachine, machine=TEXT, way=st.builds(Way, ssh=TEXT), do=TEXT, undo=TEXT, unit=TEXT),
)


def journal(run: str = "abc123", changes: tuple[Created, ...] = ()) -> Journal:
    return Journal(
        run=run,
        scenario="image.tag-not-found",
        cause="image.tag-not-found",
        subject="Deployment/alpine",
        context="lab",
        server="https://127.0.0.1:6443",
        namespace=f"kanivete-sim-{run}",
        own_namespace=True,
        by="ana",
        machine="ana@laptop",
        started="2026-11-22T12:00:00Z",
        expires="2026-11-22T12:10:00Z",
        changes=list(changes),
    )


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@given(st.lists(CHANGES, max_size=5))
def test_what_is_written_is_read_again(changes: list[Created]) -> None:
    whole = journal(changes=tuple(changes))
    assert decoded(encoded(whole)) == whole


@given(st.binary(max_size=200))
def test_what_is_no_journal_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(UnreadableJournalError):
        decoded(data)


def test_a_newer_journal_is_not_guessed_at() -> None:
    with pytest.raises(UnreadableJournalError, match="version 2"):
        decoded(encoded(journal()).replace('"version":1', '"version":2'))


def test_it_is_on_disk_for_its_owner_alone_until_it_is_forgotten() -> None:
    disk.write(journal("bbb222"))
    disk.write(journal("aaa111"))
    assert [one.run for one in disk.read_all()] == ["aaa111", "bbb222"]
    assert oct(disk.folder().stat().st_mode & 0o777) == "0o700"
    disk.forget("aaa111")
    disk.forget("aaa111")
    assert [one.run for one in disk.read_all()] == ["bbb222"]


def test_what_cannot_be_written_leaves_the_former_one(monkeypatch: pytest.MonkeyPatch) -> None:
    disk.write(journal())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        disk.write(journal(changes=(Created(path="/x", kind="Pod", name="x"),)))
    assert disk.read("abc123") == journal()
    assert [path.name for path in disk.folder().iterdir()] == ["abc123.json"]


def test_a_damaged_one_does_not_hide_the_others() -> None:
    disk.write(journal("aaa111"))
    (disk.folder() / "bbb222.json").write_text("{")
    assert [one.run for one in disk.read_all()] == ["aaa111"]
    assert disk.read("bbb222") is None
