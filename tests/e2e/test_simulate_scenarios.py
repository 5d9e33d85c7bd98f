"""Every scenario that ships is made on a real cluster, named first, the same from a snapshot, and taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kanivete.cli.running import run
from kanivete.model import Diagnosis, Scope
from kanivete.simulate.scenario.model import Head
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import write
from tests.e2e.ahead import Stage, staged
from tests.e2e.playing import ELSEWHERE, diagnosed, keep
from tests.e2e.recorder import record
from tests.e2e.stage import Scenario
from tests.e2e.waiting import looked
from tests.rig.cluster import Cluster

SLOW = ("volume.attach-failed",)
"""Made before all others: it takes minutes to show, and then stays."""
FIRST = {name.partition(".")[0]: name for name in reversed(ELSEWHERE) if name not in SLOW}
"""Of each family, which every run plays; a sweep plays the others."""


@pytest.fixture(scope="module")
def stage(
    cluster: Cluster, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    with staged(cluster, request, tmp_path_factory.mktemp("state"), SLOW) as played:
        yield played


def _played(name: str) -> Any:
    return pytest.param(name, marks=() if name in FIRST.values() else pytest.mark.sweep)


@pytest.mark.parametrize("name", [_played(name) for name in ELSEWHERE])
def test_it_is_named_first(
    cluster: Cluster, stage: Stage, name: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    played = stage.play(name)
    scope = Scope(namespaces=(played.namespace,))
    live, tap = looked(
        lambda: diagnosed(cluster.kubeconfig, scope), lambda found: played.is_right(played.said(found[0]))
    )
    keep(pytestconfig.getoption("--results"), name, played.check(played.said(live)))

    snapshot = tmp_path / "snapshot.tar.gz"
    write(tap, snapshot)
    assert _answer(run(open_recording(str(snapshot)), scope)) == _answer(live)
    if folder := pytestconfig.getoption("--record"):
        record(_Recorded(name, _data(played.plan.scenario.head), (), played.namespace), snapshot, folder)
    stage.end(name)


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
