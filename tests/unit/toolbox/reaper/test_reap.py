"""What the pod does that takes a run back: asked for real, over TLS, with a clock that does not make us wait."""

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from kanivete.toolbox.reaper import reap
from tests.rig.pki import Authority
from tests.unit.kube.server import Answer, Asked, FakeServer, status
from tests.unit.kube.test_tls import serving

JOBS = "/apis/batch/v1/namespaces/shop/jobs/kanivete-timer-1"
WEB = "/apis/apps/v1/namespaces/shop/deployments/web"
POD = "/api/v1/namespaces/shop/pods/db-1"
MAP = "/api/v1/namespaces/shop/configmaps/kanivete-1"
BEGIN = 1_000_000.0
FINE = Answer({"kind": "Status"})


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(reap, "time", SimpleNamespace(time=found.time, sleep=found.sleep))
    return found


@pytest.fixture
def server(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    """Reached as a pod reaches its API server."""
    with serving(authority) as fake:
        address = urlsplit(fake.url)
        monkeypatch.setattr(reap, "FOLDER", str(tmp_path))
        monkeypatch.setenv("KUBERNETES_SERVICE_HOST", str(address.hostname))
        monkeypatch.setenv("KUBERNETES_SERVICE_PORT", str(address.port))
        (tmp_path / "ca.crt").write_bytes(authority.file.read_bytes())
        (tmp_path / "token").write_text("secret")
        for path in (JOBS, WEB, POD):
            fake.on(path, FINE)
        yield fake


def run(monkeypatch: pytest.MonkeyPatch, seconds: float = 100, **told: Any) -> None:
    monkeypatch.setenv("UNTIL", str(BEGIN + seconds))
    monkeypatch.setenv("AT_LAST", json.dumps(told.pop("at_last", [])))
    monkeypatch.setenv("AT_FIRST", json.dumps(told.pop("at_first", [])))
    for name, value in told.items():
        monkeypatch.setenv(name.upper(), value)
    reap.main()


def test_it_says_that_it_waits_and_waits_to_the_second(
    server: FakeServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    at: list[tuple[str, float]] = []

    def noted(asked: Asked) -> Answer:
        at.append((asked.method, clock.now))
        return FINE

    for path in (JOBS, WEB):
        server.on(path, noted)
    run(
        monkeypatch,
        at_first=[{"method": "PATCH", "path": JOBS, "type": "application/merge-patch+json", "body": {"a": 1}}],
        at_last=[{"method": "DELETE", "path": WEB}],
    )
    assert at == [("PATCH", BEGIN), ("DELETE", BEGIN + 100)]
    assert clock.slept == [30, 30, 30, 10]
    first, last = server.asked
    assert (first.json, first.headers["content-type"]) == ({"a": 1}, "application/merge-patch+json")
    assert {one.headers["authorization"] for one in (first, last)} == {"Bearer secret"}


def test_a_time_that_is_over_is_not_waited_for(
    server: FakeServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, -5, at_last=[{"method": "DELETE", "path": WEB}])
    assert (len(server.asked), clock.slept) == (1, [])


@pytest.mark.parametrize("refused", [status(500, "busy"), status(429, "later"), status(409, "conflict")])
@pytest.mark.usefixtures("clock")
def test_what_may_work_later_is_tried_again(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, refused: Answer
) -> None:
    server.on(WEB, refused, refused, FINE)
    run(monkeypatch, at_last=[{"method": "PATCH", "path": WEB, "body": {}}, {"method": "DELETE", "path": JOBS}])
    assert server.paths() == [WEB, WEB, WEB, JOBS]


@pytest.mark.parametrize("code", [403, 404, 422])
@pytest.mark.usefixtures("clock")
def test_what_never_will_does_not_keep_it_from_the_rest(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    server.on(WEB, status(code, "no"))
    run(monkeypatch, at_last=[{"method": "PATCH", "path": WEB, "body": []}, {"method": "DELETE", "path": JOBS}])
    assert server.paths() == [WEB, JOBS]


def pod(container: str, *, ready: bool) -> Answer:
    conditions = [{"type": "Ready", "status": "True" if ready else "False"}]
    return Answer({"spec": {"containers": [{"name": "db"}, {"name": container}]}, "status": {"conditions": conditions}})


@pytest.mark.parametrize(
    ("found", "methods"),
    [
        (pod("kanivete-inject-1", ready=False), ["GET", "DELETE"]),
        (pod("kanivete-inject-1", ready=True), ["GET"]),
        (pod("kanivete-inject-2", ready=False), ["GET"]),
        (status(404, "gone"), ["GET"]),
        (status(403, "no"), ["GET"]),
    ],
    ids=["waits for the container", "is ready", "has another", "is gone", "may not be seen"],
)
@pytest.mark.usefixtures("clock")
def test_only_a_pod_that_is_stuck_for_the_container_is_deleted(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, found: Answer, methods: list[str]
) -> None:
    server.on(POD, found, FINE)
    run(monkeypatch, at_last=[{"method": "DELETE", "path": POD, "stuck": "kanivete-inject-1"}])
    assert [asked.method for asked in server.asked] == methods


@pytest.mark.usefixtures("clock")
def test_a_journal_is_taken_back_from_its_end(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = [
        {"type": "created", "state": "done", "path": "/never"},
        {"type": "patched", "state": "done", "path": WEB, "undo": [1]},
        {"type": "patched", "state": "undone", "path": WEB, "undo": [2]},
        {"type": "patched", "state": "planned", "path": POD, "undo": [3]},
    ]
    packed = base64.b64encode(gzip.compress(json.dumps({"changes": changes}).encode())).decode()
    server.on(MAP, Answer({"binaryData": {"journal.json.gz": packed}}))
    run(monkeypatch, journal=MAP, at_last=[{"method": "DELETE", "path": JOBS}])
    assert server.paths() == [MAP, POD, WEB, JOBS]
    assert [asked.json for asked in server.asked if asked.method == "PATCH"] == [[3], [1]]
    assert server.asked[1].headers["content-type"] == "application/json-patch+json"


@pytest.mark.usefixtures("clock")
def test_a_journal_that_is_gone_keeps_it_from_nothing(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.on(MAP, status(404, "gone"))
    run(monkeypatch, journal=MAP, at_last=[{"method": "DELETE", "path": JOBS}])
    assert server.paths() == [MAP, JOBS]


@pytest.mark.usefixtures("server")
def test_nobody_there_is_no_reason_to_try_for_ever(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "1")
    with pytest.raises(SystemExit, match="no answer"):
        run(monkeypatch, at_last=[{"method": "DELETE", "path": WEB}])
    assert clock.now - BEGIN < 100 + 900, "the Job would end it"
