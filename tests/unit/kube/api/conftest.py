"""A server that plays an API server, and a client of it that does not wait."""

from collections.abc import Iterator

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from tests.unit.kube.server import FakeServer, serve


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve() as fake:
        yield fake


@pytest.fixture
def api(server: FakeServer) -> Iterator[Api]:
    user = User(token="t", impersonate="jane")
    connection = Connection("here", "default", Cluster(server=server.url), user, "me", "config")
    with Api(connection, Timeouts(1, 1, 3), sleep=lambda _seconds: None) as found:
        yield found
