"""A cluster that is large, half dead, slow, or talks without end."""

import time
import tracemalloc
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest

from kanivete.cli.main import run as kanivete
from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.api.errors import UnreachableError
from kanivete.model import Scope
from kanivete.sources.base import LogRequest, Missing
from kanivete.sources.live import LiveSource
from kanivete.sources.live.triage import MANY_NAMESPACES
from tests.unit.kube.server import Answer, FakeServer, serve, status
from tests.unit.sources.live.test_live import BAD, COLUMNS, ROWS, listed

PODS = "/api/v1/namespaces/shop/pods"
DEAD_KUBELET = 'Get "https://10.0.0.1:10250/containerLogs/shop/{pod}/main": dial tcp 10.0.0.1:10250: i/o timeout'
KEPT = 1 << 20


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve() as fake:
        fake.on("/api/v1/namespaces", listed("Namespace", {"metadata": {"name": "shop"}}))
        fake.on("/api/v1/nodes", listed("Node"))
        fake.on("/api/v1/namespaces/shop/events", listed("Event"))
        yield fake


def api_of(server: FakeServer) -> Api:
    return Api(Connection("here", "shop", Cluster(server=server.url), User()), Timeouts(5, 5, 20), sleep=lambda _: None)


@pytest.fixture
def live(server: FakeServer) -> Iterator[LiveSource]:
    source = LiveSource(api_of(server))
    yield source
    source.close()


def test_many_namespaces_are_looked_at_in_one_request(live: LiveSource, server: FakeServer) -> None:
    names = [f"ns-{n}" for n in range(MANY_NAMESPACES + 1)]
    rows = [{"cells": ROWS[1], "object": {"metadata": {"name": "good", "namespace": name}}} for name in names]
    rows.append({"cells": ROWS[0], "object": {"metadata": {"name": "bad", "namespace": "shop"}}})
    server.on("/api/v1/namespaces", listed("Namespace", *({"metadata": {"name": name}} for name in [*names, "shop"])))
    server.on("/api/v1/pods", Answer({"kind": "Table", "columnDefinitions": COLUMNS, "rows": rows}))
    server.on(f"{PODS}/bad", Answer(BAD))
    found = live.pods(Scope())
    assert ([pod.metadata.name for pod in found.pods], found.examined) == (["bad"], len(rows))
    assert not [path for path in server.paths() if path.endswith("/pods") and path != "/api/v1/pods"]


def test_a_lost_node_is_asked_for_no_second_log_and_is_one_gap(live: LiveSource, server: FakeServer) -> None:
    pods = [
        {**BAD, "metadata": {"name": f"bad-{n}", "namespace": "shop", "uid": str(n)}, "spec": {"nodeName": node}}
        for n, node in enumerate(["gone", "gone", "gone", "well"])
    ]
    server.on(
        PODS,
        Answer(
            {
                "kind": "Table",
                "columnDefinitions": COLUMNS,
                "rows": [{"cells": [f"bad-{n}", "0/1", "Error", "0", "1d"]} for n in range(4)],
            }
        ),
    )
    for n, pod in enumerate(pods):
        server.on(f"{PODS}/bad-{n}", Answer(pod))
        server.on(f"{PODS}/bad-{n}/log", status(500, DEAD_KUBELET.format(pod=f"bad-{n}")))
    server.on(f"{PODS}/bad-3/log", Answer(b"alive\n"))
    live.pods(Scope())
    logs = [live.log(LogRequest("shop", f"bad-{n}", "main")) for n in range(4)]
    assert logs[:3] == [Missing.UNSEEN] * 3
    assert not isinstance(logs[3], Missing)
    assert sum(path.endswith("/log") for path in server.paths()) == 2
    (gap,) = live.gaps()
    assert (gap.what, gap.where) == ("log", "node gone")
    assert gap.why == "dial tcp 10.0.0.1:10250: i/o timeout"


def test_owners_that_own_each_other_are_asked_once(live: LiveSource, server: FakeServer) -> None:
    def owned(name: str, by: str) -> dict[str, object]:
        return {"name": name, "namespace": "shop", "ownerReferences": [{"kind": "ReplicaSet", "name": by}]}

    sets = "/apis/apps/v1/namespaces/shop/replicasets"
    server.on(PODS, Answer({"kind": "Table", "columnDefinitions": COLUMNS, "rows": [{"cells": ROWS[0]}]}))
    server.on(f"{PODS}/bad", Answer({**BAD, "metadata": owned("bad", "one")}))
    server.on(f"{sets}/one", Answer({"kind": "ReplicaSet", "metadata": owned("one", "two")}))
    server.on(f"{sets}/two", Answer({"kind": "ReplicaSet", "metadata": owned("two", "one")}))
    live.pods(Scope())
    assert live.gaps() == ()
    assert sorted(path for path in server.paths() if path.startswith(sets)) == [f"{sets}/one", f"{sets}/two"]


def test_a_hanging_server_ends_in_time_with_one_line(
    server: FakeServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hanging = Answer(b"{}", wait=30)
    for path in ("/api/v1/namespaces", "/api/v1/pods", PODS):
        server.on(path, hanging)
    config = tmp_path / "config"
    config.write_text(
        f"clusters: [{{name: c, cluster: {{server: '{server.url}'}}}}]\n"
        "contexts: [{name: c, context: {cluster: c, namespace: shop}}]\ncurrent-context: c\n"
    )
    for scope in ([], ["-A"]):
        begun = time.monotonic()
        code = kanivete(["diagnose", *scope, "--kubeconfig", str(config), "--request-timeout", "1"])
        assert time.monotonic() - begun < 10
        said = capsys.readouterr()
        assert (code, said.out, said.err.count("\n")) == (3, "", 1)
        assert "does not answer within 1 s" in said.err


def test_a_long_log_is_read_in_bounded_memory(server: FakeServer) -> None:
    line = b"x" * 65535 + b"\n"
    server.on("/log", Answer(stream=repeat(line, 2000)))
    with api_of(server) as api:
        tracemalloc.start()
        try:
            data, cut = api.tail("/log", {}, KEPT, 60)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert (len(data), cut) == (KEPT, True)
    assert peak < 8 * KEPT


def test_a_log_without_end_is_given_up(server: FakeServer) -> None:
    server.on("/log", Answer(stream=repeat(b"and so on\n" * 1000)))
    begun = time.monotonic()
    with api_of(server) as api, pytest.raises(UnreachableError, match="does not answer within"):
        api.tail("/log", {}, KEPT, 0.5)
    assert time.monotonic() - begun < 10
