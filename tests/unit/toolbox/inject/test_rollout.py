"""Following a rollout: what makes room for it, and what tells that it leads nowhere."""

from types import SimpleNamespace
from typing import Any

import pytest

from kanivete.cli.toolboxing.inject import rolled_out
from kanivete.kube.api.client import Api
from kanivete.kube.kinds import STATEFUL_SETS
from kanivete.toolbox.errors import RefusedError, ToolboxError
from kanivete.toolbox.inject import rollout
from kanivete.toolbox.inject.note import PREFIX, Note
from kanivete.toolbox.inject.rollout import until_injected
from tests.unit.kube.server import Answer, Asked, FakeServer, status
from tests.unit.toolbox.inject.test_template import Object, web

APPS = "/apis/apps/v1/namespaces/shop"
TIMER = "/apis/batch/v1/namespaces/shop/jobs/kanivete-timer-1"
PODS = "/api/v1/namespaces/shop/pods"
SIDECAR = f"{PREFIX}1"
FULL = 'pods "web-2" is forbidden: exceeded quota: two, requested: pods=1, used: pods=2, limited: pods=2'
POLICY = 'admission webhook "policy" denied the request'


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time that passes only where somebody sleeps."""
    now = [0.0]
    sleep = lambda seconds: now.__setitem__(0, now[0] + seconds)  # noqa: E731
    monkeypatch.setattr(rollout, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))


def injected(said: str = "", *, kind: str = "Deployment") -> Object:
    """A workload with the sidecar in its template, whose controller says that."""
    found = web({"selector": {"matchLabels": {"app": "web"}}, "replicas": 1}, uid="w").object
    found["spec"]["template"]["spec"]["containers"].append({"name": SIDECAR})
    conditions = [{"type": "ReplicaFailure", "status": "True", "message": said}] if said else []
    return {**found, "kind": kind, "status": {"observedGeneration": 1, "conditions": conditions}}


def pod() -> Object:
    names = ("web", SIDECAR)
    return {
        "metadata": {
            "name": "web-2",
            "namespace": "shop",
            "ownerReferences": [{"kind": "ReplicaSet", "name": "web-x"}],
        },
        "spec": {"containers": [{"name": name} for name in names]},
        "status": {
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [{"name": name, "state": {"running": {}}} for name in names],
        },
    }


def test_what_would_take_the_sidecar_out_makes_room_for_it(
    server: FakeServer, api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    room: list[Asked] = []

    def deleted(asked: Asked) -> Answer:
        room.append(asked)
        return Answer({"kind": "Status"})

    server.on(TIMER, deleted)
    server.on(f"{APPS}/deployments/web", lambda _asked: Answer(injected("" if room else FULL)))
    server.on(PODS, lambda _asked: Answer({"items": [pod()] if room else []}))
    found = rolled_out(api, web(uid="w"), Note(SIDECAR, run="1"))
    assert found["metadata"]["name"] == "web-2"
    assert [asked.method for asked in room] == ["DELETE"]
    assert "will stay until `kanivete toolbox remove deployment/web -n shop`" in capsys.readouterr().err


@pytest.mark.parametrize(("said", "timer"), [(FULL, status(404, "none")), (POLICY, Answer({}))], ids=["none", "policy"])
def test_where_that_would_not_help_the_refusal_is_told(server: FakeServer, api: Api, said: str, timer: Answer) -> None:
    server.on(TIMER, timer)
    server.on(f"{APPS}/deployments/web", Answer(injected(said)))
    server.on(PODS, Answer({"items": []}))
    with pytest.raises(RefusedError, match="cannot make its new pods") as caught:
        rolled_out(api, web(uid="w"), Note(SIDECAR, run="1"))
    assert caught.value.said == said


def test_what_no_condition_tells_an_event_may(server: FakeServer, api: Api) -> None:
    workload: Any = web({"replicas": 1}, kind=STATEFUL_SETS, uid="w")
    server.on(f"{APPS}/statefulsets/web", Answer(injected()))
    server.on(PODS, Answer({"items": []}))
    old, new = ({"lastTimestamp": f"2026-01-0{day}", "message": f"refused {day}"} for day in (1, 2))
    server.on("/api/v1/namespaces/shop/events", Answer({"items": [new, old]}))
    with pytest.raises(RefusedError, match="refused 2"):
        until_injected(api, workload, SIDECAR, lambda _said: None)


def test_a_sidecar_that_has_been_taken_out_is_not_waited_for(server: FakeServer, api: Api) -> None:
    server.on(f"{APPS}/deployments/web", Answer(web().object))
    with pytest.raises(ToolboxError, match="has been taken out of Deployment shop/web again"):
        until_injected(api, web(), SIDECAR, lambda _said: None)
