"""Scenarios made some time before they are looked at, so that nobody waits until their faults show."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from kanivete.kube.api.client import Api
from kanivete.simulate.nodes.ways import Ways
from kanivete.sources.live import open_api
from tests.e2e.playing import Played, make, take_back
from tests.rig.cluster import Cluster
from tests.rig.plugin import sharing

AHEAD = 24
"""Scenarios that get into trouble while the first of them is looked at."""
AT_ONCE = 4


class Stage:
    """Makes scenarios in their order. `slow` are made before all others."""

    def __init__(self, cluster: Cluster, names: Sequence[str], slow: Sequence[str] = ()) -> None:
        self.cluster = cluster
        self.api: Api = open_api(str(cluster.kubeconfig), None, None)
        self._ways = Ways(self.api, {}, str(cluster.ssh_config))
        self._names = names
        self._slow = slow
        self._pool = ThreadPoolExecutor(AT_ONCE, "scenarios")
        self._made: dict[str, Future[Played]] = {}
        self._ended: list[Future[None]] = []
        self.runs: set[str] = set()
        """The ids of all runs."""

    def play(self, name: str) -> Played:
        """Make the scenario and those after it, and return when it shows."""
        at = self._names.index(name)
        slow = self._slow if not self._made else ()
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
        self.api.close()

    def left(self) -> list[str]:
        """The names of the objects that are still there of any run."""
        kinds = "namespaces,runtimeclasses,priorityclasses,storageclasses,persistentvolumes,roles,rolebindings"
        found = self.cluster.kubectl("get", kinds, "-A", "-l", "kanivete.dev/purpose=simulate", "-o", "json")
        metadata = [item["metadata"] for item in json.loads(found.stdout)["items"]]
        return [one["name"] for one in metadata if one["labels"]["kanivete.dev/run"] in self.runs]

    def _make(self, name: str) -> Played:
        played = make(self.api, self._ways, name)
        self.runs.add(played.plan.run)
        return played

    def _revert(self, played: Played) -> None:
        take_back(self.api, self._ways, played)


def _names(request: pytest.FixtureRequest) -> list[str]:
    """What the module's tests play, without those that were not asked for."""
    tests = (item for item in request.session.items if item.path == request.path)
    calls = (item.callspec for item in tests if isinstance(item, pytest.Function) and hasattr(item, "callspec"))
    return [str(call.params["name"]) for call in calls if "name" in call.params]


@contextmanager
def staged(cluster: Cluster, request: pytest.FixtureRequest, home: Path, slow: Sequence[str] = ()) -> Iterator[Stage]:
    """A stage for those tests of a module that are run; nothing of them is left when it closes.

    `home` is where this machine remembers its runs.
    """
    names = _names(request)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(home))
        stage = Stage(cluster, names, [name for name in slow if name in names])
        with sharing(cluster.state, alone=False):  # nobody breaks the cluster under them
            yield stage
            stage.close()
            assert stage.left() == []
