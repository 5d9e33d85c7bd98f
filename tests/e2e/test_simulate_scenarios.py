"""Every scenario that ships is made on a real cluster, named first, the same from a snapshot, and taken back."""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kanivete.cli.running import run
from kanivete.kube.api.client import Api
from kanivete.model import Diagnosis, Scope
from kanivete.simulate.nodes.ways import Ways
from kanivete.simulate.scenario.model import Head
from kanivete.sources.live import open_api, open_live
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import Tap, write
from tests.e2e.playing import ELSEWHERE, Played, keep, make, take_back
from tests.e2e.recorder import record
from tests.e2e.stage import Scenario
from tests.rig.cluster import Cluster
from tests.rig.plugin import sharing

AHEAD = 24
"""Scenarios that get into trouble while the first of them is looked at."""
SLOW = ("volume.attach-failed",)
"""Made before all others: it takes minutes to show, and then stays."""
AT_ONCE = 4
LOOKS = 10
"""How often a diagnosis is asked before it is taken at its word: a fault may show before all of its traces do."""


class Stage:
    """Makes scenarios some time before they are looked at."""

    def __init__(self, cluster: Cluster, names: list[str]) -> None:
        self._api: Api = open_api(str(cluster.kubeconfig), None, None)
        self._ways = Ways(self._api, {}, str(cluster.ssh_config))
        self._names = names
        self._pool = ThreadPoolExecutor(AT_ONCE, "scenarios")
        self._made: dict[str, Future[Played]] = {}
        self._ended: list[Future[None]] = []
        self.runs: set[str] = set()
        """The ids of all runs."""

    def play(self, name: str) -> Played:
        """Make the scenario and those after it, and return when it shows."""
        at = self._names.index(name)
        slow = SLOW if not self._made else ()
        for due in (*slow, *self._names[at : at + AHEAD]):
            if due not in self._made:
                self._made[due] = self._pool.submit(self._make, due)
        played = self._made[name].result()
        played.showing.wait(lambda _: None)
        return played

    def end(self, name: str) -> None:
        """Take it back, beside what goes on."""
        if name in self._made and self._made[name].exception() is None:
            played = self._made.pop(name).result()
            self._ended.append(self._pool.submit(self._revert, played))

    def close(self) -> None:
        """Take back whatever is left, and wait until nothing is."""
        for name in list(self._made):
            self.end(name)
        for ended in self._ended:
            ended.result()
        self._ended.clear()
        self._pool.shutdown()
        self._ways.close()
        self._api.close()

    def _make(self, name: str) -> Played:
        played = make(self._api, self._ways, name)
        self.runs.add(played.plan.run)
        return played

    def _revert(self, played: Played) -> None:
        take_back(self._api, self._ways, played)


@pytest.fixture(scope="module")
def stage(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        played = Stage(cluster, ELSEWHERE)
        with sharing(cluster.state, alone=False):  # nobody breaks the cluster under them
            yield played
            played.close()


@pytest.mark.parametrize("name", ELSEWHERE)
def test_it_is_named_first(
    cluster: Cluster, stage: Stage, name: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    played = stage.play(name)
    scope = Scope(namespaces=(played.namespace,))
    for _look in range(LOOKS):
        tap = Tap(open_live(str(cluster.kubeconfig), None, None))
        live = run(tap, scope)
        said = played.said(live)
        if played.is_right(said):
            break
    keep(pytestconfig.getoption("--results"), name, played.check(said))

    snapshot = tmp_path / "snapshot.tar.gz"
    write(tap, snapshot)
    assert _answer(run(open_recording(str(snapshot)), scope)) == _answer(live)
    if folder := pytestconfig.getoption("--record"):
        record(_Recorded(name, _data(played.plan.scenario.head), (), played.namespace), snapshot, folder)
    stage.end(name)


def test_nothing_is_left(cluster: Cluster, stage: Stage) -> None:
    stage.close()
    kinds = "namespaces,runtimeclasses,priorityclasses,storageclasses,persistentvolumes,roles,rolebindings"
    found = cluster.kubectl("get", kinds, "-A", "-l", "kanivete.dev/purpose=simulate", "-o", "json")
    left = [item["metadata"] for item in json.loads(found.stdout)["items"]]
    assert not [one["name"] for one in left if one["labels"]["kanivete.dev/run"] in stage.runs]


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
