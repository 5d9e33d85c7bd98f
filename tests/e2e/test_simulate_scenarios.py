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
from kanivete.simulate import checking, runs
from kanivete.simulate.expected import Verdict, verdict
from kanivete.simulate.making import Making
from kanivete.simulate.nodes.ways import Ways
from kanivete.simulate.plan import Plan, Wish, plan
from kanivete.simulate.reverting import Reverting
from kanivete.simulate.scenario import library
from kanivete.simulate.scenario.library import Reach
from kanivete.simulate.scenario.model import Head
from kanivete.simulate.showing import Showing
from kanivete.sources.live import open_api, open_live
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import Tap, write
from tests.e2e.recorder import record
from tests.e2e.stage import Scenario
from tests.rig.cluster import Cluster
from tests.rig.plugin import sharing

NAMES = [name for name in library.names() if library.reach(name) is not Reach.NODE]
"""Those that break a node have tests of their own, alone with the cluster."""
AHEAD = 24
"""Scenarios that get into trouble while the first of them is looked at."""
AT_ONCE = 4
LOOKS = 10
"""How often a diagnosis is asked before it is taken at its word: a fault may show before all of its traces do."""


@dataclass(frozen=True)
class Played:
    """A scenario on the cluster."""

    plan: Plan
    making: Making
    showing: Showing


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
        for due in self._names[at : at + AHEAD]:
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
        scenario = library.scenario(name)
        made = plan(self._api, Wish(scenario, timed=False), runs.whoami(self._api))
        checking.before(self._api, made)
        self.runs.add(made.run)
        making = Making(self._api, made, self._ways, lambda _: None)
        try:
            making.run()
        except Exception:
            self._revert(Played(made, making, Showing(self._api, made, scenario.head.wait)))
            raise
        return Played(made, making, Showing(self._api, made, scenario.head.wait))

    def _revert(self, played: Played) -> None:
        reverting = Reverting(self._api, played.making.journal, played.making.copy, self._ways, lambda _: None)
        reverting.run()
        reverting.wait()


@pytest.fixture(scope="module")
def stage(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        played = Stage(cluster, NAMES)
        with sharing(cluster.state, alone=False):  # nobody breaks the cluster under them
            yield played
            played.close()


@pytest.mark.parametrize("name", NAMES)
def test_it_is_named_first(
    cluster: Cluster, stage: Stage, name: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    played = stage.play(name)
    head, namespace = played.plan.scenario.head, played.plan.namespace
    scope = Scope(namespaces=(namespace,))
    for _look in range(LOOKS):
        tap = Tap(open_live(str(cluster.kubeconfig), None, None))
        live = run(tap, scope)
        said = verdict(live, head, played.plan.subject, namespace)
        if _is_right(said, head.quote):
            break
    assert said.found is not None, f"nothing about it; gaps: {live.coverage.gaps}; findings: {live.findings}"
    assert said.as_expected, said.found
    if said.found.cause == head.cause and head.owner:
        assert said.found.owner == head.owner
    assert head.quote in "\n".join(evidence.text for evidence in said.found.evidence), said.found.evidence

    snapshot = tmp_path / "snapshot.tar.gz"
    write(tap, snapshot)
    assert _answer(run(open_recording(str(snapshot)), scope)) == _answer(live)
    if folder := pytestconfig.getoption("--record"):
        record(_Recorded(name, _data(head), (), namespace), snapshot, folder)
    stage.end(name)


def test_nothing_is_left(cluster: Cluster, stage: Stage) -> None:
    stage.close()
    kinds = "namespaces,runtimeclasses,priorityclasses,roles,rolebindings"
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


def _is_right(said: Verdict, quote: str) -> bool:
    found = said.found
    return found is not None and said.as_expected and quote in "\n".join(one.text for one in found.evidence)


def _answer(diagnosis: Diagnosis) -> bytes:
    """What must not depend on where the facts came from."""
    return msgspec.json.format(msgspec.json.encode((diagnosis.coverage, diagnosis.findings)))
