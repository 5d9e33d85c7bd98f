"""Snapshots that were cut, altered, or asked for more than they hold: one line or a gap, never a traceback."""

import io
import json
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.diagnose.engine import diagnose
from kanivete.diagnose.scope import NothingMatchedError
from kanivete.kube.kinds import CONFIG_MAPS, NODES
from kanivete.model import Coverage, Scope
from kanivete.sources.base import LogRequest, Missing, Source, SourceError
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import Tap, read
from kanivete.sources.snapshot.write import archive
from tests.unit.sources.recording.trees import CLUSTER_INFO_DUMP, as_directory

NAMESPACE = "shop"
LOGGED = LogRequest(NAMESPACE, "web-1", "main", previous=True)


@cache
def packed() -> bytes:
    """A snapshot of the diagnosis of one crashing pod, of its namespace alone."""
    with tempfile.TemporaryDirectory() as folder:
        tap = Tap(open_recording(as_directory(CLUSTER_INFO_DUMP, Path(folder))))
        diagnose(tap, Scope(namespaces=(NAMESPACE,)))
        return archive(tap)


@cache
def files() -> dict[str, bytes]:
    """Its files."""
    with tarfile.open(fileobj=io.BytesIO(packed())) as tar:
        return {member.name: found.read() for member in tar if (found := tar.extractfile(member))}


def source_of(changed: dict[str, bytes | None]) -> Source:
    kept = {name: data for name, data in {**files(), **changed}.items() if data is not None}
    return read({name: _giving(data) for name, data in kept.items()}, "it")


def _giving(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def manifest(**changes: object) -> dict[str, bytes | None]:
    return {"kanivete.json": json.dumps({**json.loads(files()["kanivete.json"]), **changes}).encode()}


def look_at(source: Source) -> Coverage:
    """Diagnose, and ask for what is not there."""
    with suppress(NothingMatchedError):
        diagnose(source, Scope())
    source.list(NODES)
    source.get(CONFIG_MAPS, NAMESPACE, "any")
    source.log(LOGGED)
    source.events(NAMESPACE)
    gaps = source.gaps()
    return Coverage(complete=not gaps, examined=source.examined(), gaps=gaps)


def test_whole_it_gives_its_findings() -> None:
    findings, _ = diagnose(source_of({}), Scope(namespaces=(NAMESPACE,)))
    assert [finding.subject.name for finding in findings] == ["web-1"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"objects.json": None}, "objects.json: missing"),
        ({"kanivete.json": None}, "kanivete.json: missing"),
        ({"objects.json": b""}, "objects.json: "),
        ({"objects.json": b"[]"}, "expected an object"),
        ({"objects.json": b'{"items": {}}'}, "it has no items"),
        ({"kanivete.json": b"{}"}, "kanivete.json: "),
        (manifest(format=99), "format 99 is newer than this kanivete: upgrade"),
        (manifest(format="one"), "kanivete.json: "),
        (manifest(now="yesterday"), "no time: 'yesterday'"),
        (manifest(triages=None), "kanivete.json: "),
    ],
)
def test_damage_is_told_in_one_line(changed: dict[str, bytes | None], said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        source_of(changed)
    assert "\n" not in str(caught.value)


def test_a_log_that_is_gone_is_a_gap() -> None:
    name = next(name for name in files() if name.endswith(".previous.log"))
    source = source_of({name: None})
    assert source.log(LOGGED) is Missing.UNSEEN
    assert "log" in {gap.what for gap in source.gaps()}


def test_a_namespace_that_was_not_recorded_is_a_gap() -> None:
    source = source_of({})
    assert source.pods(Scope(namespaces=("elsewhere",))).examined == 0
    assert ("pods", "elsewhere") in {(gap.what, gap.where) for gap in source.gaps()}


def test_part_of_what_was_recorded_is_there() -> None:
    source = source_of({})
    assert [pod.metadata.name for pod in source.pods(Scope(namespaces=(NAMESPACE,), selector="app=web")).pods] == [
        "web-1"
    ]
    assert source.pods(Scope(namespaces=(NAMESPACE,), selector="app=other")).pods == ()


def test_all_of_a_cluster_of_which_one_namespace_was_recorded() -> None:
    source = source_of({})
    assert [pod.metadata.name for pod in source.pods(Scope()).pods] == ["web-1"]


flips = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6)


def flipped(data: bytes, changes: list[tuple[int, int]]) -> bytes:
    out = bytearray(data)
    for at, byte in changes:
        out[at % len(out)] = byte
    return bytes(out)


@given(st.sampled_from(["kanivete.json", "objects.json"]), flips)
def test_bytes_that_flipped(name: str, changes: list[tuple[int, int]]) -> None:
    with suppress(SourceError):
        look_at(source_of({name: flipped(files()[name], changes)}))


@given(st.sampled_from(["kanivete.json", "objects.json"]), st.integers(0, 10**6))
def test_files_that_were_cut(name: str, size: int) -> None:
    data = files()[name]
    with suppress(SourceError):
        look_at(source_of({name: data[: size % len(data)]}))


@given(flips, st.integers(0, 10**6))
def test_archives_that_were_altered_or_cut(tmp_path_factory: Any, changes: list[tuple[int, int]], cut: int) -> None:
    file = tmp_path_factory.mktemp("cut") / "snapshot.tar.gz"
    for data in (flipped(packed(), changes), packed()[: cut % len(packed())]):
        file.write_bytes(data)
        with suppress(SourceError):
            look_at(open_recording(str(file)))


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2**70) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(json.loads(files()["kanivete.json"]))), values)
def test_fields_of_the_manifest_that_are_something_else(name: str, value: object) -> None:
    with suppress(SourceError):
        look_at(source_of(manifest(**{name: value})))
