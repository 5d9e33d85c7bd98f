"""The same questions asked from inside a Shell, by Python and by curl."""

import shutil
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kanivete.probe.registry.exchange import Ended, NoResponseError, Request
from kanivete.probe.registry.far import client as far
from kanivete.probe.registry.far.answers import of_curl, of_python
from kanivete.probe.registry.far.client import FarClient, NoProgramError
from kanivete.probe.registry.walk import Options, ask_registry
from kanivete.probe.shell.local import LocalShell
from kanivete.probe.steps import Outcome, StepName
from tests.rig.pki import Authority
from tests.unit.probe.registry.server import Exchange, FakeRegistry, closed_port, digest_of, serving

NOW = datetime.now(UTC).replace(microsecond=0)
PAST = (NOW - timedelta(days=400), NOW - timedelta(days=35))
PROGRAMS = ["python3", *(["curl"] if shutil.which("curl") else [])]


@pytest.fixture(params=PROGRAMS)
def program(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """One of the programs, as if there were none of the others."""
    name: str = request.param
    monkeypatch.setattr(far, "_FIND", f"command -v {name}")
    monkeypatch.setattr(far, "SILENCE_SECONDS", 1.0)
    return name


@pytest.fixture
def there(program: str, authority: Authority) -> Iterator[FarClient]:
    made = FarClient(LocalShell(), f"a machine with {program}", authority.file.read_text())
    yield made
    made.close()


def secured(authority: Authority, **issued: Any) -> ssl.SSLContext:
    pair = authority.issue("server", "server", hosts=["127.0.0.1"], **issued)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(pair.certificate, pair.key)
    return made


def ask(fake: FakeRegistry, client: FarClient, tag: str = "1.0", *, plain: bool = True) -> Any:
    return ask_registry(f"{fake.host}/team/app:{tag}", client, Options(plain_http=plain))


def test_a_good_image(fake: FakeRegistry, there: FarClient) -> None:
    asked = ask(fake, there)
    assert asked.verdict.fine
    assert asked.origin.startswith("a machine with")
    assert asked.content.speed


def test_a_missing_tag(fake: FakeRegistry, there: FarClient) -> None:
    asked = ask(fake, there, "lates")
    assert asked.verdict.cause == "image.tag-not-found"
    assert asked.verdict.suggestions[0].tag == "latest"


def test_a_certificate_that_is_good(authority: Authority, there: FarClient) -> None:
    with serving(tls=secured(authority)) as fake:
        assert ask(fake, there, plain=False).verdict.fine


def test_a_certificate_that_has_expired(authority: Authority, there: FarClient) -> None:
    with serving(tls=secured(authority, valid=PAST)) as fake:
        assert ask(fake, there, plain=False).verdict.cause == "image.tls-expired"


def test_nothing_listens(there: FarClient) -> None:
    with pytest.raises(NoResponseError) as told:
        there.send(Request(f"http://127.0.0.1:{closed_port()}/v2/"))
    assert (told.value.step, told.value.outcome) == (StepName.TCP, Outcome.REFUSED)


def test_plain_http_where_tls_is_expected(fake: FakeRegistry, there: FarClient) -> None:
    with pytest.raises(NoResponseError) as told:
        there.send(Request(fake.url.replace("http:", "https:") + "/v2/"))
    assert told.value.step is StepName.TLS


def test_headers_and_bodies_go_there(fake: FakeRegistry, there: FarClient) -> None:
    seen: list[tuple[str, bytes, str]] = []

    def hear(exchange: Exchange) -> None:
        seen.append((exchange.headers["Authorization"], exchange.form, exchange.headers["Content-Type"]))
        exchange.reply(200, b"{}")

    fake.on("/token", hear)
    headers = {"Authorization": 'Basic "\\x', "Content-Type": "application/x-www-form-urlencoded"}
    there.send(Request(f"{fake.url}/token", "POST", headers, b"a=b&c=%22"))
    assert seen == [('Basic "\\x', b"a=b&c=%22", "application/x-www-form-urlencoded")]


def test_only_so_much_is_read(fake: FakeRegistry, there: FarClient) -> None:
    response = there.send(Request(f"{fake.url}/v2/team/app/blobs/{digest_of(fake.image.layer)}", most=1000, keep=1000))
    assert (response.ended, len(response.body)) == (Ended.ENOUGH, 1000)


def test_a_body_that_breaks_off(fake: FakeRegistry, there: FarClient) -> None:
    def half(exchange: Exchange) -> None:
        exchange.close_connection = True
        exchange.reply(200, b"half", Content_Length="8")

    fake.on("/v2/", half)
    response = there.send(Request(f"{fake.url}/v2/"))
    assert (response.ended, response.body) == (Ended.CUT, b"half")


def test_a_body_that_stalls(fake: FakeRegistry, there: FarClient) -> None:
    def stall(exchange: Exchange) -> None:
        exchange.reply(200, b"half", Content_Length="8")
        time.sleep(2.5)

    fake.on("/v2/", stall)
    assert there.send(Request(f"{fake.url}/v2/", seconds=1.0)).ended is Ended.SILENT


def test_a_place_without_any_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sh = shutil.which("sh")
    assert sh
    (tmp_path / "sh").symlink_to(sh)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoProgramError, match="neither Python nor curl"):
        FarClient(LocalShell(), "there", "")


@pytest.mark.parametrize("stdout", [b"", b"[]", b"{}", b'{"status": "x"}', b'{"failed": {}}', b"\xff"])
def test_nonsense_from_there(stdout: bytes) -> None:
    with pytest.raises(NoResponseError):
        of_python(stdout, b"")
    with pytest.raises(NoResponseError):
        of_curl(stdout, b"curl: (52) Empty reply from server\n52 0.1 0.0 0\n", most=100)


@pytest.mark.parametrize("figures", [b"nan inf -inf 1e999", b"0 nan 0 inf", b"\xc2\xb2 0 0 0"])
def test_figures_that_are_none(figures: bytes) -> None:
    answer = of_curl(b"HTTP/1.1 200 OK\r\n\r\nfine", figures, most=100)
    assert (answer.status, answer.body, answer.seconds) == (200, b"fine", 0.0)


def test_the_head_of_a_proxy_is_passed_over() -> None:
    stdout = b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 404 Not Found\r\nA: b\r\n\r\nbody"
    response = of_curl(stdout, b"0 0.2 0.1 4\n", most=100)
    assert (response.status, response.header("a"), response.body) == (404, "b", b"body")
