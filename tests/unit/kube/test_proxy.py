"""`proxy-url`: through a proxy, and what is said when it is in the way."""

import base64

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.api.errors import ConfigError, UnreachableError
from kanivete.kube.api.transport import proxy_of
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


@pytest.mark.parametrize(
    "proxy_url", ["ftp://proxy", "socks5://127.0.0.1:1", "http://[", "nonsense", "http://a..b", "http://"]
)
def test_a_proxy_url_that_cannot_be_used(proxy_url: str) -> None:
    connection = Connection("here", "default", Cluster(server="https://127.0.0.1:1", proxy_url=proxy_url), User())
    with Api(connection, Timeouts(1, 1, 1)) as api, pytest.raises((ConfigError, UnreachableError)) as caught:
        api.get(PATH)
    assert "\n" not in str(caught.value)


def test_a_proxy_url_that_cannot_be_used_is_told_without_its_password() -> None:
    connection = Connection("", "", Cluster(server="https://far", proxy_url="ftp://me:hunter2@proxy"), User())
    with Api(connection) as api, pytest.raises(ConfigError, match="proxy-url") as caught:
        api.get(PATH)
    assert "hunter2" not in str(caught.value)


NOT_LOOPBACK = "127.1"
"""This machine all the same, under a name that only the system's resolver knows for it."""


def test_the_environment_names_the_proxy_too(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(authority) as fake, proxying() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.address}")
        monkeypatch.setenv("NO_PROXY", "")
        fake.url = fake.url.replace("127.0.0.1", NOT_LOOPBACK)
        ask(fake, authority, tls_server_name="127.0.0.1")
        assert proxy.opened == [fake.url.removeprefix("https://")]


def test_a_cluster_on_this_machine_needs_no_proxy(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(authority) as fake, proxying() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.address}")
        monkeypatch.setenv("NO_PROXY", "")
        ask(fake, authority)
        assert proxy.opened == []


@pytest.mark.parametrize(
    ("entry", "server", "spared"),
    [
        ("10.0.0.0/8", "https://10.1.2.3:6443", True),
        ("10.0.0.0/8", "https://11.1.2.3:6443", False),
        ("10.0.0.0/8", "https://10.example.com", False),
        ("10.1.2.3", "https://10.1.2.3:6443", True),
        ("10.1.2.3:6443", "https://10.1.2.3:6443", True),
        ("10.1.2.3:443", "https://10.1.2.3:6443", False),
        ("fd00::/8", "https://[fd00::1]:6443", True),
        ("fd00::1", "https://[fd00::1]", True),
        ("[fd00::1]:443", "https://[fd00::1]", True),
        ("example.com", "https://api.example.com", True),
        ("example.com", "https://Example.com", True),
        ("example.com", "https://notexample.com", False),
        (".example.com", "https://api.example.com", True),
        (".example.com", "https://example.com", False),
        ("*.example.com", "https://api.example.com", True),
        ("other , example.com:443", "https://example.com", True),
        ("example.com:8443", "https://example.com", False),
        ("*", "https://example.com", True),
        ("10.0.0.0/99, /, :, [", "https://10.1.2.3", False),
        ("", "https://localhost:6443", True),
        ("", "https://127.0.0.7", True),
        ("", "https://[::1]:6443", True),
        ("", "https://example.com", False),
    ],
)
def test_what_the_environment_spares_the_proxy(
    monkeypatch: pytest.MonkeyPatch, entry: str, server: str, spared: bool
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "me:secret@proxy:3128")
    monkeypatch.setenv("NO_PROXY", entry)
    found = proxy_of(Connection("", "", Cluster(server=server), User()), server)
    assert found == ("" if spared else "http://proxy:3128")
