"""When a fault shows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.simulate.scenario.model import Wait
from kanivete.simulate.waiting import Place, has_come
from tests.unit.kube.server import Answer, FakeServer, serve

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLACE = Place("shop", ("web",))


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve() as fake:
        yield fake


@pytest.fixture
def api(server: FakeServer) -> Iterator[Api]:
    with Api(Connection("here", "shop", Cluster(server=server.url), User()), Timeouts(2, 2, 8)) as found:
        yield found


def pod(name: str, *, ready: bool = True, **metadata: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": name, "namespace": "shop", **metadata},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True" if ready else "False"}]},
    }


LEAVING = pod("web-0", deletionTimestamp="2026-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("pods", "come"),
    [
        ([pod("web-1"), pod("web-2")], True),
        ([pod("web-1"), pod("web-2", ready=False)], False),
        ([pod("web-1"), pod("webs-2")], False),
        ([pod("web-1"), LEAVING], False),
        ([pod("web-1"), pod("web-2"), LEAVING], True),
    ],
)
def test_pods_that_are_ready_and_stay(server: FakeServer, api: Api, pods: list[dict[str, Any]], come: bool) -> None:
    server.on("/api/v1/namespaces/shop/pods", Answer({"items": pods}))
    assert has_come(api, Wait(ready=2), PLACE, NOW) is come
