"""What a test pod shares with a workload, so that it is treated alike and never taken for one of its pods."""

from collections.abc import Mapping
from typing import Any

import pytest

from kanivete.kube.api.client import Api
from kanivete.kube.selectors import selector
from kanivete.toolbox.errors import AbsentError, ToolboxError
from kanivete.toolbox.like import likeness
from kanivete.toolbox.workload import Named, find, selector_of
from tests.unit.kube.server import Answer, FakeServer, status

NS = "namespaces/shop"
LISTS = {
    "Service": f"/api/v1/{NS}/services",
    "ReplicaSet": f"/apis/apps/v1/{NS}/replicasets",
    "DaemonSet": f"/apis/apps/v1/{NS}/daemonsets",
    "ReplicationController": f"/api/v1/{NS}/replicationcontrollers",
    "PodDisruptionBudget": f"/apis/policy/v1/{NS}/poddisruptionbudgets",
    "NetworkPolicy": f"/apis/networking.k8s.io/v1/{NS}/networkpolicies",
}
LABELS = {"app": "web", "tier": "front", "team": "a", "pod-template-hash": "5d4f8"}


def named(spec: Mapping[str, Any] | None = None, **labels: str) -> Named:
    """A Deployment whose pods have these labels."""
    template = {"metadata": {"labels": labels or LABELS}, "spec": {"containers": [{"name": "web"}], **(spec or {})}}
    return Named("Deployment", "web", "shop", {"spec": {"template": template}})


def selecting(kind: str, name: str = "x", **labels: str) -> dict[str, Any]:
    chosen: Any = labels if kind in ("Service", "ReplicationController") else {"matchLabels": labels}
    field = "podSelector" if kind == "NetworkPolicy" else "selector"
    return {"kind": kind, "metadata": {"name": name}, "spec": {field: chosen}}


@pytest.fixture(autouse=True)
def _empty(server: FakeServer) -> None:
    for path in LISTS.values():
        server.on(path, Answer({"items": []}))


def put(server: FakeServer, *objects: dict[str, Any]) -> None:
    for kind in {one["kind"] for one in objects}:
        server.on(LISTS[kind], Answer({"items": [one for one in objects if one["kind"] == kind]}))


def test_all_labels_but_the_generated_where_nothing_selects(api: Api) -> None:
    found = likeness(api, named(), join=False)
    assert (found.labels, found.notes) == ({"app": "web", "tier": "front", "team": "a"}, ())


@pytest.mark.parametrize("kind", [kind for kind in LISTS if kind != "NetworkPolicy"])
def test_whatever_would_take_the_pod_does_not(server: FakeServer, api: Api, kind: str) -> None:
    put(server, selecting(kind, app="web", tier="front"))
    left = likeness(api, named(), join=False).labels
    assert left == {"tier": "front", "team": "a"}


def test_a_service_of_something_else_costs_nothing(server: FakeServer, api: Api) -> None:
    put(server, selecting("Service", app="db"), selecting("ReplicaSet", app="web", **{"pod-template-hash": "5d4f8"}))
    assert likeness(api, named(), join=False).labels == {"app": "web", "tier": "front", "team": "a"}


def test_joining_the_services_is_not_being_adopted(server: FakeServer, api: Api) -> None:
    put(server, selecting("Service", app="web"), selecting("DaemonSet", team="a"))
    assert likeness(api, named(), join=True).labels == {"app": "web", "tier": "front"}


def test_the_label_is_dropped_that_no_policy_looks_at(server: FakeServer, api: Api) -> None:
    put(server, selecting("Service", app="web", tier="front"), selecting("NetworkPolicy", app="web"))
    found = likeness(api, named(), join=False)
    assert (found.labels, found.notes) == ({"app": "web", "team": "a"}, ())


def test_a_policy_that_is_lost_is_named(server: FakeServer, api: Api) -> None:
    put(server, selecting("Service", app="web"), selecting("NetworkPolicy", "only-web", app="web"))
    found = likeness(api, named(), join=False)
    assert "NetworkPolicy only-web does not hold" in found.notes[0]


def test_without_sight_of_the_services_no_label_is_shared(server: FakeServer, api: Api) -> None:
    server.on(LISTS["Service"], status(403, "services is forbidden"))
    found = likeness(api, named(), join=False)
    assert (found.labels, len(found.notes)) == ({}, 1)


def test_what_decides_how_it_is_treated_is_taken_over(api: Api) -> None:
    node: dict[str, Any] = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": []}}
    spec = {
        "serviceAccountName": "web",
        "nodeSelector": {"disk": "ssd"},
        "affinity": {"nodeAffinity": node, "podAntiAffinity": {"x": 1}},
        "tolerations": [{"key": "gpu"}, {"key": "node.kubernetes.io/not-ready", "effect": "NoExecute"}],
        "imagePullSecrets": [{"name": "pull"}],
        "hostAliases": [{"ip": "10.0.0.1", "hostnames": ["old"]}],
        "dnsPolicy": "ClusterFirst",
        "dnsConfig": {"searches": ["x"]},
        "volumes": [{"name": "data"}],
        "initContainers": [{"name": "init"}],
        "schedulerName": "default-scheduler",
        "securityContext": {},
    }
    assert likeness(api, named(spec), join=False).spec == {
        "serviceAccountName": "web",
        "nodeSelector": {"disk": "ssd"},
        "tolerations": [{"key": "gpu"}],
        "imagePullSecrets": [{"name": "pull"}],
        "hostAliases": [{"ip": "10.0.0.1", "hostnames": ["old"]}],
        "dnsConfig": {"searches": ["x"]},
        "affinity": {"nodeAffinity": node},
    }


def test_an_image_s_own_user_is_replaced_by_a_number(api: Api) -> None:
    """The toolbox's image has root for its user, which the workload's security context does not allow."""
    found = likeness(api, named({"securityContext": {"runAsNonRoot": True}}), join=False)
    assert found.container == {"securityContext": {"runAsUser": 65532}}


def test_a_pod_s_node(api: Api) -> None:
    pod = {"metadata": {"labels": LABELS}, "spec": {"nodeName": "node7", "containers": [{"name": "web"}]}}
    found = likeness(api, Named("Pod", "web-1", "shop", pod), join=False)
    assert (found.spec["nodeName"], found.spec["tolerations"]) == ("node7", [{"operator": "Exists"}])


def test_a_cron_job_s_template(api: Api) -> None:
    template = {"metadata": {"labels": {"app": "nightly"}}, "spec": {"containers": [{"name": "x"}]}}
    job = {"spec": {"jobTemplate": {"spec": {"template": template}}}}
    assert likeness(api, Named("CronJob", "nightly", "shop", job), join=False).labels == {"app": "nightly"}


def test_what_has_no_template(api: Api) -> None:
    with pytest.raises(ToolboxError, match="Service shop/web has no pod template"):
        likeness(api, Named("Service", "web", "shop", {"spec": {"selector": {"app": "web"}}}), join=False)


def test_names(server: FakeServer, api: Api) -> None:
    server.on(f"/api/v1/{NS}/pods/web-1", Answer({"kind": "Pod"}))
    server.on(f"/apis/apps/v1/{NS}/deployments/web", status(404, "not found", name="web"))
    assert str(find(api, "web-1", "shop")) == "Pod shop/web-1"
    with pytest.raises(AbsentError, match="no Deployment web in namespace shop"):
        find(api, "deploy/web", "shop")
    for text in ("thing/web", "deploy/", "a/b/c", ""):
        with pytest.raises(ToolboxError, match="neither a pod's name nor TYPE/NAME"):
            find(api, text, "shop")


def test_selectors_are_written_as_they_are_meant() -> None:
    expressions = [
        {"key": "tier", "operator": "In", "values": ["a", "b"]},
        {"key": "old", "operator": "DoesNotExist"},
        {"key": "env", "operator": "NotIn", "values": ["dev"]},
        {"key": "team", "operator": "Exists"},
    ]
    chosen = {"matchLabels": {"app": "web"}, "matchExpressions": expressions}
    matches = selector(selector_of(Named("Deployment", "x", "", {"spec": {"selector": chosen}})))
    assert matches({"app": "web", "tier": "b", "team": "x"})
    assert not matches({"app": "web", "tier": "b", "team": "x", "old": ""})
    assert not matches({"app": "web", "tier": "c", "team": "x"})
    assert not matches({"app": "web", "tier": "a", "team": "x", "env": "dev"})
