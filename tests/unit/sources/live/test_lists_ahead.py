"""Lists that are asked for before anybody wants them: once, and a failure counts only if somebody does."""

from collections.abc import Iterator

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.kinds import INGRESSES, NODES, SERVICES
from kanivete.sources.base import Missing
from kanivete.sources.live import LiveSource
from tests.unit.kube.server import Answer, FakeServer, serve, status

SHOP = "/api/v1/namespaces/shop/services"
EVERYWHERE = "/api/v1/services"
WEB = {"metadata": {"name": "web", "namespace": "shop"}}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve() as fake:
        fake.on("/api/v1/nodes", Answer({"kind": "NodeList", "items": []}))
        fake.on(SHOP, Answer({"kind": "ServiceList", "items": [WEB]}))
        fake.on(EVERYWHERE, Answer({"kind": "ServiceList", "items": [WEB]}))
        yield fake


@pytest.fixture
def live(server: FakeServer) -> Iterator[LiveSource]:
    connection = Connection("here", "shop", Cluster(server=server.url), User())
    source = LiveSource(Api(connection, Timeouts(2, 2, 8), sleep=lambda _: None))
    source.list(NODES)
    yield source
    source.close()


def asked(server: FakeServer) -> list[str]:
    return [one.path for one in server.asked if one.path != "/api/v1/nodes"]


def test_a_list_is_asked_for_once_and_answers_for_its_objects_too(live: LiveSource, server: FakeServer) -> None:
    live.prefetch_lists([SERVICES], ["shop"])  # type: ignore[list-item]
    found = live.get(SERVICES, "shop", "web")
    assert not isinstance(found, Missing)
    assert live.get(SERVICES, "shop", "api") is Missing.ABSENT
    assert live.list(SERVICES, "shop") == (found,)
    assert asked(server) == [SHOP]


def test_a_list_of_everything_answers_for_each_namespace(live: LiveSource, server: FakeServer) -> None:
    live.prefetch_lists([SERVICES])  # type: ignore[list-item]
    found = live.list(SERVICES, "shop")
    assert not isinstance(found, Missing)
    assert [one.metadata.name for one in found] == ["web"]
    assert asked(server) == [EVERYWHERE]


def test_what_fails_is_a_gap_only_if_it_is_wanted(live: LiveSource, server: FakeServer) -> None:
    server.on("/apis/networking.k8s.io/v1/ingresses", status(403, "ingresses is forbidden"))
    live.prefetch_lists([INGRESSES])  # type: ignore[list-item]
    assert live.gaps() == ()
    assert live.list(INGRESSES) is Missing.UNSEEN
    assert [gap.what for gap in live.gaps()] == ["ingresses"]
