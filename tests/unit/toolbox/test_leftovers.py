"""What is found of what kanivete has put into a cluster, and in which order it goes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from kanivete.kube.api.client import Api
from kanivete.toolbox.errors import ToolboxError
from kanivete.toolbox.leftover import LeftOver
from kanivete.toolbox.leftovers import find_all, removable
from kanivete.toolbox.removal import remove
from tests.unit.kube.server import Answer, Asked, FakeServer, status

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
NS = "/api/v1/namespaces/shop"
MARKS = {"app.kubernetes.io/managed-by": "kanivete", "kanivete.dev/purpose": "toolbox", "kanivete.dev/run": "r1"}


def core(*served: tuple[str, str, str]) -> Answer:
    """The core group of aggregated discovery, with these resources as (plural, kind, scope)."""
    listed = [
        {"resource": plural, "responseKind": {"kind": kind}, "scope": scope, "verbs": ["list", "delete"]}
        for plural, kind, scope in served
    ]
    group = {"metadata": {}, "versions": [{"version": "v1", "resources": listed, "freshness": "Current"}]}
    return Answer({"kind": "APIGroupDiscoveryList", "items": [group]})


def made(name: str, expires: str = "2026-11-22T16:00:00Z", **more: Any) -> dict[str, Any]:
    metadata = {"name": name, "namespace": "shop", "uid": f"uid-{name}", "labels": MARKS}
    metadata["annotations"] = {"kanivete.dev/expires": expires, "kanivete.dev/by": "jane"}
    return {"metadata": {**metadata, **more.pop("metadata", {})}, **more}


def items(*found: dict[str, Any]) -> Answer:
    return Answer({"kind": "List", "items": list(found)})


@pytest.fixture(autouse=True)
def _cluster(server: FakeServer) -> None:
    server.on("/api", core(("pods", "Pod", "Namespaced"), ("configmaps", "ConfigMap", "Namespaced")))
    server.on("/apis", Answer({"kind": "APIGroupDiscoveryList", "items": []}))
    for kind in ("deployments", "statefulsets", "daemonsets"):
        server.on(f"/apis/apps/v1/namespaces/shop/{kind}", items())
    server.on(f"{NS}/configmaps", items())
    server.on(f"{NS}/pods", items())


def test_any_kind_is_found_by_its_labels(server: FakeServer, api: Api) -> None:
    server.on(f"{NS}/configmaps", items(made("left")))
    (found,) = find_all(api, "shop", NOW).left
    assert (found.kind, found.name, found.run, found.by) == ("ConfigMap", "left", "r1", "jane")
    assert (found.path, found.uid) == (f"{NS}/configmaps/left", "uid-left")
    assert found.expires == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    asked = next(asked for asked in server.asked if asked.path == f"{NS}/configmaps")
    assert asked.query["labelSelector"] == "app.kubernetes.io/managed-by=kanivete"
    assert "PartialObjectMetadataList" in asked.headers["accept"]


def test_what_something_else_makes_goes_with_that(server: FakeServer, api: Api) -> None:
    owner = {"controller": True, "kind": "ReplicaSet", "name": "x"}
    server.on(f"{NS}/configmaps", items(made("left", metadata={"ownerReferences": [owner]})))
    assert find_all(api, "shop", NOW).left == ()


@pytest.mark.parametrize(
    ("run", "kinds"), [("r1", ["Sidecar"]), ("r2", ["Job", "Sidecar"])], ids=["its own", "another's"]
)
def test_the_timer_of_a_sidecar_goes_with_that(server: FakeServer, api: Api, run: str, kinds: list[str]) -> None:
    server.on("/api", core(("jobs", "Job", "Namespaced")))
    server.on(f"{NS}/jobs", items(made("kanivete-timer-r1")))
    noted = {"annotations": {"kanivete.dev/sidecar": '{"container": "kanivete-inject-x"}'}}
    workload = {"metadata": {"name": "web", "namespace": "shop", "labels": {"kanivete.dev/run": run}, **noted}}
    server.on("/apis/apps/v1/namespaces/shop/deployments", items(workload))
    assert sorted(one.kind for one in find_all(api, "shop", NOW).left) == kinds


def test_what_has_expired_or_ended_comes_first(server: FakeServer, api: Api) -> None:
    def pods(asked: Asked) -> Answer:
        ended = made("a-ended", status={"phase": "Failed"})
        return items(ended, made("b-runs")) if "labelSelector" in asked.query else items()

    server.on(f"{NS}/pods", pods)
    server.on(f"{NS}/configmaps", items(made("c-over", "2026-11-22T14:00:00Z"), made("d-never", "")))
    found = find_all(api, "shop", NOW).left
    assert [(one.name, one.over(NOW)) for one in found] == [
        ("c-over", True),
        ("a-ended", True),
        ("d-never", False),
        ("b-runs", False),
    ]


def test_debug_containers_are_found_page_by_page(server: FakeServer, api: Api) -> None:
    def pod(name: str, container: str, state: dict[str, Any]) -> dict[str, Any]:
        environment = [{"name": "KANIVETE_BY", "value": "jane"}, {"name": "KANIVETE_EXPIRES", "value": "x"}]
        spec = {"ephemeralContainers": [{"name": container, "env": environment}, {"name": "debugger-x"}]}
        statuses = [{"name": container, "state": state}]
        return {
            "metadata": {"name": name, "namespace": "shop", "uid": "u"},
            "spec": spec,
            "status": {"ephemeralContainerStatuses": statuses},
        }

    def pages(asked: Asked) -> Answer:
        if "labelSelector" in asked.query:
            return items()
        if "continue" in asked.query:
            return items(pod("web-2", "kanivete-debug-b", {"terminated": {"exitCode": 0}}))
        first = pod("web-1", "kanivete-debug-a", {"running": {"startedAt": "2026-11-22T14:30:00Z"}})
        return Answer({"items": [first], "metadata": {"continue": "next"}})

    server.on(f"{NS}/pods", pages)
    ended, runs = find_all(api, "shop", NOW).left
    assert (runs.name, runs.run, runs.by, runs.ended) == ("web-1/kanivete-debug-a", "a", "jane", False)
    assert (ended.name, ended.ended) == ("web-2/kanivete-debug-b", True)


def test_what_may_not_be_listed_is_told(server: FakeServer, api: Api) -> None:
    server.on(f"{NS}/configmaps", status(403, "configmaps is forbidden"))
    server.on(f"{NS}/pods", status(403, "pods is forbidden"))
    found = find_all(api, "shop", NOW)
    assert (found.left, found.unseen) == ((), ("configmaps", "pods"))


def test_a_namespace_of_ours_goes_as_a_whole(server: FakeServer, api: Api) -> None:
    server.on("/api", core(("namespaces", "Namespace", "Cluster"), ("configmaps", "ConfigMap", "Namespaced")))
    space = made("shop")
    del space["metadata"]["namespace"]
    server.on("/api/v1/namespaces", items(space))
    server.on("/api/v1/configmaps", items(made("inside")))
    server.on("/api/v1/pods", items())
    for kind in ("deployments", "statefulsets", "daemonsets"):
        server.on(f"/apis/apps/v1/{kind}", items())
    assert [one.kind for one in find_all(api, "", NOW).left] == ["Namespace"]


def test_a_server_without_aggregated_discovery_is_asked_group_by_group(server: FakeServer, api: Api) -> None:
    verbs = ["list", "delete"]
    pods = {"name": "pods", "kind": "Pod", "namespaced": True, "verbs": verbs}
    server.on("/api", Answer({"kind": "APIVersions", "versions": ["v1"]}))
    server.on(
        "/api/v1", Answer({"resources": [pods, {"name": "pods/log", "verbs": verbs}, {"name": "x", "verbs": []}]})
    )
    groups = [{"versions": [{"groupVersion": "apps/v1"}]}, {"versions": [{"groupVersion": "broken/v1"}]}]
    server.on("/apis", Answer({"kind": "APIGroupList", "groups": groups}))
    workload = {"name": "deployments", "kind": "Deployment", "namespaced": True, "verbs": verbs}
    server.on("/apis/apps/v1", Answer({"resources": [workload]}))
    assert [one.path() for one in removable(api)] == ["/api/v1/pods", "/apis/apps/v1/deployments"]


def left_over(name: str = "left") -> LeftOver:
    path = f"{NS}/configmaps/{name}"
    return LeftOver("ConfigMap", "shop", name, "toolbox", "r1", "jane", None, None, path, f"uid-{name}")


def test_it_is_removed_and_waited_for(server: FakeServer, api: Api) -> None:
    server.on(f"{NS}/configmaps/left", Answer({"kind": "Status"}), status(404, "not found", name="left"))
    remove(api, left_over(), lambda _said: None)
    assert [asked.method for asked in server.asked] == ["DELETE", "GET"]
    assert json.loads(server.asked[0].body)["preconditions"] == {"uid": "uid-left"}


@pytest.mark.parametrize(
    "answer",
    [
        status(404, "not found", name="left"),
        Answer({"kind": "Status", "reason": "Conflict", "message": "the UID in the precondition does not match"}, 409),
    ],
)
def test_what_is_gone_or_somebody_else_s_by_now_is_left_alone(server: FakeServer, api: Api, answer: Answer) -> None:
    server.on(f"{NS}/configmaps/left", answer)
    remove(api, left_over(), lambda _said: None)
    assert len(server.asked) == 1


def test_what_waits_for_its_finalizers_is_told(server: FakeServer, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanivete.toolbox.removal._OTHERS_SECONDS", 0.2)
    stays = {"metadata": {"name": "left", "uid": "uid-left", "finalizers": ["example.com/wait"]}}
    server.on(f"{NS}/configmaps/left", Answer(stays))
    with pytest.raises(ToolboxError, match=r"example\.com/wait"):
        remove(api, left_over(), lambda _said: None)
