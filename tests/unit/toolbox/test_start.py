"""From a manifest to a container that runs, or to the reason why not, as soon as the cluster tells."""

from typing import Any

import pytest

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, ForbiddenError
from kanivete.toolbox.errors import NotStartedError, RefusedError
from kanivete.toolbox.images import candidates, present_first
from kanivete.toolbox.pod import Fit
from kanivete.toolbox.start import put, started
from tests.unit.kube.server import Answer, Asked, FakeServer, status

PODS = "/api/v1/namespaces/shop/pods"
SECURITY = 'pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true'
QUOTA = 'pods "x" is forbidden: failed quota: q: must specify limits.cpu for: toolbox'
FULL = 'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3'


def made(fit: Fit) -> dict[str, Any]:
    return {"metadata": {"name": "x"}, "spec": {"restricted": fit.restricted, "resources": fit.resources}}


def echo(asked: Asked) -> Answer:
    return Answer(asked.json, 201)


def pod(phase: str = "Pending", conditions: Any = None, **state: Any) -> dict[str, Any]:
    statuses = [{"name": "mesh", "state": {"running": {}}}, {"name": "toolbox", "state": state}]
    return {"status": {"phase": phase, "conditions": conditions or [], "containerStatuses": statuses}}


def test_a_plain_pod_where_it_is_taken(server: FakeServer, api: Api) -> None:
    server.on(PODS, echo)
    assert put(api, "shop", made)["spec"] == {"restricted": False, "resources": {}}
    assert len(server.asked) == 1


def test_what_each_refusal_asks_for(server: FakeServer, api: Api) -> None:
    server.on(PODS, status(403, SECURITY), status(403, QUOTA), echo)
    server.on("/api/v1/namespaces/shop/limitranges", Answer({"items": []}))
    spec = put(api, "shop", made)["spec"]
    assert spec == {"restricted": True, "resources": {"requests": {"cpu": "10m"}, "limits": {"cpu": "200m"}}}


@pytest.mark.parametrize("said", [FULL, SECURITY])
def test_what_cannot_be_helped_is_told_in_the_server_s_words(server: FakeServer, api: Api, said: str) -> None:
    server.on(PODS, status(403, said))
    with pytest.raises(RefusedError) as caught:
        put(api, "shop", made)
    assert caught.value.said == said
    assert len(server.asked) <= 2


def test_a_missing_right_is_told_with_its_rule(server: FakeServer, api: Api) -> None:
    server.on(PODS, status(403, 'pods is forbidden: User "jane" cannot create resource "pods" in API group ""'))
    with pytest.raises(ForbiddenError, match=r'resources: \["pods"\], verbs: \["create"\]'):
        put(api, "shop", made)


def test_other_trouble_is_passed_on(server: FakeServer, api: Api) -> None:
    server.on(PODS, status(409, "already exists"))
    with pytest.raises(AnswerError, match="already exists"):
        put(api, "shop", made)


def test_it_runs() -> None:
    assert started(pod("Running", running={}), "shop", "x", "toolbox")


@pytest.mark.parametrize(
    "one",
    [
        pod(waiting={"reason": "ContainerCreating"}),
        pod(waiting={"reason": "PodInitializing"}),
        pod(conditions=[{"type": "PodScheduled", "status": "True"}, {"type": "Ready", "status": "False"}]),
        {"status": {}},
        {},
        {"status": {"containerStatuses": "odd", "conditions": None}},
    ],
)
def test_it_may_still_come(one: dict[str, Any]) -> None:
    assert not started(one, "shop", "x", "toolbox")


@pytest.mark.parametrize(
    ("one", "words", "image"),
    [
        (pod(waiting={"reason": "ErrImagePull", "message": "not found"}), "ErrImagePull: not found", True),
        (pod(waiting={"reason": "InvalidImageName"}), "InvalidImageName", True),
        (pod(waiting={"reason": "CreateContainerConfigError", "message": "runs as root"}), "runs as root", False),
        (pod(terminated={"reason": "StartError", "message": "no sleep"}), "StartError: no sleep", False),
        (pod("Failed", terminated={}), "it has ended", False),
        (
            pod(conditions=[{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/2"}]),
            "Unschedulable: 0/2",
            False,
        ),
        ({"status": {"phase": "Failed", "reason": "OutOfcpu", "message": "full"}}, "OutOfcpu: full", False),
        (None, "deleted", False),
    ],
)
def test_it_will_not_come(one: dict[str, Any] | None, words: str, image: bool) -> None:
    with pytest.raises(NotStartedError, match=words) as caught:
        started(one, "shop", "x", "toolbox")
    assert (caught.value.namespace, caught.value.pod, caught.value.image) == ("shop", "x", image)


def test_needs_and_images_are_tried_in_order() -> None:
    assert candidates(("curl", "busybox", "curl")) == ("docker.io/curlimages/curl", "quay.io/curl/curl", "busybox")
    assert candidates(())[0] == "docker.io/library/alpine"


def test_what_a_node_has_is_tried_first(server: FakeServer, api: Api) -> None:
    names = [{"names": ["quay.io/curl/curl@sha256:1", "quay.io/curl/curl:latest"]}, {"names": None}]
    server.on("/api/v1/nodes/node1", Answer({"status": {"images": names}}))
    assert present_first(candidates(("curl",)), api, "node1")[0] == "quay.io/curl/curl"
    server.on("/api/v1/nodes/node1", status(403, "nodes is forbidden"))
    assert present_first(candidates(("curl",)), api, "node1") == candidates(("curl",))
