"""What changes the cluster is done once, or it is said that nobody knows."""

import pytest

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, ForbiddenError, LostAnswerError, UnreachableError
from kanivete.kube.api.writes import MERGE_PATCH
from tests.unit.kube.server import Answer, FakeServer, serve, status

PODS = "/api/v1/namespaces/shop/pods"
POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "labels": {"kanivete.dev/run": "a1"}}}
OURS = {**POD, "metadata": {**POD["metadata"], "uid": "u", "managedFields": [{"manager": "kanivete"}]}}  # type: ignore[dict-item]
LOST = Answer({"kind": "Pod", "padding": "x" * 500}, 201, cut=20)
"""An answer whose connection breaks in the middle."""


def methods(server: FakeServer) -> list[str]:
    return [asked.method for asked in server.asked]


def test_create_says_who_it_is_and_on_whose_behalf(server: FakeServer, api: Api) -> None:
    server.on(PODS, Answer(OURS, 201))
    assert api.create(PODS, POD) == OURS
    (asked,) = server.asked
    assert (asked.method, asked.json, asked.query) == ("POST", POD, {"fieldManager": "kanivete"})
    assert asked.headers["content-type"] == "application/json"
    assert (asked.headers["impersonate-user"], asked.headers["authorization"]) == ("jane", "Bearer t")


def test_dry_run_is_asked_for(server: FakeServer, api: Api) -> None:
    server.on(PODS, Answer(OURS, 201))
    api.create(PODS, POD, dry_run=True)
    assert server.asked[0].query["dryRun"] == "All"


def test_a_create_whose_answer_got_lost_is_looked_up(server: FakeServer, api: Api) -> None:
    server.on(PODS, LOST)
    server.on(f"{PODS}/web", Answer(OURS))
    assert api.create(PODS, POD) == OURS
    assert methods(server) == ["POST", "GET"]


def test_a_create_that_was_lost_on_the_way_is_told(server: FakeServer, api: Api) -> None:
    server.on(PODS, LOST)
    server.on(f"{PODS}/web", status(404, 'pods "web" not found', name="web"))
    with pytest.raises(LostAnswerError, match="nothing was created: try again"):
        api.create(PODS, POD)


@pytest.mark.parametrize("theirs", [{**OURS, "metadata": {"name": "web"}}, POD])
def test_another_object_of_that_name_is_not_taken_for_ours(server: FakeServer, api: Api, theirs: object) -> None:
    server.on(PODS, LOST)
    server.on(f"{PODS}/web", Answer(theirs))
    with pytest.raises(AnswerError, match="exists already") as caught:
        api.create(PODS, POD)
    assert caught.value.reason == "AlreadyExists"


def test_a_generated_name_cannot_be_looked_up(server: FakeServer, api: Api) -> None:
    server.on(PODS, LOST)
    with pytest.raises(LostAnswerError, match="may have been done or not"):
        api.create(PODS, {"metadata": {"generateName": "web-"}})
    assert methods(server) == ["POST"]


def test_a_patch_whose_answer_got_lost_is_not_sent_again(server: FakeServer, api: Api) -> None:
    server.on(f"{PODS}/web", Answer({"kind": "Pod", "padding": "x" * 500}, cut=20))
    with pytest.raises(LostAnswerError, match="may have been done or not"):
        api.patch(f"{PODS}/web", {"spec": {}}, MERGE_PATCH)
    assert methods(server) == ["PATCH"]


@pytest.mark.parametrize("code", [500, 502, 503, 504])
def test_a_write_that_somebody_in_between_gave_up_on_is_not_sent_again(server: FakeServer, api: Api, code: int) -> None:
    server.on(f"{PODS}/web", Answer("upstream error", code))
    with pytest.raises(LostAnswerError):
        api.patch(f"{PODS}/web", {}, MERGE_PATCH)
    assert methods(server) == ["PATCH"]


def test_a_write_is_sent_again_when_the_server_asks_for_it(server: FakeServer, api: Api) -> None:
    busy = status(429, "too many requests")
    server.on(PODS, busy, Answer(busy.body, 503, {"Retry-After": "1"}), Answer(OURS, 201))
    assert api.create(PODS, POD) == OURS
    assert methods(server) == ["POST", "POST", "POST"]


def test_nobody_there_is_no_lost_answer(api: Api) -> None:
    with serve() as gone:
        api.server = gone.url
    with pytest.raises(UnreachableError) as caught:
        api.create(PODS, POD)
    assert not isinstance(caught.value, LostAnswerError)


def test_apply_names_its_manager(server: FakeServer, api: Api) -> None:
    server.on(f"{PODS}/web", Answer(OURS))
    api.apply(f"{PODS}/web", POD, manager="somebody", force=True)
    (asked,) = server.asked
    assert (asked.method, asked.headers["content-type"]) == ("PATCH", "application/apply-patch+yaml")
    assert asked.query == {"fieldManager": "somebody", "force": "true"}


def test_delete_with_a_uid_deletes_that_one_however_often_it_is_asked(server: FakeServer, api: Api) -> None:
    server.on(f"{PODS}/web", Answer({"kind": "Status", "padding": "x" * 500}, cut=20), Answer({"kind": "Status"}))
    api.delete(f"{PODS}/web", uid="u", grace=0, propagation="Background")
    assert methods(server) == ["DELETE", "DELETE"]
    assert server.asked[0].json == {
        "apiVersion": "v1",
        "kind": "DeleteOptions",
        "preconditions": {"uid": "u"},
        "gracePeriodSeconds": 0,
        "propagationPolicy": "Background",
    }


def test_delete_without_a_uid_is_asked_once(server: FakeServer, api: Api) -> None:
    server.on(f"{PODS}/web", Answer({"kind": "Status", "padding": "x" * 500}, cut=20))
    with pytest.raises(LostAnswerError):
        api.delete(f"{PODS}/web")
    assert methods(server) == ["DELETE"]


def test_a_refusal_keeps_the_server_s_reason(server: FakeServer, api: Api) -> None:
    body = {"kind": "Status", "message": "exceeded quota", "reason": "Forbidden", "code": 403}
    server.on(PODS, Answer(body, 403))
    with pytest.raises(ForbiddenError) as caught:
        api.create(PODS, POD)
    assert caught.value.reason == "Forbidden"
