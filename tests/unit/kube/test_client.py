"""The client against a server that misbehaves on purpose."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.api.errors import (
    AnswerError,
    ConfigError,
    ForbiddenError,
    KubeError,
    NotFoundError,
    NotKubernetesError,
    UnauthorizedError,
    UnreachableError,
)
from tests.unit.kube.server import NOT_SERVED, Answer, FakeServer, serve, status

PATH = "/api/v1/pods"
FINE = Answer({"kind": "PodList", "items": []})


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve() as fake:
        yield fake


@pytest.fixture
def waits() -> list[float]:
    return []


def api_of(url: str, waits: list[float], timeouts: Timeouts | None = None, **user: object) -> Api:
    connection = Connection("here", "default", Cluster(server=url), User(**user), "me", "config")  # type: ignore[arg-type]
    return Api(connection, timeouts or Timeouts(), sleep=waits.append)


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_failure_that_passes_is_asked_again(server: FakeServer, waits: list[float], code: int) -> None:
    server.on(PATH, status(code, "not now"), status(code, "not now"), FINE)
    with api_of(server.url, waits) as api:
        assert b"PodList" in api.get(PATH)
    assert waits == [0.2, 0.4]


def test_retry_after_is_respected(server: FakeServer, waits: list[float]) -> None:
    busy = status(429, "too many requests")
    server.on(PATH, Answer(busy.body, 429, {"Retry-After": "3"}), FINE)
    with api_of(server.url, waits) as api:
        api.get(PATH)
    assert waits == [3.0]


def test_retry_after_may_be_a_date(server: FakeServer, waits: list[float]) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)
    server.on(PATH, Answer(status(429, "too many requests").body, 429, {"Retry-After": soon}), FINE)
    with api_of(server.url, waits) as api:
        api.get(PATH)
    assert 1 < waits[0] <= 9


@pytest.mark.parametrize("said", ["\u00b2", "-5", "1e400", "soon", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_retry_after_without_sense_is_none(server: FakeServer, waits: list[float], said: str) -> None:
    server.on(PATH, Answer(status(429, "too many requests").body, 429, {"Retry-After": said}), FINE)
    with api_of(server.url, waits) as api:
        api.get(PATH)
    assert waits == [0.2]


def test_a_server_that_wants_a_long_wait_is_not_waited_for(server: FakeServer, waits: list[float]) -> None:
    server.on(PATH, Answer(status(429, "too many requests").body, 429, {"Retry-After": "600"}), FINE)
    with api_of(server.url, waits) as api, pytest.raises(AnswerError, match="too many requests"):
        api.get(PATH)
    assert waits == []


def test_a_failure_that_stays_is_told(server: FakeServer, waits: list[float]) -> None:
    server.on(PATH, status(503, "etcd has no leader"))
    with api_of(server.url, waits) as api, pytest.raises(AnswerError, match="etcd has no leader"):
        api.get(PATH)
    assert len(server.asked) == 5


def test_a_connection_cut_in_mid_body_is_asked_again(server: FakeServer, waits: list[float]) -> None:
    body = {"kind": "PodList", "items": [], "metadata": {"resourceVersion": "x" * 500}}
    server.on(PATH, Answer(body, cut=100), Answer(body))
    with api_of(server.url, waits) as api:
        assert b"PodList" in api.get(PATH)
        assert api.cost().requests == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (status(401, "Unauthorized"), UnauthorizedError),
        (status(403, "pods is forbidden"), ForbiddenError),
        (status(404, 'pods "x" not found', name="x"), NotFoundError),
        (NOT_SERVED, NotFoundError),
    ],
)
def test_a_refusal_is_final(server: FakeServer, waits: list[float], answer: Answer, error: type[KubeError]) -> None:
    server.on(PATH, answer)
    with api_of(server.url, waits) as api, pytest.raises(error):
        api.get(PATH)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "unserved"),
    [
        (status(404, 'pods "x" not found', name="x"), False),
        (status(404, "the server could not find the requested resource"), True),
        (NOT_SERVED, True),
    ],
)
def test_a_missing_api_is_told_from_a_missing_object(
    server: FakeServer, waits: list[float], answer: Answer, unserved: bool
) -> None:
    server.on(PATH, answer)
    with api_of(server.url, waits) as api, pytest.raises(NotFoundError) as caught:
        api.get(PATH)
    assert caught.value.unserved is unserved


def test_a_page_of_a_proxy_is_no_api_server(server: FakeServer, waits: list[float]) -> None:
    page = "<html><head><title>Company login</title></head></html>"
    server.on(PATH, Answer(page, 403, {"Content-Type": "text/html"}))
    with api_of(server.url, waits) as api, pytest.raises(NotKubernetesError, match="'Company login'"):
        api.get(PATH)


def test_a_tls_port_asked_without_tls_is_named(server: FakeServer, waits: list[float]) -> None:
    server.on(PATH, Answer("Client sent an HTTP request to an HTTPS server.\n", 400))
    with api_of(server.url, waits) as api, pytest.raises(NotKubernetesError, match="https://"):
        api.get(PATH)


def test_a_server_that_hangs_is_given_up(server: FakeServer, waits: list[float]) -> None:
    server.on(PATH, Answer(b"{}", wait=20))
    begun = time.monotonic()
    with (
        api_of(server.url, waits, Timeouts.of(0.2)) as api,
        pytest.raises(UnreachableError, match=r"within 0\.2 s.*--request-timeout"),
    ):
        api.get(PATH)
    assert time.monotonic() - begun < 5


def test_an_answer_that_never_ends_is_given_up(server: FakeServer, waits: list[float]) -> None:
    server.on(PATH, Answer(chunks=(b"x" * 10,) * 1000))
    with (
        api_of(server.url, waits, Timeouts(1, 1, 0.3)) as api,
        pytest.raises(UnreachableError, match="does not answer within"),
    ):
        api.get(PATH)


def test_a_closed_port_is_refused_at_once(waits: list[float]) -> None:
    with serve() as gone:
        url = gone.url
    with api_of(url, waits) as api, pytest.raises(UnreachableError, match="connection refused"):
        api.get(PATH)
    assert waits == []


def test_an_unknown_name_is_told(waits: list[float]) -> None:
    with (
        api_of("https://no-such-host.invalid:6443", waits) as api,
        pytest.raises(UnreachableError, match="cannot be resolved"),
    ):
        api.get(PATH)


def test_a_redirect_to_a_login_is_named(server: FakeServer, waits: list[float]) -> None:
    server.on(PATH, Answer(b"", 302, {"Location": "https://sso.example.com/login?state=hunter2"}))
    with api_of(server.url, waits) as api, pytest.raises(NotKubernetesError) as caught:
        api.get(PATH)
    assert "it redirects to https://sso.example.com/login)" in str(caught.value)


@pytest.mark.parametrize(
    "server_url", ["ftp://host", "https://", "https://host:port", "https://a..b", f"https://{'x' * 64}.com"]
)
def test_an_address_that_is_none_is_told(waits: list[float], server_url: str) -> None:
    with pytest.raises(ConfigError, match="is no address"):
        api_of(server_url, waits)


def test_the_wire_is_counted_compressed(server: FakeServer, waits: list[float]) -> None:
    body = {"kind": "PodList", "items": [], "padding": "x" * 100_000}
    server.on(PATH, Answer(body))
    with api_of(server.url, waits) as api:
        assert len(api.get(PATH)) > 100_000
        assert 0 < api.cost().bytes_received < 10_000


def test_only_the_end_of_a_long_text_is_kept(server: FakeServer, waits: list[float]) -> None:
    text = b"".join(b"line %d\n" % n for n in range(200_000))
    server.on("/log", Answer(text))
    with api_of(server.url, waits) as api:
        assert api.tail("/log", {}, 1000, 10) == (text[-1000:], True)
        assert api.tail("/log", {}, 1 << 30, 10) == (text, False)


def test_impersonation_is_sent(server: FakeServer, waits: list[float]) -> None:
    server.on(PATH, FINE)
    with api_of(server.url, waits, token="t", impersonate="jane", impersonate_groups=["dev"]) as api:
        api.get(PATH)
    headers = server.asked[0].headers
    assert (headers["authorization"], headers["impersonate-user"], headers["impersonate-group"]) == (
        "Bearer t",
        "jane",
        "dev",
    )


def test_impersonation_is_sent_as_go_sends_it(server: FakeServer, waits: list[float]) -> None:
    server.on(PATH, FINE)
    with api_of(server.url, waits, impersonate="João", impersonate_extra={"example.org/team": ["a", "b"]}) as api:
        api.get(PATH)
    headers = server.asked[0].headers
    assert headers["impersonate-user"].encode("latin-1").decode() == "João"
    assert headers["impersonate-extra-example.org%2fteam"] == "b"


def test_white_space_around_a_token_is_none_of_it(server: FakeServer, waits: list[float]) -> None:
    server.on(PATH, FINE)
    with api_of(server.url, waits, token="abc\n") as api:
        api.get(PATH)
    assert server.asked[0].headers["authorization"] == "Bearer abc"


def test_a_token_that_no_header_may_hold_is_not_told(server: FakeServer, waits: list[float]) -> None:
    with api_of(server.url, waits, token="hunter2\nhunter3") as api, pytest.raises(ConfigError) as caught:
        api.get(PATH)
    assert "Authorization" in str(caught.value)
    assert "hunter" not in str(caught.value)
