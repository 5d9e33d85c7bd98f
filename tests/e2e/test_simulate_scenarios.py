"""Every scenario that ships is made on a real cluster, named first, the same from a snapshot, and taken back."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kanivete.cli.running import run
from kanivete.model import Diagnosis, Scope
from kanivete.simulate.scenario.model import Head
from kanivete.sources.live import open_live
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import Tap, write
from tests.e2e.ahead import Stage, staged
from tests.e2e.playing import ELSEWHERE, keep
from tests.e2e.recorder import record
from tests.e2e.stage import Scenario
from tests.rig.cluster import Cluster

SLOW = ("volume.attach-failed",)
"""Made before all others: it takes minutes to show, and then stays."""
LOOKING = 60
"""Seconds until a diagnosis is taken at its word: a fault may show before its traces do, or only at the second try."""


@pytest.fixture(scope="module")
def stage(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(cluster, tmp_path_factory.mktemp("state"), ELSEWHERE, SLOW) as played:
        yield played


@pytest.mark.parametrize("name", ELSEWHERE)
def test_it_is_named_first(
    cluster: Cluster, stage: Stage, name: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    played = stage.play(name)
    scope = Scope(namespaces=(played.namespace,))
    until = time.monotonic() + LOOKING
    while True:
        tap = Tap(open_live(str(cluster.kubeconfig), None, None))
        live = run(tap, scope)
        said = played.said(live)
        if played.is_right(said) or time.monotonic() > until:
            break
        time.sleep(1)
    keep(pytestconfig.getoption("--results"), name, played.check(said))

    snapshot = tmp_path / "snapshot.tar.gz"
    write(tap, snapshot)
    assert _answer(run(open_recording(str(snapshot)), scope)) == _answer(live)
    if folder := pytestconfig.getoption("--record"):
        record(_Recorded(name, _data(played.plan.scenario.head), (), played.namespace), snapshot, folder)
    stage.end(name)


def test_nothing_is_left(stage: Stage) -> None:
    stage.close()
    assert stage.left() == []


@dataclass(frozen=True)
class _Recorded(Scenario):
    """As the recorder wants it."""

    where: str

    @property
    def namespace(self) -> str:
        return self.where


def _data(head: Head) -> dict[str, Any]:
    return {key: value for key, value in msgspec.to_builtins(head).items() if value}


def _answer(diagnosis: Diagnosis) -> bytes:
    """What must not depend on where the facts came from."""
    return msgspec.json.format(msgspec.json.encode((diagnosis.coverage, diagnosis.findings)))
