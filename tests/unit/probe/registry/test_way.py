"""The way to a registry: everything that can go wrong below HTTP, and with TLS, from real sockets."""

import socket
import ssl
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kanivete.probe.registry.here import CannotAskError, HereClient
from kanivete.probe.registry.stages import Asked
from kanivete.probe.registry.walk import Options, ask_registry
from tests.rig.pki import Authority
from tests.unit.probe.registry.server import FakeRegistry, closed_port, serving, socket_server

NOW = datetime.now(UTC).replace(microsecond=0)
PAST = (NOW - timedelta(days=400), NOW - timedelta(days=35))
FUTURE = (NOW + timedelta(days=1), NOW + timedelta(days=2))


@pytest.fixture
def trusting(authority: Authority) -> Iterator[HereClient]:
    made = HereClient(str(authority.file), connect_seconds=1.0)
    yield made
    made.close()


def secured(authority: Authority, host: str = "127.0.0.1", **issued: Any) -> ssl.SSLContext:
    pair = authority.issue("server", "server", hosts=[host], **issued)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(pair.certificate, pair.key)
    return made


def ask(host: str, client: HereClient) -> Asked:
    return ask_registry(f"{host}/team/app:1.0", client, Options(plain_http=False))


def test_a_registry_with_a_certificate_that_is_trusted(authority: Authority, trusting: HereClient) -> None:
    with serving(tls=secured(authority)) as fake:
        assert ask(fake.host, trusting).verdict.fine


@pytest.mark.parametrize(
    ("issued", "cause"),
    [
        ({"valid": PAST}, "image.tls-expired"),
        ({"valid": FUTURE}, "image.tls-not-yet-valid"),
        ({"host": "registry.example.com"}, "image.tls-name-mismatch"),
    ],
)
def test_a_certificate_that_is_not_good(
    authority: Authority, trusting: HereClient, issued: dict[str, Any], cause: str
) -> None:
    with serving(tls=secured(authority, **issued)) as fake:
        asked = ask(fake.host, trusting)
    assert asked.verdict.cause == cause
    assert not fake.asked


def test_an_authority_that_nobody_knows(authority: Authority, client: HereClient) -> None:
    with serving(tls=secured(authority)) as fake:
        assert ask(fake.host, client).verdict.cause == "image.tls-unknown-authority"


def test_the_end_of_a_certificate_is_a_fact(authority: Authority, trusting: HereClient) -> None:
    with serving(tls=secured(authority, valid=PAST)) as fake:
        assert ask(fake.host, trusting).verdict.facts["expired_at"] == f"{PAST[1]:%Y-%m-%dT%H:%M:%SZ}"


def test_a_registry_that_wants_a_client_certificate(authority: Authority, trusting: HereClient) -> None:
    tls = secured(authority)
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(authority.file)
    with serving(tls=tls) as fake:
        assert ask(fake.host, trusting).verdict.cause == "image.tls-handshake"


def test_plain_http_where_tls_is_expected(client: HereClient, fake: FakeRegistry) -> None:
    assert ask(fake.host, client).verdict.cause == "image.tls-plain-http"


def test_nothing_listens(client: HereClient) -> None:
    asked = ask(f"127.0.0.1:{closed_port()}", client)
    assert asked.verdict.cause == "image.network-refused"


def test_a_name_that_does_not_exist(client: HereClient) -> None:
    asked = ask("registry.invalid", client)
    assert asked.verdict.cause in ("image.dns-name", "image.dns-server")  # without a network no server can tell


def _reset(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _hang(connection: socket.socket) -> None:
    connection.settimeout(5)
    while connection.recv(65536):
        pass


@pytest.mark.parametrize(
    ("behave", "cause"),
    [
        (_reset, "image.network-reset"),
        (lambda connection: connection.recv(65536), "image.network-reset"),
        (_hang, "image.network-timeout"),
        (lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"), "image.tls-plain-http"),
    ],
    ids=["reset", "hang-up", "hang", "ssh"],
)
def test_something_that_is_no_registry(client: HereClient, behave: Any, cause: str) -> None:
    with socket_server(behave) as host:
        assert ask(host, client).verdict.cause == cause


@pytest.mark.parametrize(
    ("behave", "cause"),
    [(_reset, "image.network-reset"), (_hang, "image.network-timeout")],
    ids=["reset", "hang"],
)
def test_no_answer_over_http(client: HereClient, behave: Any, cause: str) -> None:
    with socket_server(behave) as host:
        assert ask_registry(f"{host}/team/app:1.0", client, Options(plain_http=True)).verdict.cause == cause


def test_this_machine_is_asked_without_tls_as_containerd_does(client: HereClient, fake: FakeRegistry) -> None:
    assert ask_registry(f"{fake.host}/team/app:1.0", client).verdict.fine


def test_a_proxy_is_named_and_tried_first(client: HereClient, monkeypatch: pytest.MonkeyPatch) -> None:
    port = closed_port()
    monkeypatch.setenv("https_proxy", f"http://jane:secret@127.0.0.1:{port}")
    asked = ask_registry("registry.example.com/team/app:1.0", client)
    assert asked.verdict.cause == "image.network-proxy"
    assert asked.proxy == f"http://127.0.0.1:{port}"
    assert "secret" not in repr(asked.stages)


def test_a_file_without_certificates(tmp_path: Path) -> None:
    with pytest.raises(CannotAskError, match="--ca-file"):
        HereClient(str(tmp_path / "none.pem"))
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(CannotAskError, match="no PEM certificate"):
        HereClient(str(tmp_path / "empty.pem"))


def test_this_machine_is_asked_without_the_proxy(fake: FakeRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    client = HereClient(connect_seconds=1.0)
    asked = ask_registry(f"{fake.host}/team/app:1.0", client)
    client.close()
    assert asked.verdict.fine
    assert not asked.proxy
