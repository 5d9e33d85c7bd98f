"""Waiting for an object: by watch, however it breaks, and without where it may not be."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from kanivete.kube.api import waiting
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError, WaitError
from kanivete.kube.api.waiting import wait_for
from tests.unit.kube.server import Answer, Asked, FakeServer, status

PODS = "/api/v1/namespaces/shop/pods"
POD = f"{PODS}/web"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_PAUSE", 0.01)


def pod(phase: str, version: str = "1") -> dict[str, Any]:
    return {"kind": "Pod", "metadata": {"name": "web", "resourceVersion": version}, "status": {"phase": phase}}


def events(*found: tuple[str, object]) -> Answer:
    return Answer(stream=[json.dumps({"type": kind, "object": one}).encode() + b"\n" for kind, one in found])


def is_running(one: dict[str, Any] | None) -> bool:
    return one is not None and one["status"]["phase"] == "Running"


def is_gone(one: dict[str, Any] | None) -> bool:
    return one is None


def test_what_is_already_so_is_not_waited_for(server: FakeServer, api: Api) -> None:
    server.on(POD, Answer(pod("Running")))
    assert wait_for(api, POD, is_running, 5) == pod("Running")
    assert server.paths() == [POD]


def test_changes_come_by_watch_from_where_it_was_read(server: FakeServer, api: Api) -> None:
    server.on(POD, Answer(pod("Pending", "7")))
    bookmark = {"kind": "Pod", "metadata": {"resourceVersion": "8"}}
    server.on(PODS, events(("BOOKMARK", bookmark), ("MODIFIED", pod("Pending", "9")), ("MODIFIED", pod("Running"))))
    seen: list[str] = []
    found = wait_for(api, POD, is_running, 5, lambda one: seen.append(one["status"]["phase"] if one else "-"))
    assert (found, seen) == (pod("Running"), ["Pending", "Pending", "Running"])
    asked = server.asked[1].query
    assert (asked["watch"], asked["fieldSelector"], asked["resourceVersion"]) == ("1", "metadata.name=web", "7")


def test_a_deletion_is_seen(server: FakeServer, api: Api) -> None:
    server.on(POD, Answer(pod("Running")))
    server.on(PODS, events(("DELETED", pod("Running"))))
    assert wait_for(api, POD, is_gone, 5) is None


def test_a_watch_that_the_server_ends_goes_on(server: FakeServer, api: Api) -> None:
    server.on(POD, Answer(pod("Pending", "1")))
    server.on(PODS, events(("MODIFIED", pod("Pending", "2"))), events(("MODIFIED", pod("Running", "3"))))
    wait_for(api, POD, is_running, 5)
    assert [asked.query.get("resourceVersion") for asked in server.asked] == [None, "1", "2"]


@pytest.mark.parametrize(
    "answer",
    [
        status(410, "too old resource version"),
        events(("ERROR", {"kind": "Status", "code": 410, "message": "too old resource version"})),
        events(("ERROR", {"kind": "Status", "code": "odd"})),
        Answer(b'{"type": "MOD' + b"x" * 500, cut=20),
        Answer(b"garbage\n"),
        status(500, "etcd is away"),
    ],
    ids=["410", "410 inside", "odd", "cut", "garbage", "500"],
)
def test_a_broken_watch_begins_anew(server: FakeServer, api: Api, answer: Answer) -> None:
    server.on(POD, Answer(pod("Pending", "1")), Answer(pod("Running", "5")))
    server.on(PODS, answer, events(("MODIFIED", pod("Running", "5"))))
    assert wait_for(api, POD, is_running, 5) == pod("Running", "5")


def test_without_the_right_to_watch_it_is_asked_for_again(server: FakeServer, api: Api) -> None:
    server.on(POD, Answer(pod("Pending")), Answer(pod("Pending")), Answer(pod("Running")))
    server.on(PODS, status(403, "pods is forbidden"))
    wait_for(api, POD, is_running, 5)
    assert server.paths().count(PODS) == 1


def test_what_is_not_there_yet_is_waited_for(server: FakeServer, api: Api) -> None:
    server.on(POD, status(404, 'pods "web" not found', name="web"), Answer(pod("Running")))
    assert wait_for(api, POD, is_running, 5) == pod("Running")


def test_a_server_that_is_away_for_a_moment_is_waited_for(server: FakeServer, api: Api) -> None:
    broken = Answer(b"{" + b"x" * 500, cut=20)
    server.on(POD, Answer(pod("Pending")), broken, broken, broken, broken, broken, Answer(pod("Running")))
    server.on(PODS, Answer(b"x" * 500, cut=20))
    assert wait_for(api, POD, is_running, 10) == pod("Running")


def test_time_is_over(server: FakeServer, api: Api) -> None:
    def slowly(_asked: Asked) -> Answer:
        server.stopping.wait(0.1)
        return events(("MODIFIED", pod("Pending")))

    server.on(POD, Answer(pod("Pending")))
    server.on(PODS, slowly)
    with pytest.raises(WaitError, match=r"within 0\.5 s") as caught:
        wait_for(api, POD, is_running, 0.5)
    assert caught.value.last == pod("Pending")


def test_what_may_not_be_read_is_not_waited_for(server: FakeServer, api: Api) -> None:
    server.on(POD, status(403, "pods is forbidden"))
    with pytest.raises(ForbiddenError):
        wait_for(api, POD, is_running, 5)


def test_a_condition_may_give_up(server: FakeServer, api: Api) -> None:
    def never(_one: dict[str, Any] | None) -> bool:
        raise LookupError("hopeless")

    server.on(POD, Answer(pod("Pending")))
    check: Callable[[dict[str, Any] | None], bool] = never
    with pytest.raises(LookupError, match="hopeless"):
        wait_for(api, POD, check, 5)
