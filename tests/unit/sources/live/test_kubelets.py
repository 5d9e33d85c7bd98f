"""What kubelets answer through the API server, and what is said where they do not."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.kinds import NODES
from kanivete.sources.base import Log, Missing
from kanivete.sources.live import LiveSource, kubelets
from tests.unit.kube.server import Answer, Asked, FakeServer, serve, status

LOGS = "/api/v1/nodes/n1/proxy/logs/"
HEALTH = "/api/v1/nodes/n1/proxy/healthz"
NO_SERVICE = b"\noptions present and query resolved to log files for [x]\ntry without specifying options\n"
LISTING = (
    b'<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n<a href="pods/">pods/</a>\n</pre>'
)
GRANT = '{apiGroups: [""], resources: ["nodes/proxy"], verbs: ["get"]}'


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve() as fake:
        fake.on("/api/v1/nodes", Answer({"kind": "NodeList", "items": [{"metadata": {"name": "n1"}}]}))
        yield fake


@pytest.fixture
def live(server: FakeServer) -> Iterator[LiveSource]:
    connection = Connection("here", "shop", Cluster(server=server.url), User())
    source = LiveSource(Api(connection, Timeouts(2, 2, 8), sleep=lambda _: None))
    source.list(NODES)
    yield source
    source.close()


def test_the_end_of_a_log_is_asked_for_once_and_redacted(live: LiveSource, server: FakeServer) -> None:
    server.on(LOGS, Answer(b"one password=hunter2hunter2\r\ntwo\n"))
    assert live.node_log("n1") == live.node_log("n1") == Log("one password=[redacted]\ntwo\n")
    asked = [one for one in server.asked if one.path == LOGS]
    assert [one.query["query"] for one in asked] == ["kubelet"]
    assert int(asked[0].query["tailLines"]) <= 100_000


def test_a_kubelet_within_k3s_is_found_under_its_name(live: LiveSource, server: FakeServer) -> None:
    def answer(asked: Asked) -> Answer:
        return Answer(b"a line\n" if asked.query["query"] == "k3s-agent" else NO_SERVICE)

    server.on(LOGS, answer)
    assert live.node_log("n1") == Log("a line\n")


def test_a_log_that_is_a_file_is_asked_for_without_options(live: LiveSource, server: FakeServer) -> None:
    def answer(asked: Asked) -> Answer:
        return Answer(NO_SERVICE if "tailLines" in asked.query else b"a line\n")

    server.on(LOGS, answer)
    assert live.node_log("n1") == Log("a line\n")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(LISTING), "enableSystemLogQuery"),
        (Answer(b"404 page not found\n", 404), "enableSystemLogQuery"),
        (Answer(b"logs endpoint is disabled.\n", 405), "enableSystemLogQuery"),
        (Answer(b""), "no log of a service"),
        (Answer(NO_SERVICE), "no log of a service"),
        (
            status(500, "Authorization error (user=kube-apiserver-kubelet-client, verb=get)"),
            "cannot ask the API server",
        ),
        (status(404, 'nodes "n1" not found', name="n1"), "not found"),
        (status(502, "dial tcp 10.0.0.2:10250: i/o timeout"), "i/o timeout"),
    ],
)
def test_a_log_that_cannot_be_had_is_a_gap_with_its_reason(
    live: LiveSource, server: FakeServer, answer: Answer, why: str
) -> None:
    server.on(LOGS, answer)
    assert live.node_log("n1") is Missing.UNSEEN
    (gap,) = live.gaps()
    assert (gap.what, gap.where) == ("node log", "n1")
    assert why in gap.why


def test_a_forbidden_log_names_its_grant(live: LiveSource, server: FakeServer) -> None:
    server.on(LOGS, status(403, 'nodes "n1" is forbidden'))
    assert live.node_log("n1") is Missing.UNSEEN
    assert live.gaps()[0].grant == GRANT


def test_a_well_kubelet_says_ok(live: LiveSource, server: FakeServer) -> None:
    server.on(HEALTH, Answer(b"ok"))
    assert live.kubelet_health("n1") == "ok"
    assert live.gaps() == ()


def test_an_ill_kubelet_or_the_way_to_it_says_what_is_wrong(live: LiveSource, server: FakeServer) -> None:
    server.on(HEALTH, status(500, "dial tcp 10.0.0.2:10250: connect: connection refused"))
    assert live.kubelet_health("n1") == "dial tcp 10.0.0.2:10250: connect: connection refused"


def test_a_node_that_did_not_answer_is_not_asked_again(live: LiveSource, server: FakeServer) -> None:
    server.on(HEALTH, status(502, "dial tcp 10.0.0.2:10250: i/o timeout"))
    assert live.node_log("n1") is Missing.UNSEEN
    assert "i/o timeout" in live.gaps()[0].why
    assert live.kubelet_health("n1") == "dial tcp 10.0.0.2:10250: i/o timeout"
    assert LOGS not in server.paths()
    assert server.paths().count(HEALTH) == 1


def test_a_node_that_is_cut_off_is_not_waited_for_as_long_as_a_log_may_take(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kubelets, "HEALTH_SECONDS", 0.3)
    server.on(HEALTH, Answer(b"ok", wait=2))
    connection = Connection("here", "shop", Cluster(server=server.url), User())
    with closing(LiveSource(Api(connection))) as source:
        assert source.node_log("n1") is Missing.UNSEEN
        assert source.kubelet_health("n1") == "no answer within 5 s"
    assert LOGS not in server.paths()


def test_who_may_not_read_one_log_does_not_ask_for_others(live: LiveSource, server: FakeServer) -> None:
    server.on(LOGS, status(403, 'nodes "n1" is forbidden'))
    live.node_log("n1")
    assert live.node_log("n2") is Missing.UNSEEN
    assert {(gap.where, gap.grant) for gap in live.gaps()} == {("n1", GRANT), ("n2", GRANT)}
    assert [path for path in server.paths() if path.endswith("/logs/")] == [LOGS]


def test_logs_of_several_nodes_are_read_at_the_same_time(live: LiveSource, server: FakeServer) -> None:
    names = [f"m{n}" for n in range(4)]
    for name in names:
        server.on(f"/api/v1/nodes/{name}/proxy/logs/", Answer(f"{name}\n", wait=0.3))
    live.prefetch_nodes(names)
    assert [live.node_log(name) for name in names] == [Log(f"{name}\n") for name in names]
    assert len(server.paths()) == 1 + 2 * len(names), "each is asked first whether it answers"


def test_a_forbidden_health_is_a_gap(live: LiveSource, server: FakeServer) -> None:
    server.on(HEALTH, status(403, "no"))
    assert live.kubelet_health("n1") is Missing.UNSEEN
    assert live.gaps()[0].grant == GRANT


def test_a_name_cannot_lead_elsewhere(live: LiveSource, server: FakeServer) -> None:
    live.node_log("../../secrets?x=")
    assert all("secrets" not in path or "%2F" in path for path in server.paths())


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        (Answer({"gitVersion": "v1.36.3"}), "v1.36.3"),
        (status(403, "no"), Missing.UNSEEN),
        (Answer(b"<html>"), Missing.UNSEEN),
        (Answer({"gitVersion": 7}), Missing.UNSEEN),
    ],
)
def test_the_servers_version_is_known_or_not_and_never_a_gap(
    live: LiveSource, server: FakeServer, answer: Answer, version: str | Missing
) -> None:
    server.on("/version", answer)
    assert live.server_version() == version
    assert live.gaps() == ()
