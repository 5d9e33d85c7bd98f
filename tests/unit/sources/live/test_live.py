"""The live source, and snapshots of it, against a server that plays a small cluster."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.kinds import DEPLOYMENTS, NODES, SECRETS
from kanivete.model import Scope
from kanivete.sources.base import Log, LogRequest, Missing, SourceError
from kanivete.sources.live import LiveSource
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import Tap, write
from tests.unit.kube.server import Answer, Asked, FakeServer, serve, status

COLUMNS = [{"name": name} for name in ("Name", "Ready", "Status", "Restarts", "Age")]
ROWS = [["bad", "0/1", "ImagePullBackOff", "0", "2d"], ["good", "1/1", "Running", "0", "2d"]]
WAITING = {"reason": "ImagePullBackOff", "message": "not found"}
BAD_META = {"name": "bad", "namespace": "shop", "uid": "1"}
BAD = {
    "kind": "Pod",
    "metadata": BAD_META,
    "spec": {"nodeName": "n1", "containers": [{"name": "main"}]},
    "status": {"phase": "Pending", "containerStatuses": [{"name": "main", "state": {"waiting": WAITING}}]},
}
LOG = LogRequest("shop", "bad", "main")
FORBIDDEN = status(403, "forbidden by RBAC")


def table(rows: list[list[str]]) -> Answer:
    body = {"kind": "Table", "columnDefinitions": COLUMNS, "rows": [{"cells": row, "object": None} for row in rows]}
    return Answer(body)


def listed(kind: str, *items: dict[str, Any], more: str = "") -> Answer:
    return Answer({"kind": f"{kind}List", "metadata": {"continue": more}, "items": list(items)})


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve() as fake:
        fake.on("/api/v1/namespaces", listed("Namespace", {"metadata": {"name": "shop"}}))
        fake.on("/api/v1/namespaces/shop/pods", table(ROWS))
        fake.on("/api/v1/namespaces/shop/pods/bad", Answer(BAD))
        fake.on("/api/v1/namespaces/shop/events", listed("Event", {"metadata": {"name": "e", "namespace": "shop"}}))
        fake.on("/api/v1/nodes", listed("Node", {"metadata": {"name": "n1"}}))
        fake.on("/api/v1/namespaces/shop/pods/bad/log", Answer(b"one\r\ntwo\n"))
        yield fake


@pytest.fixture
def live(server: FakeServer) -> Iterator[LiveSource]:
    connection = Connection("here", "shop", Cluster(server=server.url), User())
    source = LiveSource(Api(connection, Timeouts(2, 2, 8), sleep=lambda _: None))
    yield source
    source.close()


def names(source: LiveSource, scope: Scope | None = None) -> list[str]:
    return [pod.metadata.name for pod in source.pods(scope or Scope()).pods]


def test_only_suspicious_pods_are_read_whole(live: LiveSource, server: FakeServer) -> None:
    found = live.pods(Scope())
    assert ([pod.metadata.name for pod in found.pods], found.examined) == (["bad"], 2)
    assert "/api/v1/namespaces/shop/pods/good" not in server.paths()


def test_a_server_without_tables(live: LiveSource, server: FakeServer) -> None:
    server.on("/api/v1/namespaces/shop/pods", listed("Pod", BAD))
    assert names(live) == ["bad"]


def test_a_finished_pod_is_told_from_one_between_two_runs(live: LiveSource, server: FakeServer) -> None:
    rows = [["job", "0/1", "Completed", "0", "2d"], ["bad", "0/1", "Completed", "0", "2d"]]

    def answer(asked: Asked) -> Answer:
        return table(rows[:1] if "fieldSelector" in asked.query else rows)

    server.on("/api/v1/namespaces/shop/pods", answer)
    assert names(live) == ["bad"]


def test_pods_of_all_namespaces_where_namespaces_are_forbidden(live: LiveSource, server: FakeServer) -> None:
    server.on("/api/v1/namespaces", FORBIDDEN)
    row = {"cells": ROWS[0], "object": {"metadata": {"name": "bad", "namespace": "shop"}}}
    server.on("/api/v1/pods", Answer({"kind": "Table", "columnDefinitions": COLUMNS, "rows": [row]}))
    assert names(live) == ["bad"]
    assert live.gaps() == ()


def test_rights_on_one_namespace_only(live: LiveSource, server: FakeServer) -> None:
    for path in ("/api/v1/namespaces", "/api/v1/pods", "/api/v1/nodes"):
        server.on(path, FORBIDDEN)
    assert names(live) == ["bad"]
    assert live.list(NODES) is Missing.UNSEEN
    grants = {(gap.what, gap.grant) for gap in live.gaps()}
    assert ("nodes", '{apiGroups: [""], resources: ["nodes"], verbs: ["list"]}') in grants
    assert ("pods", '{apiGroups: [""], resources: ["pods"], verbs: ["list"]}') in grants


def test_an_expired_continue_token_starts_the_list_again(live: LiveSource, server: FakeServer) -> None:
    node = {"metadata": {"name": "n1"}}
    server.on("/api/v1/nodes", listed("Node", node, more="x"), status(410, "too old"), listed("Node", node))
    found = live.list(NODES)
    assert not isinstance(found, Missing)
    assert [one.metadata.name for one in found] == ["n1"]
    assert "limit" not in server.asked[-1].query


def test_events_of_the_new_api_where_the_old_one_is_forbidden(live: LiveSource, server: FakeServer) -> None:
    server.on("/api/v1/namespaces/shop/events", FORBIDDEN)
    event = {"metadata": {"name": "n", "namespace": "shop"}, "note": "hello"}
    server.on("/apis/events.k8s.io/v1/namespaces/shop/events", listed("Event", event))
    found = live.events("shop")
    assert not isinstance(found, Missing)
    assert ([one.text for one in found], live.gaps()) == (["hello"], ())


def test_a_log_is_asked_once(live: LiveSource, server: FakeServer) -> None:
    live.prefetch([LOG])
    assert live.log(LOG) == live.log(LOG) == Log("one\ntwo\n")
    assert server.paths().count("/api/v1/namespaces/shop/pods/bad/log") == 1


def test_owners_are_asked_for_ahead_of_time_and_once(live: LiveSource, server: FakeServer) -> None:
    def owned_by(kind: str, name: str) -> dict[str, Any]:
        return {"namespace": "shop", "ownerReferences": [{"kind": kind, "name": name, "controller": True}]}

    replica_set = "/apis/apps/v1/namespaces/shop/replicasets/bad-1"
    deployment = "/apis/apps/v1/namespaces/shop/deployments/bad"
    server.on(
        "/api/v1/namespaces/shop/pods/bad", Answer(BAD | {"metadata": BAD_META | owned_by("ReplicaSet", "bad-1")})
    )
    server.on(
        replica_set, Answer({"kind": "ReplicaSet", "metadata": {"name": "bad-1"} | owned_by("Deployment", "bad")})
    )
    server.on(deployment, Answer({"kind": "Deployment", "metadata": {"name": "bad", "namespace": "shop"}}))
    live.pods(Scope())
    assert live.gaps() == ()
    before = server.paths()
    found = live.get(DEPLOYMENTS, "shop", "bad")
    assert not isinstance(found, Missing)
    assert (before.count(replica_set), before.count(deployment)) == (1, 1)
    assert server.paths() == before


@pytest.mark.parametrize(
    "answer",
    [
        status(400, 'previous terminated container "main" in pod "bad" not found'),
        Answer(b"unable to retrieve container logs for containerd://abc"),
        status(404, 'pods "bad" not found', name="bad"),
    ],
)
def test_a_log_that_does_not_exist(live: LiveSource, server: FakeServer, answer: Answer) -> None:
    server.on("/api/v1/namespaces/shop/pods/bad/log", answer)
    assert live.log(LOG) is Missing.ABSENT


def test_a_forbidden_log_names_its_grant(live: LiveSource, server: FakeServer) -> None:
    live.pods(Scope())
    server.on("/api/v1/namespaces/shop/pods/bad/log", FORBIDDEN)
    assert live.log(LOG) is Missing.UNSEEN
    assert live.gaps()[0].grant == '{apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}'


def test_the_secrets_of_a_server_without_tables_are_read_to_the_end(live: LiveSource, server: FakeServer) -> None:
    pages = [
        Answer({"kind": "PartialObjectMetadataList", "metadata": {"continue": more}, "items": [{"metadata": meta}]})
        for more, meta in (("x", {"name": "a", "namespace": "shop"}), ("", {"name": "b", "namespace": "shop"}))
    ]
    server.on("/api/v1/namespaces/shop/secrets", *pages)
    found = live.list(SECRETS, "shop")
    assert not isinstance(found, Missing)
    assert [one.metadata.name for one in found] == ["a", "b"]


def test_a_secret_is_asked_for_without_its_values(live: LiveSource, server: FakeServer) -> None:
    row = {"cells": ["s", "Opaque"], "object": {"metadata": {"name": "s", "namespace": "shop"}}}
    columns = [{"name": "Name"}, {"name": "Type"}]
    body = {"kind": "Table", "columnDefinitions": columns, "rows": [row]}
    server.on("/api/v1/namespaces/shop/secrets/s", Answer(body))
    found = live.get(SECRETS, "shop", "s")
    assert not isinstance(found, Missing)
    assert found.type == "Opaque"
    accepted = server.asked[-1].headers["accept"].split(", ")
    assert all("as=Table" in kind or "as=PartialObjectMetadata" in kind for kind in accepted)


@pytest.mark.parametrize(
    "answer",
    [status(500, "etcd is down"), status(401, "Unauthorized"), Answer(b"<html></html>"), Answer({"hello": "world"})],
)
def test_a_cluster_that_shows_nothing_is_an_error(live: LiveSource, server: FakeServer, answer: Answer) -> None:
    for path in ("/api/v1/namespaces", "/api/v1/namespaces/shop/pods"):
        server.on(path, answer)
    for scope in (Scope(), Scope(namespaces=("shop",))):
        with pytest.raises(SourceError):
            live.pods(scope)


def test_a_snapshot_answers_as_the_cluster_did(live: LiveSource, server: FakeServer, tmp_path: Path) -> None:
    server.on("/api/v1/nodes", FORBIDDEN)
    tap = Tap(live)
    asked = (tap.pods(Scope()), tap.events("shop"), tap.list(NODES), tap.get(SECRETS, "shop", "none"), tap.log(LOG))
    write(tap, tmp_path / "one.tar.gz")
    write(tap, tmp_path / "two.tar.gz")
    assert (tmp_path / "one.tar.gz").read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    again = open_recording(str(tmp_path / "one.tar.gz"))
    answers = (
        again.pods(Scope()),
        again.events("shop"),
        again.list(NODES),
        again.get(SECRETS, "shop", "none"),
        again.log(LOG),
    )
    for before, after in zip(asked[2:], answers[2:], strict=True):
        assert before == after
    assert [pod.status for pod in asked[0].pods] == [pod.status for pod in answers[0].pods]
    assert (again.gaps(), again.examined(), again.now) == (live.gaps(), live.examined(), live.now)


def test_a_snapshot_is_not_overwritten(live: LiveSource, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    with pytest.raises(SourceError, match="exists already"):
        write(Tap(live), tmp_path / "there")
    assert (tmp_path / "there").read_text() == "mine"
