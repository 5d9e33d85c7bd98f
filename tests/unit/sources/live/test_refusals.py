"""What controllers could not create: one request for a scope, and the same from a snapshot."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.kinds import REPLICA_SETS
from kanivete.model import Scope
from kanivete.sources.base import Missing
from kanivete.sources.live import LiveSource
from kanivete.sources.live.triage import FEW
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import Tap, write
from tests.unit.kube.server import Answer, FakeServer, serve, status
from tests.unit.sources.live.test_live import COLUMNS, FORBIDDEN, ROWS, listed

EVERYWHERE = "/api/v1/events"
SHOP = "/api/v1/namespaces/shop/events"
OF_SHOP = "/apis/apps/v1/namespaces/shop/replicasets"


def event(name: str = "web-1", minute: int = 0) -> dict[str, Any]:
    about = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "namespace": "shop", "name": name}
    meta = {"name": f"{name}.{minute}", "namespace": "shop", "uid": f"{name}.{minute}"}
    time = f"2026-11-22T08:{minute:02}:00Z"
    told = "Error creating: no, password=hunter2"
    return {
        "metadata": meta,
        "involvedObject": about,
        "reason": "FailedCreate",
        "message": told,
        "lastTimestamp": time,
        "firstTimestamp": time,
    }


def replica_set(name: str = "web-1") -> dict[str, Any]:
    return {"kind": "ReplicaSet", "metadata": {"name": name, "namespace": "shop"}, "spec": {"replicas": 1}}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve() as fake:
        names = [{"metadata": {"name": name}} for name in ("shop", "other")]
        fake.on("/api/v1/namespaces", listed("Namespace", *names))
        for name in ("shop", "other"):
            rows = [{"cells": ROWS[1], "object": None}]
            table = Answer({"kind": "Table", "columnDefinitions": COLUMNS, "rows": rows})
            fake.on(f"/api/v1/namespaces/{name}/pods", table)
            fake.on(f"/api/v1/namespaces/{name}/events", listed("Event"))
        fake.on(EVERYWHERE, listed("Event", event(minute=2), event(minute=1)))
        fake.on(f"{OF_SHOP}/web-1", Answer(replica_set()))
        yield fake


@pytest.fixture
def live(server: FakeServer) -> Iterator[LiveSource]:
    connection = Connection("here", "shop", Cluster(server=server.url), User())
    source = LiveSource(Api(connection, Timeouts(2, 2, 8), sleep=lambda _: None))
    yield source
    source.close()


def test_the_whole_cluster_costs_one_request(live: LiveSource, server: FakeServer) -> None:
    live.pods(Scope())
    found = live.refusals()
    assert [one.metadata.name for one in found] == ["web-1.1", "web-1.2"]
    assert "hunter2" not in found[0].text
    asked = [one for one in server.asked if one.path.endswith("/events")]
    assert [one.path for one in asked] == [EVERYWHERE]
    assert asked[0].query["fieldSelector"] == "reason=FailedCreate"


def test_chosen_namespaces_are_asked_each(live: LiveSource, server: FakeServer) -> None:
    server.on(SHOP, listed("Event", event()))
    assert [one.metadata.name for one in live.refusals(("shop", "other", "shop"))] == ["web-1.0"]
    assert sorted(path for path in server.paths() if path.endswith("/events")) == [
        "/api/v1/namespaces/other/events",
        SHOP,
    ]


def test_the_controllers_are_read_once_and_nothing_else_is(live: LiveSource, server: FakeServer) -> None:
    live.refusals()
    assert not isinstance(live.get(REPLICA_SETS, "shop", "web-1"), Missing)
    assert [path for path in server.paths() if "replicasets" in path] == [f"{OF_SHOP}/web-1"]


def test_many_controllers_of_a_namespace_are_listed(live: LiveSource, server: FakeServer) -> None:
    names = [f"web-{number}" for number in range(FEW + 1)]
    server.on(EVERYWHERE, listed("Event", *map(event, names)))
    server.on(OF_SHOP, listed("ReplicaSet", *map(replica_set, names)))
    live.refusals()
    assert not isinstance(live.get(REPLICA_SETS, "shop", "web-0"), Missing)
    assert [path for path in server.paths() if "replicasets" in path] == [OF_SHOP]


def test_where_the_cluster_is_forbidden_the_own_namespace_is_asked(live: LiveSource, server: FakeServer) -> None:
    for path in (EVERYWHERE, "/apis/events.k8s.io/v1/events"):
        server.on(path, FORBIDDEN)
    server.on(SHOP, listed("Event", event()))
    assert [one.metadata.name for one in live.refusals()] == ["web-1.0"]
    (gap,) = live.gaps()
    assert (gap.what, gap.where) == ("events", "")
    assert gap.grant == '{apiGroups: [""], resources: ["events"], verbs: ["list"]}'


def test_a_failure_that_nobody_asked_about_is_no_gap(live: LiveSource, server: FakeServer) -> None:
    server.on(EVERYWHERE, status(500, "etcd is down"))
    live.pods(Scope())
    assert live.gaps() == ()
    assert live.refusals() == ()
    assert [gap.what for gap in live.gaps()] == ["events"]


def test_a_snapshot_gives_the_same_and_says_what_it_was_not_asked(
    live: LiveSource, server: FakeServer, tmp_path: Path
) -> None:
    server.on(SHOP, listed("Event", event(), event(minute=3)))
    tap = Tap(live)
    found = tap.refusals(("shop",))
    tap.events("shop")
    write(tap, tmp_path / "snapshot.tar.gz")
    again = open_recording(str(tmp_path / "snapshot.tar.gz"))
    assert again.refusals(("shop",)) == found
    assert again.refusals() == found
    assert again.gaps() == ()
    assert again.refusals(("shop", "other")) == found
    assert [(gap.what, gap.where) for gap in again.gaps()] == [("events", "other")]


def test_a_snapshot_of_everything_knows_every_namespace(live: LiveSource, tmp_path: Path) -> None:
    tap = Tap(live)
    found = tap.refusals()
    write(tap, tmp_path / "snapshot.tar.gz")
    again = open_recording(str(tmp_path / "snapshot.tar.gz"))
    assert (again.refusals(("shop",)), again.refusals(("other",)), again.gaps()) == (found, (), ())
