"""What takes a sidecar out when its time is over: which requests, with which rights, and where there can be none."""

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError
from kanivete.kube.kinds import DAEMON_SETS, DEPLOYMENTS, STATEFUL_SETS
from kanivete.toolbox.errors import RefusedError, ToolboxError
from kanivete.toolbox.inject.change import addition
from kanivete.toolbox.inject.leaving import planned, requests, set_off
from kanivete.toolbox.inject.note import PREFIX
from kanivete.toolbox.reaper import launch
from kanivete.toolbox.run import Run
from tests.unit.kube.server import Answer, Asked, FakeServer, status
from tests.unit.toolbox.inject.test_template import Object, patched, web

SHOP = "/namespaces/shop"
PODS = f"/api/v1{SHOP}/pods"
JOBS = f"/apis/batch/v1{SHOP}/jobs"
ROLES = f"/apis/rbac.authorization.k8s.io/v1{SHOP}/roles"
BINDINGS = f"/apis/rbac.authorization.k8s.io/v1{SHOP}/rolebindings"
ACCOUNTS = f"/api/v1{SHOP}/serviceaccounts"
TIMER = f"{JOBS}/kanivete-timer-0a1b2c3d"
NO_ROLES = 'roles is forbidden: User "eve" cannot create resource "roles"'
NO_PODS = 'pods is forbidden: User "eve" cannot create resource "pods"'
MORE_THAN_OWN = 'roles "x" is forbidden: user "eve" is attempting to grant RBAC permissions not currently held'
FULL = (
    'pods "x" is forbidden: exceeded quota: q, requested: requests.cpu=1, used: requests.cpu=1, limited: requests.cpu=1'
)
CONTAINER = {"name": f"{PREFIX}0a1b2c3d", "image": "alpine"}


def run(seconds: int = 600) -> Run:
    return Run("0a1b2c3d", "me", "inject", datetime.now(UTC) + timedelta(seconds=seconds))


def echo(asked: Asked) -> Answer:
    return Answer({**asked.json, "metadata": {**asked.json["metadata"], "uid": "u"}}, 201)


@pytest.fixture(autouse=True)
def _cluster(server: FakeServer) -> None:
    for path in (PODS, JOBS, ROLES, ACCOUNTS):
        server.on(path, echo)
    server.on(BINDINGS, status(404, 'roles "kanivete-reaper-0a1b2c3d" not found', name="x"))


def after_json_patch(before: Object, patch: list[Object]) -> Object:
    """The object, with `test` as the server does it."""
    for one in (one for one in patch if one["op"] == "test"):
        key = one["path"].rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        assert before["metadata"]["labels"][key] == one["value"]
    return patched(web_of(before), [one for one in patch if one["op"] != "test"]).object


def web_of(found: Object) -> Any:
    workload = web()
    workload.object.clear()
    workload.object.update(copy.deepcopy(found))
    return workload


@pytest.mark.parametrize("metadata", [{}, {"labels": {"a/b": "c"}, "annotations": {"d~e": "f"}}])
@pytest.mark.parametrize("by", ["me", ""])
def test_its_notes_go_if_they_are_of_its_run_then_the_container_by_its_name(metadata: Object, by: str) -> None:
    before, mine = web(**metadata), Run("0a1b2c3d", by, "inject", datetime(2026, 1, 1))
    after = patched(before, addition(before, CONTAINER, mine))
    notes, gone = requests(before, CONTAINER["name"], mine)
    back = after_json_patch(after.object, notes["body"])
    for part in ("labels", "annotations"):
        assert back["metadata"].get(part, {}) == before.metadata.get(part, {})
    assert gone["type"] == "application/strategic-merge-patch+json"
    assert gone["body"] == {
        "spec": {"template": {"spec": {"containers": [{"$patch": "delete", "name": CONTAINER["name"]}]}}}
    }


def test_notes_of_a_later_sidecar_are_left_alone() -> None:
    other = patched(web(), addition(web(), CONTAINER, Run("ffffffff", "", "inject", datetime(2026, 1, 1))))
    notes, _gone = requests(web(), CONTAINER["name"], run())
    with pytest.raises(AssertionError):
        after_json_patch(other.object, notes["body"])


def test_it_may_do_that_and_nothing_else(api: Api) -> None:
    reaper = planned(api, web(), CONTAINER, run(), "python")
    assert reaper.rules == (
        {"apiGroups": ["apps"], "resources": ["deployments"], "resourceNames": ["web"], "verbs": ["patch"]},
        {
            "apiGroups": ["batch"],
            "resources": ["jobs"],
            "resourceNames": ["kanivete-timer-0a1b2c3d"],
            "verbs": ["patch", "delete"],
        },
    )
    assert [one["method"] for one in reaper.at_last] == ["PATCH", "PATCH", "DELETE"]
    assert reaper.at_last[-1]["path"] == TIMER


def test_nothing_is_made_while_it_is_planned(server: FakeServer, api: Api) -> None:
    planned(api, web(), CONTAINER, run(), "python")
    changing = [asked for asked in server.asked if asked.method != "GET"]
    assert {asked.query.get("dryRun") for asked in changing} == {"All"}
    assert {asked.path for asked in changing} == {PODS, JOBS, ROLES, BINDINGS, ACCOUNTS}


@pytest.mark.parametrize(
    ("kind", "names"),
    [(STATEFUL_SETS, ["web-4", "web-3", "web-2"]), (DEPLOYMENTS, []), (DAEMON_SETS, [])],
    ids=["StatefulSet", "Deployment", "DaemonSet"],
)
def test_pods_that_a_stateful_set_would_wait_for(api: Api, kind: Any, names: list[str]) -> None:
    workload = web({"replicas": 3, "ordinals": {"start": 2}}, kind=kind)
    reaper = planned(api, workload, CONTAINER, run(), "python")
    stuck = [one for one in reaper.at_last if "stuck" in one]
    assert [one["path"].rpartition("/")[2] for one in stuck] == names
    assert [rule["resourceNames"] for rule in reaper.rules if rule["resources"] == ["pods"]] == [names][: len(names)]


def test_who_may_not_delete_pods_gets_all_the_rest(server: FakeServer, api: Api) -> None:
    def own(asked: Asked) -> Answer:
        wants = [rule["resources"] for rule in asked.json["rules"]]
        return status(403, MORE_THAN_OWN) if ["pods"] in wants else echo(asked)

    server.on(ROLES, own)
    reaper = planned(api, web({"replicas": 3}, kind=STATEFUL_SETS), CONTAINER, run(), "python")
    assert not any("stuck" in one for one in reaper.at_last)
    assert len(reaper.rules) == 2


def test_who_may_not_make_roles_gets_none(server: FakeServer, api: Api) -> None:
    server.on(ROLES, status(403, NO_ROLES))
    for kind in (DEPLOYMENTS, STATEFUL_SETS):
        with pytest.raises(ForbiddenError, match="cannot create resource"):
            planned(api, web(kind=kind), CONTAINER, run(), "python")


def test_who_could_not_see_whether_it_waits_gets_none(server: FakeServer, api: Api) -> None:
    server.on(TIMER, status(403, "no"))
    with pytest.raises(ForbiddenError):
        planned(api, web(), CONTAINER, run(), "python")


def test_who_may_not_make_pods_may_still_make_jobs(server: FakeServer, api: Api) -> None:
    server.on(PODS, status(403, NO_PODS))
    assert planned(api, web(), CONTAINER, run(), "python").name == "kanivete-reaper-0a1b2c3d"


@pytest.mark.parametrize(
    ("kind", "asked"), [(DEPLOYMENTS, ["web", "alpine"]), (DAEMON_SETS, ["alpine"])], ids=["surge", "no surge"]
)
def test_it_leaves_room_for_the_next_pod_of_the_workload(
    server: FakeServer, api: Api, kind: Any, asked: list[str]
) -> None:
    workload = web(kind=kind)
    workload.containers[0].update(image="web", resources={"limits": {"cpu": "1"}})
    planned(api, workload, CONTAINER, run(), "python")
    pod = next(one.json for one in server.asked if one.path == PODS)
    assert [one["image"] for one in pod["spec"]["containers"]] == ["python", *asked]
    server.on(PODS, status(403, FULL))
    with pytest.raises(RefusedError, match="exceeded quota"):
        planned(api, workload, CONTAINER, run(), "python")


def test_it_runs_where_the_workload_may(api: Api) -> None:
    workload = web()
    workload.template["spec"].update(
        tolerations=[{"key": "gpu", "operator": "Exists"}], nodeSelector={"pool": "a"}, hostNetwork=True
    )
    spec = planned(api, workload, CONTAINER, run(), "python").pod_spec()
    assert spec["tolerations"] == [{"key": "gpu", "operator": "Exists"}]
    assert spec["nodeSelector"] == {"kubernetes.io/os": "linux", "pool": "a"}
    assert "hostNetwork" not in spec


class TestSetOff:
    def test_all_of_it_goes_with_a_timer_that_is_over_in_time(self, server: FakeServer, api: Api) -> None:
        server.on(BINDINGS, echo)
        set_off(api, planned(api, web(), CONTAINER, run(100), "python"), run(100))
        timer, *rest = [one.json for one in server.asked if one.method == "POST" and "dryRun" not in one.query]
        assert timer["metadata"]["name"] == "kanivete-timer-0a1b2c3d"
        assert 90 < timer["spec"]["activeDeadlineSeconds"] <= 100
        assert [one["kind"] for one in rest] == ["ServiceAccount", "Role", "RoleBinding", "Job"]
        for one in rest:
            (owner,) = one["metadata"]["ownerReferences"]
            assert (owner["name"], owner["uid"], owner["controller"]) == (timer["metadata"]["name"], "u", True)
        environment = {
            one["name"]: one["value"] for one in rest[-1]["spec"]["template"]["spec"]["containers"][0]["env"]
        }
        (first,) = json.loads(environment["AT_FIRST"])
        assert (first["method"], first["path"]) == ("PATCH", TIMER)
        assert first["body"]["spec"]["activeDeadlineSeconds"] > 900

    def test_where_one_of_them_cannot_be_made_none_stays(self, server: FakeServer, api: Api) -> None:
        reaper = planned(api, web(), CONTAINER, run(), "python")
        server.on(BINDINGS, status(403, "no"))
        server.on(TIMER, Answer({"kind": "Status"}))
        with pytest.raises(ForbiddenError):
            set_off(api, reaper, run())
        last = server.asked[-1]
        assert (last.method, last.path, last.json["propagationPolicy"]) == ("DELETE", TIMER, "Background")

    def test_a_time_that_is_over_before_it_begins_is_told(self, server: FakeServer, api: Api) -> None:
        reaper = planned(api, web(), CONTAINER, run(), "python")
        planning = len(server.asked)
        with pytest.raises(ToolboxError, match="try again"):
            set_off(api, reaper, run(-1))
        assert len(server.asked) == planning


class TestWaits:
    """Whether it will do its work is known from its timer, which it has given more time."""

    def waiting(self, server: FakeServer, *pods: Object, waits: bool = False) -> None:
        notes = {launch.WAITS: "waits"} if waits else {}
        server.on(TIMER, Answer({"metadata": {"name": "x", "annotations": notes}}))
        server.on(PODS, Answer({"items": list(pods)}))
        server.on(f"/api/v1{SHOP}/events", Answer({"items": []}))

    def test_it_does(self, server: FakeServer, api: Api) -> None:
        self.waiting(server, waits=True)
        assert launch.until_it_waits(api, "shop", "0a1b2c3d") == ""

    @pytest.mark.parametrize(
        ("state", "says"),
        [
            ({"running": {}}, "has not reached the API server"),
            ({"waiting": {"reason": "ContainerCreating"}}, "does not run after"),
            ({"waiting": {"reason": "ImagePullBackOff", "message": "no such tag"}}, "no such tag"),
        ],
        ids=["runs", "still to come", "no image"],
    )
    def test_why_its_pod_does_not(self, server: FakeServer, api: Api, state: Object, says: str) -> None:
        statuses = [{"name": "reaper", "state": state}]
        pod = {"metadata": {"name": "r-1", "namespace": "shop"}, "status": {"containerStatuses": statuses}}
        self.waiting(server, pod)
        why = launch.until_it_waits(api, "shop", "0a1b2c3d", seconds=0)
        assert "shop/r-1" in why
        assert says in why

    def test_that_it_has_no_pod_and_why(self, server: FakeServer, api: Api) -> None:
        self.waiting(server)
        assert "no pod is made" in launch.until_it_waits(api, "shop", "0a1b2c3d", seconds=0)
        event = {"lastTimestamp": "2026-01-01T00:00:00Z", "message": "exceeded quota"}
        server.on(f"/api/v1{SHOP}/events", Answer({"items": [event]}))
        assert launch.until_it_waits(api, "shop", "0a1b2c3d", seconds=0) == "exceeded quota"

    def test_what_may_not_be_seen_counts_as_not_there(self, server: FakeServer, api: Api) -> None:
        server.on(TIMER, status(403, "no"))
        assert not launch.waits(api, "shop", "0a1b2c3d")
        assert not launch.call_off(api, "shop", "0a1b2c3d")
