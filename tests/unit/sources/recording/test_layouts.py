"""Every layout, packed in every way, gives the same answers."""

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kanivete.kube.kinds import CONFIG_MAPS, EVENTS, NODES, PODS, SERVICES
from kanivete.kube.meta import moment
from kanivete.model import Gap, Scope
from kanivete.sources.base import Log, LogRequest, Missing, Source
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import SnapshotSource, Tap
from kanivete.sources.snapshot.write import archive
from tests.unit.sources.recording.trees import LAYOUTS, LOG, PACKED, PREVIOUS, PRINTED_DUMP, Tree, as_directory, tarred

Opener = Callable[[Tree, Path], Source]


def from_directory(tree: Tree, path: Path) -> Source:
    return open_recording(as_directory(tree, path))


def from_file(packing: str) -> Opener:
    def opened(tree: Tree, path: Path) -> Source:
        file = path / "whatever"
        file.write_bytes(PACKED[packing](tree))
        return open_recording(str(file))

    return opened


def from_stdin(tree: Tree, _path: Path) -> Source:
    return open_recording("-", stdin=io.BytesIO(tarred(tree, "w:gz")))


WAYS: dict[str, Opener] = {
    "directory": from_directory,
    "stdin": from_stdin,
    **{packing: from_file(packing) for packing in PACKED},
}


@pytest.fixture(params=WAYS)
def opener(request: pytest.FixtureRequest) -> Opener:
    return WAYS[request.param]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_cluster_gives_the_same_answers(layout: str, opener: Opener, tmp_path: Path) -> None:
    source = opener(LAYOUTS[layout], tmp_path)
    triage = source.pods(Scope())
    assert [pod.metadata.name for pod in triage.pods] == ["web-1"]
    assert triage.examined == 1
    assert triage.pods[0].status.container_statuses[0].last_state.terminated is not None
    events = source.events("shop")
    assert not isinstance(events, Missing)
    assert [(event.about.name, event.times, event.kind) for event in events] == [("web-1", 4, "Event")]
    assert source.log(LogRequest("shop", "web-1", "main")) == Log(LOG.decode())
    assert source.log(LogRequest("shop", "web-1", "main", previous=True)) == Log(PREVIOUS.decode())
    nodes = source.list(NODES)
    assert not isinstance(nodes, Missing)
    assert [node.metadata.name for node in nodes] == ["node1"]
    assert source.get(SERVICES, "shop", "redis") is Missing.ABSENT
    assert source.now == moment("2026-11-22T07:01:00Z")
    assert source.gaps() == ()
    assert source.get(CONFIG_MAPS, "shop", "web") is Missing.UNSEEN
    assert source.gaps() == (Gap("configmaps", "shop", "not in the recording"),)
    assert source.cost().requests == 0
    source.close()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_that_may_be_a_credential_is_handed_out(layout: str, tmp_path: Path) -> None:
    source = from_directory(LAYOUTS[layout], tmp_path)
    assert "hunter2" not in repr(source.pods(Scope()))
    assert "[redacted]" in repr(source.get(PODS, "shop", "web-1"))
    assert "never-kept" not in repr(source.get(PODS, "shop", "web-1"))


def test_a_dump_that_was_printed_instead_of_written_to_a_directory(opener: Opener, tmp_path: Path) -> None:
    source = opener(PRINTED_DUMP, tmp_path)
    assert source.log(LogRequest("shop", "web-1", "main")) == Log(LOG.decode())
    assert [pod.metadata.name for pod in source.pods(Scope()).pods] == ["web-1"]
    assert source.list(EVENTS, "shop") is not Missing.UNSEEN


def test_it_says_what_it_is_and_what_it_did_not_use(tmp_path: Path) -> None:
    path = as_directory(LAYOUTS["must-gather"], tmp_path)
    assert open_recording(path).description == f"recording {path} (8 files, 1 skipped)"
    assert open_recording("-", stdin=io.BytesIO(LAYOUTS["kubectl-get"]["all.json"])).description == (
        "recording standard input (1 file)"
    )


def test_a_snapshot_is_read_in_every_packing(opener: Opener, tmp_path: Path) -> None:
    tap = Tap(from_directory(LAYOUTS["kubectl-get"], tmp_path / "original"))
    pods = tap.pods(Scope())
    log = tap.log(LogRequest("shop", "web-1", "main"))
    tap.get(SERVICES, "shop", "redis")
    with tarfile.open(fileobj=io.BytesIO(archive(tap))) as snapshot:
        tree = {each.name: (snapshot.extractfile(each) or io.BytesIO()).read() for each in snapshot}
    source = opener(tree, tmp_path)
    assert isinstance(source, SnapshotSource)
    assert source.pods(Scope()) == pods
    assert source.log(LogRequest("shop", "web-1", "main")) == log
    assert source.get(SERVICES, "shop", "redis") is Missing.ABSENT
