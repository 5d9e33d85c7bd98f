"""Connections tried from this machine, against real servers: each failure has an answer of its own."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kanivete.probe.here import probe_here
from kanivete.probe.steps import Fault, Outcome, Probed, StepName, Target
from tests.rig.pki import Authority
from tests.unit.probe import servers

HOST = "127.0.0.1"
NOW = datetime.now(UTC).replace(microsecond=0)
PAST = (NOW - timedelta(days=400), NOW - timedelta(days=35))
FUTURE = (NOW + timedelta(days=1), NOW + timedelta(days=2))
HTTP = servers.answering(servers.OK)


@pytest.fixture(scope="module")
def http() -> Iterator[int]:
    with servers.serving(HTTP) as port:
        yield port


def tried(handler: servers.Handler, seconds: float = 5.0, **target: object) -> Probed:
    with servers.serving(handler) as port:
        return probe_here(Target(HOST, port, **target), seconds=seconds)  # type: ignore[arg-type]


def end(probed: Probed) -> tuple[StepName, Outcome, Fault | None]:
    """Where it stops and how."""
    assert probed.failed, probed.steps
    after = probed.steps[probed.steps.index(probed.failed) + 1 :]
    assert all(step.outcome is Outcome.SKIPPED for step in after)
    return probed.failed.name, probed.failed.outcome, probed.failed.fault


def said(probed: Probed) -> str:
    assert probed.failed
    return probed.failed.said


def test_a_good_answer(http: int) -> None:
    probed = probe_here(Target("localhost", http, http_path="/"))
    assert [step.name.value for step in probed.steps] == ["name", "route", "tcp", "http"]
    assert probed.reached
    assert all(step.seconds is None or step.seconds < 5 for step in probed.steps)
    assert probed.resolved
    assert HOST in probed.resolved.addresses
    assert probed.answered
    assert (probed.answered.status, probed.answered.server) == (200, "shop/1.0")
    assert (probed.answered.seconds or 9) < 5


def test_an_address_has_no_name_step(http: int) -> None:
    assert [step.name.value for step in probe_here(Target(HOST, http)).steps] == ["route", "tcp"]


def test_ipv6() -> None:
    try:
        with servers.serving(HTTP, socket.AF_INET6) as port:
            assert probe_here(Target("::1", port, http_path="/")).reached
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")


def test_nothing_listens() -> None:
    probed = probe_here(Target(HOST, servers.closed_port(), tls=True, http_path="/"))
    assert end(probed) == (StepName.TCP, Outcome.REFUSED, None)
    assert said(probed) == "Connection refused"


def test_a_connection_that_is_closed_at_once() -> None:
    assert end(tried(servers.closing)) == (StepName.TCP, Outcome.RESET, None)


def test_a_server_that_waits_for_us_to_speak_is_reached() -> None:
    assert tried(servers.silent).reached


def test_no_such_name() -> None:
    probed = probe_here(Target("no-such-host.invalid", 80), seconds=2)
    assert probed.failed
    assert probed.failed.name is StepName.NAME
    assert "TCP" not in probed.failed.said


def test_trusted_tls(authority: Authority) -> None:
    probed = tried(servers.over_tls(authority, HTTP), tls=True, http_path="/", ca=servers.pem(authority))
    assert probed.reached, probed.steps
    assert probed.presented
    assert probed.presented.version in ("TLSv1.3", "TLSv1.2")
    own = probed.presented.chain[0]
    assert own.subject == "CN=server"
    assert own.issuer == "CN=test authority"
    assert own.names == (HOST,)
    step = probed.step(StepName.TLS)
    assert step
    assert f"{own.not_after:%Y-%m-%d}" in step.said


def test_an_unknown_authority(authority: Authority) -> None:
    probed = tried(servers.over_tls(authority, HTTP), tls=True, http_path="/")
    assert end(probed) == (StepName.TLS, Outcome.FAILED, Fault.UNKNOWN_AUTHORITY)
    assert "CN=test authority" in said(probed)
    assert probed.answered, "what is behind it is asked for all the same"


def test_trust_is_not_asked_for_where_nobody_knows_the_authority(authority: Authority) -> None:
    probed = tried(servers.over_tls(authority, HTTP), tls=True, http_path="/", verify=False)
    assert probed.reached
    assert probed.presented
    assert probed.presented.faults == (Fault.UNKNOWN_AUTHORITY,)


@pytest.mark.parametrize(
    ("valid", "fault", "words"), [(PAST, Fault.EXPIRED, "expired on"), (FUTURE, Fault.NOT_YET_VALID, "clock")]
)
def test_the_wrong_time(authority: Authority, valid: tuple[datetime, datetime], fault: Fault, words: str) -> None:
    probed = tried(servers.over_tls(authority, HTTP, valid=valid), tls=True, ca=servers.pem(authority))
    assert end(probed) == (StepName.TLS, Outcome.FAILED, fault)
    assert words in said(probed)
    date = valid[1] if fault is Fault.EXPIRED else valid[0]
    assert f"{date:%Y-%m-%d %H:%M}" in said(probed)


def test_another_name(authority: Authority) -> None:
    handler = servers.over_tls(authority, HTTP, hosts=("shop.example", "*.shop.example"))
    probed = tried(handler, tls=True, ca=servers.pem(authority))
    assert end(probed) == (StepName.TLS, Outcome.FAILED, Fault.WRONG_NAME)
    assert "not for 127.0.0.1, but for shop.example, *.shop.example" in said(probed)
    for name, fine in (("shop.example", True), ("a.shop.example", True), ("a.b.shop.example", False)):
        probed = tried(handler, tls=True, ca=servers.pem(authority), server_name=name)
        assert probed.reached is fine


def test_everything_that_is_wrong_is_told(authority: Authority) -> None:
    probed = tried(servers.over_tls(authority, HTTP, hosts=("shop.example",), valid=PAST), tls=True)
    assert probed.presented
    assert set(probed.presented.faults) >= {Fault.UNKNOWN_AUTHORITY, Fault.EXPIRED, Fault.WRONG_NAME}
    assert "expired on" in said(probed)
    assert "shop.example" in said(probed)


@pytest.mark.parametrize("http_path", [None, "/"])
def test_plain_http_where_tls_was_expected(http_path: str | None) -> None:
    bad = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"

    def handle(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(bad)

    probed = tried(handler=handle, tls=True, http_path=http_path)
    assert end(probed) == (StepName.TLS, Outcome.FAILED, Fault.NO_TLS)
    assert "HTTP/1.1 400 Bad Request" in said(probed)


def test_something_else_than_tls() -> None:
    probed = tried(servers.greeting, tls=True)
    assert end(probed) == (StepName.TLS, Outcome.FAILED, Fault.NO_TLS)
    assert "SSH-2.0-OpenSSH_9.2" in said(probed)


def test_silence_in_the_handshake() -> None:
    probed = tried(servers.silent, seconds=0.5, tls=True)
    assert end(probed) == (StepName.TLS, Outcome.DROPPED, None)
    assert "MTU" in said(probed)


@pytest.mark.parametrize("handler", [servers.closing_after_hello, servers.resetting])
def test_closed_in_the_handshake(handler: servers.Handler) -> None:
    assert end(tried(handler, tls=True)) == (StepName.TLS, Outcome.RESET, None)


def test_an_old_protocol(authority: Authority) -> None:
    probed = tried(servers.over_tls(authority, HTTP, old=True), tls=True, ca=servers.pem(authority))
    assert end(probed) == (StepName.TLS, Outcome.FAILED, Fault.OLD_PROTOCOL)
    assert "TLSv1" in said(probed)


def test_a_client_certificate_is_asked_for(authority: Authority) -> None:
    handler = servers.mutual(authority, HTTP)
    probed = tried(handler, tls=True, http_path="/", ca=servers.pem(authority))
    assert end(probed) == (StepName.HTTP, Outcome.FAILED, Fault.CLIENT_CERTIFICATE)


def test_tls_where_plain_http_was_expected(authority: Authority) -> None:
    probed = tried(servers.over_tls(authority, HTTP), http_path="/")
    assert probed.failed
    assert probed.failed.name is StepName.HTTP
    assert probed.failed.outcome in (Outcome.RESET, Outcome.FAILED)


@pytest.mark.parametrize(
    ("answer", "outcome", "fault"),
    [
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", Outcome.FAILED, Fault.SERVER_ERROR),
        (
            b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
            Outcome.FAILED,
            Fault.NEEDS_TLS,
        ),
        (b"\x15\x03\x01\x00\x02\x02\x46", Outcome.FAILED, Fault.NEEDS_TLS),
        (b"-ERR unknown command\r\n", Outcome.FAILED, Fault.NOT_HTTP),
        (b"", Outcome.RESET, None),
    ],
)
def test_bad_answers(answer: bytes, outcome: Outcome, fault: Fault | None) -> None:
    assert end(tried(servers.answering(answer), http_path="/")) == (StepName.HTTP, outcome, fault)


@pytest.mark.parametrize("status", ["200 OK", "204 No Content", "401 Unauthorized", "404 Not Found"])
def test_an_answer_below_500_is_an_answer(status: str) -> None:
    assert tried(servers.answering(f"HTTP/1.1 {status}\r\n\r\n".encode()), http_path="/").reached


def test_a_redirect_is_told_and_not_followed() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: https://login.example/\r\n\r\n"
    probed = tried(servers.answering(answer), http_path="/")
    assert probed.reached
    assert probed.answered
    assert probed.answered.location == "https://login.example/"


def test_a_request_that_is_not_answered() -> None:
    assert end(tried(servers.silent, seconds=0.5, http_path="/")) == (StepName.HTTP, Outcome.DROPPED, None)


def test_udp_that_answers_refuses_or_says_nothing() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind((HOST, 0))
        probed = probe_here(Target(HOST, one.getsockname()[1], "udp"), seconds=0.3)
        assert probed.steps[-1].outcome is Outcome.UNKNOWN
        assert probed.reached is None
        port = one.getsockname()[1]
    assert end(probe_here(Target(HOST, port, "udp")))[1] is Outcome.REFUSED


def test_control_characters_of_a_server_do_not_reach_the_terminal() -> None:
    answer = b"HTTP/1.1 200 \x1b[31mOK\r\nServer: \x1b]0;owned\x07\r\n\r\n"
    probed = tried(servers.answering(answer), http_path="/")
    assert probed.answered
    assert "\x1b" not in probed.answered.reason + probed.answered.server + "".join(s.said for s in probed.steps)


def test_authorities_that_are_none(authority: Authority) -> None:
    probed = tried(servers.over_tls(authority, HTTP), tls=True, ca="no certificate")
    assert probed.steps[-1].name is StepName.TLS
    assert probed.steps[-1].outcome is Outcome.UNKNOWN
    assert probed.reached is None
