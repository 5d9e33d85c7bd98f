"""Taking a sidecar out by hand: what would have done it when its time is over goes with it, if that may be deleted."""

from typing import Any

import pytest

from kanivete.kube.api.client import Api
from kanivete.toolbox.inject.change import addition
from kanivete.toolbox.inject.note import PREFIX
from kanivete.toolbox.inject.restore import restore
from tests.unit.kube.server import Answer, FakeServer, status
from tests.unit.toolbox.inject.test_template import RUN, patched, web

APPS = "/apis/apps/v1/namespaces/shop"
TIMER = "/apis/batch/v1/namespaces/shop/jobs/kanivete-timer-0a1b2c3d"
ROLE = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/kanivete-reaper-0a1b2c3d"


@pytest.fixture
def injected(server: FakeServer) -> Any:
    before = web({"selector": {"matchLabels": {"app": "web"}}, "replicas": 1})
    status_ = {"observedGeneration": 1, "updatedReplicas": 1, "readyReplicas": 1, "replicas": 1}
    server.on(f"{APPS}/deployments/web", Answer({**before.object, "status": status_}))
    server.on(f"{APPS}/replicasets", Answer({"items": []}))
    server.on("/api/v1/namespaces/shop/pods", Answer({"items": []}))
    return patched(before, addition(before, {"name": f"{PREFIX}{RUN.id}"}, RUN))


def test_the_timer_is_deleted_and_what_it_owns_waited_for(server: FakeServer, api: Api, injected: Any) -> None:
    server.on(TIMER, Answer({"kind": "Status"}))
    server.on(ROLE, Answer({"kind": "Role"}), status(404, "gone"))
    assert restore(api, injected)
    (asked,) = (one for one in server.asked if one.path == TIMER)
    assert (asked.method, asked.json["propagationPolicy"]) == ("DELETE", "Background")
    assert server.paths().count(ROLE) == 2


@pytest.mark.parametrize("refused", [status(403, "no"), status(404, "none")], ids=["forbidden", "absent"])
def test_without_it_nothing_is_waited_for(server: FakeServer, api: Api, injected: Any, refused: Answer) -> None:
    server.on(TIMER, refused)
    assert restore(api, injected)
    assert ROLE not in server.paths()
