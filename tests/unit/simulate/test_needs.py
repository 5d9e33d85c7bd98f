"""What a cluster lacks for a scenario is found before anything is made."""

from collections.abc import Iterator
from typing import Any

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.simulate.checks.needs import lacking
from kanivete.simulate.scenario.model import Need
from tests.unit.kube.server import Answer, FakeServer, serve, status

KEPT_OFF = {"taints": [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]}
LIKED_LESS = {"taints": [{"key": "spot", "effect": "PreferNoSchedule"}]}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve() as fake:
        yield fake


@pytest.fixture
def api(server: FakeServer) -> Iterator[Api]:
    with Api(Connection("here", "shop", Cluster(server=server.url), User()), Timeouts(2, 2, 8)) as found:
        yield found


@pytest.mark.parametrize(
    ("specs", "enough"),
    [
        ([], False),
        ([{}], False),
        ([{}, KEPT_OFF], False),
        ([{}, {"unschedulable": True, "taints": [{"key": "cordoned", "effect": "NoSchedule"}]}], False),
        ([{}, {}], True),
        ([{}, LIKED_LESS], True),
        ([KEPT_OFF, {}, {}], True),
    ],
)
def test_two_nodes_that_take_pods(server: FakeServer, api: Api, specs: list[dict[str, Any]], enough: bool) -> None:
    server.on("/api/v1/nodes", Answer({"items": [{"metadata": {"name": "n"}, "spec": spec} for spec in specs]}))
    found = lacking(api, [Need.TWO_NODES])
    assert bool(found) is not enough
    assert all("two nodes" in line for line in found)


def test_nodes_that_may_not_be_seen_are_given_the_benefit_of_the_doubt(server: FakeServer, api: Api) -> None:
    server.on("/api/v1/nodes", status(403, "forbidden"))
    assert lacking(api, [Need.TWO_NODES]) == []
    assert lacking(api, []) == []
