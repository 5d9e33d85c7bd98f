"""`proxy-url`: through a proxy, and what is said when it is in the way."""

import base64
from typing import Any

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.api.errors import ConfigError, UnreachableError
from tests.rig.pki import Authority
from tests.unit.kube.proxy import proxying
from tests.unit.kube.server import FakeServer
from tests.unit.kube.test_tls import PATH, ask, serving


def through(proxy_url: str, fake: FakeServer, trusted: Authority) -> None:
    ask(fake, trusted, proxy_url=proxy_url)


def test_through_a_proxy(authority: Authority) -> None:
    with serving(authority) as fake, proxying() as proxy:
        through(f"http://{proxy.address}", fake, authority)
        assert proxy.opened == [fake.url.removeprefix("https://")]


def test_a_name_and_password_for_the_proxy(authority: Authority) -> None:
    basic = "Basic " + base64.b64encode(b"me:secret").decode()
    with serving(authority) as fake, proxying(wants=basic) as proxy:
        through(f"http://me:secret@{proxy.address}", fake, authority)
        assert proxy.opened


def test_a_proxy_that_wants_a_password(authority: Authority) -> None:
    with serving(authority) as fake, proxying(wants="Basic x") as proxy:
        with pytest.raises(UnreachableError, match="the proxy refuses: 407") as caught:
            through(f"http://me:hunter2@{proxy.address}", fake, authority)
        assert "hunter2" not in str(caught.value)
        assert proxy.opened == []


def test_a_proxy_that_does_not_reach_the_server(authority: Authority) -> None:
    with serving(authority) as gone:
        pass
    with proxying() as proxy, pytest.raises(UnreachableError, match="the proxy refuses: 502"):
        through(f"http://{proxy.address}", gone, authority)


def test_a_proxy_that_is_not_there(authority: Authority) -> None:
    with proxying() as gone:
        pass
    with (
        serving(authority) as fake,
        pytest.raises(UnreachableError, match=rf"no way to its proxy http://{gone.address}.*refused"),
    ):
        through(f"http://{gone.address}", fake, authority)


@pytest.mark.parametrize("proxy_url", ["ftp://proxy", "socks5://127.0.0.1:1", "http://[", "nonsense"])
def test_a_proxy_url_that_cannot_be_used(proxy_url: str) -> None:
    connection = Connection("here", "default", Cluster(server="https://127.0.0.1:1", proxy_url=proxy_url), User())
    with Api(connection, Timeouts(1, 1, 1)) as api, pytest.raises((ConfigError, UnreachableError)) as caught:
        api.get(PATH)
    assert "\n" not in str(caught.value)


def test_the_environment_names_the_proxy_too(authority: Authority, monkeypatch: Any) -> None:
    with serving(authority) as fake, proxying() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.address}")
        monkeypatch.setenv("NO_PROXY", "")
        ask(fake, authority)
        assert proxy.opened
