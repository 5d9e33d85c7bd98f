"""Certificates of both sides: what is refused, and what a person is told about it."""

import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.api.errors import ConfigError, NotKubernetesError, UnauthorizedError, UnreachableError
from kanivete.kube.api.in_cluster import in_cluster
from tests.rig.pki import CLIENT, Authority, Pair
from tests.unit.kube.server import Answer, FakeServer, serve, status

PATH = "/api/v1/pods"
FINE = Answer({"kind": "PodList", "items": []})
NOW = datetime.now(UTC).replace(microsecond=0)
PAST = (NOW - timedelta(days=400), NOW - timedelta(days=35))
FUTURE = (NOW + timedelta(days=1), NOW + timedelta(days=2))


@contextmanager
def serving(authority: Authority, *, names: bool = False, mutual: bool = False, **issued: Any) -> Iterator[FakeServer]:
    """A TLS server whose certificate is for this address, or for the name `kubernetes` only."""
    pair = authority.issue("server", "server", hosts=["kubernetes" if names else "127.0.0.1"], **issued)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    if mutual:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(authority.file)
    with serve(context) as fake:
        fake.on(PATH, FINE)
        yield fake


def data(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()


def ask(fake: FakeServer, trusted: Authority | None, who: Pair | None = None, **cluster: Any) -> None:
    if trusted:
        cluster["certificate_authority_data"] = data(trusted.file)
    user = User(client_certificate=str(who.certificate), client_key=str(who.key)) if who else User(token="t")
    connection = Connection("here", "default", Cluster(**{"server": fake.url, **cluster}), user, "me", "config")
    with Api(connection, Timeouts(5, 5, 20), sleep=lambda _: None) as api:
        assert b"PodList" in api.get(PATH)


def client(authority: Authority, **issued: Any) -> Pair:
    return authority.issue("client", "jane", uses=[CLIENT], **issued)


def test_both_sides_are_who_they_should_be(authority: Authority) -> None:
    with serving(authority, mutual=True) as fake:
        ask(fake, authority, client(authority))


def test_a_certificate_and_key_as_data(authority: Authority) -> None:
    pair = client(authority)
    user = User(client_certificate_data=data(pair.certificate), client_key_data=data(pair.key))
    with serving(authority, mutual=True) as fake:
        cluster = Cluster(server=fake.url, certificate_authority=str(authority.file))
        with Api(Connection("here", "default", cluster, user)) as api:
            api.get(PATH)


def test_an_expired_client_certificate_is_told_with_its_date(authority: Authority) -> None:
    expired = client(authority, valid=PAST)
    said = f"client certificate in the kubeconfig expired at {PAST[1]:%Y-%m-%dT%H:%M:%SZ}"
    with serving(authority, mutual=True) as fake, pytest.raises(UnreachableError, match=said):
        ask(fake, authority, expired)
    with serving(authority) as fake:
        fake.on(PATH, status(401, "Unauthorized"))
        with pytest.raises(UnauthorizedError, match=said):
            ask(fake, authority, expired)


def test_a_client_certificate_of_another_authority(authority: Authority, tmp_path: Path) -> None:
    stranger = client(Authority.create(tmp_path, "other", "other authority"))
    with serving(authority, mutual=True) as fake, pytest.raises(UnreachableError, match="does not accept the client"):
        ask(fake, authority, stranger)


def test_a_client_certificate_that_is_missing(authority: Authority) -> None:
    with serving(authority, mutual=True) as fake, pytest.raises(UnreachableError, match="asks for a client"):
        ask(fake, authority)


def test_an_unknown_authority(authority: Authority, tmp_path: Path) -> None:
    other = Authority.create(tmp_path, "other", "other authority")
    for trusted in (other, None):
        with serving(authority) as fake, pytest.raises(UnreachableError, match=r"unknown authority.*kubeconfig"):
            ask(fake, trusted)


def test_a_certificate_for_another_name(authority: Authority) -> None:
    with serving(authority, names=True) as fake:
        with pytest.raises(UnreachableError, match=r"for other names.*tls-server-name"):
            ask(fake, authority)
        ask(fake, authority, tls_server_name="kubernetes")
        with pytest.raises(UnreachableError, match="for other names"):
            ask(fake, authority, tls_server_name="elsewhere")


@pytest.mark.parametrize(("valid", "said"), [(PAST, "certificate has expired"), (FUTURE, "is not valid yet.*clock")])
def test_a_server_certificate_at_the_wrong_time(
    authority: Authority, valid: tuple[datetime, datetime], said: str
) -> None:
    with serving(authority, valid=valid) as fake, pytest.raises(UnreachableError, match=said):
        ask(fake, authority)


def test_verification_can_be_switched_off(authority: Authority) -> None:
    with serving(authority, names=True, valid=PAST) as fake:
        ask(fake, None, insecure_skip_tls_verify=True)


def test_plain_http_where_tls_was_expected(authority: Authority) -> None:
    with serve() as fake, pytest.raises(UnreachableError, match=r"does not speak TLS.*http://"):
        ask(fake, authority, server=fake.url.replace("http:", "https:"))


def test_tls_where_plain_http_was_expected(authority: Authority) -> None:
    with serving(authority) as fake, pytest.raises((UnreachableError, NotKubernetesError)) as caught:
        ask(fake, None, server=fake.url.replace("https:", "http:"))
    assert "\n" not in str(caught.value)


def test_one_dead_connection_does_not_end_the_others(authority: Authority) -> None:
    body = {"kind": "PodList", "items": [], "metadata": {"resourceVersion": "x" * 500}}
    with serving(authority) as fake:
        fake.on(PATH, Answer(body, cut=50), Answer(body, cut=0), Answer(body))
        ask(fake, authority)


def test_the_service_account_of_a_pod(authority: Authority, tmp_path: Path) -> None:
    for name, text in (("token", "of-the-pod"), ("namespace", "shop"), ("ca.crt", authority.file.read_text())):
        (tmp_path / name).write_text(text)
    with serving(authority) as fake:
        host, _, port = fake.url.removeprefix("https://").partition(":")
        found = in_cluster({"KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": port}, tmp_path)
        assert found is not None
        with Api(found) as api:
            api.get(PATH)
        assert fake.asked[0].headers["authorization"] == "Bearer of-the-pod"


@pytest.mark.parametrize("name", ["a..b", ".x", "x" * 64, "a\0b", "a\nb"])
def test_a_server_name_that_is_none(authority: Authority, name: str) -> None:
    with serving(authority) as fake, pytest.raises(ConfigError, match="tls-server-name"):
        ask(fake, authority, tls_server_name=name)
