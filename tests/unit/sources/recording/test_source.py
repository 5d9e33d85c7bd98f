"""How a recording answers: what it knows, what it does not, and what it makes of things seen twice."""

import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kanivete.kube.kinds import DEPLOYMENTS, NODES, PODS, SECRETS, SERVICES
from kanivete.model import Gap, Scope
from kanivete.sources.base import Log, LogRequest, Missing, Source, SourceError
from kanivete.sources.demo import open_demo
from kanivete.sources.recording import open_recording
from tests.unit.sources.recording.trees import CLUSTER_INFO_DUMP, EVENT, POD, Object, as_directory, framed, tarred

REQUEST = LogRequest("shop", "web-1", "main")


def of(*documents: object) -> Source:
    text = "\n".join(json.dumps(document) for document in documents)
    return open_recording("-", stdin=io.BytesIO(text.encode()))


def with_log(log: bytes, *, previous: bool = False) -> Source:
    folder = "previous-logs" if previous else "logs"
    tree = {"pods.json": json.dumps([POD]).encode(), f"{folder}/shop/web-1/main.log": log}
    return open_recording("-", stdin=io.BytesIO(tarred(tree)))


def changed(thing: Object, **metadata: Any) -> Object:
    return {**thing, "metadata": {**thing["metadata"], **metadata}}


def test_json_lines_and_lists_mix() -> None:
    source = of(POD, {"kind": "List", "items": [changed(POD, name="web-2")]}, [changed(POD, name="web-0")])
    assert [pod.metadata.name for pod in source.pods(Scope()).pods] == ["web-0", "web-1", "web-2"]


def test_refusals_are_the_events_of_one_reason_in_the_namespaces() -> None:
    refused = {**changed(EVENT, name="web.2"), "reason": "FailedCreate"}
    elsewhere = {**changed(EVENT, name="web.3", namespace="test", uid="e3"), "reason": "FailedCreate"}
    source = of({"kind": "EventList", "items": [EVENT, refused, elsewhere]})
    assert [event.metadata.name for event in source.refusals()] == ["web.2", "web.3"]
    assert [event.metadata.name for event in source.refusals(("shop",))] == ["web.2"]
    assert source.gaps() == ()
    assert of(POD).refusals() == ()


def test_refusals_that_were_not_recorded_are_a_gap() -> None:
    source = of(POD)
    source.refusals(("shop",))
    assert [(gap.what, gap.where) for gap in source.gaps()] == [("events", "shop")]


def test_the_scope_chooses_namespaces_and_labels() -> None:
    other = changed(POD, namespace="test", labels={"app": "db"})
    source = of({"kind": "List", "items": [POD, other]})
    assert [pod.metadata.namespace for pod in source.pods(Scope(namespaces=("test",))).pods] == ["test"]
    assert [pod.metadata.namespace for pod in source.pods(Scope(selector="app in (web)")).pods] == ["shop"]
    assert source.pods(Scope(selector="app=none")).examined == 0
    assert source.gaps() == ()
    with pytest.raises(SourceError, match="not a label selector"):
        source.pods(Scope(selector="=="))


def test_healthy_pods_are_looked_at_and_not_handed_out() -> None:
    healthy = changed(POD, name="fine")
    healthy["status"] = {"phase": "Succeeded"}
    triage = of({"kind": "List", "items": [POD, healthy]}).pods(Scope())
    assert ([pod.metadata.name for pod in triage.pods], triage.examined) == (["web-1"], 2)


def test_a_single_object_says_nothing_about_others() -> None:
    source = of(POD)
    assert source.get(PODS, "shop", "web-1") is not Missing.UNSEEN
    assert source.get(PODS, "shop", "gone") is Missing.UNSEEN
    assert source.get(DEPLOYMENTS, "shop", "web") is Missing.UNSEEN
    assert source.get(DEPLOYMENTS, "shop", "api") is Missing.UNSEEN
    assert source.gaps() == (
        Gap("deployments", "shop", "not in the recording"),
        Gap("pods", "shop", "the recording holds only some of them"),
    )


def test_a_list_of_a_namespace_says_what_is_absent_there_and_only_there() -> None:
    source = of({"kind": "List", "items": [POD, {"kind": "Secret", "metadata": {"name": "a", "namespace": "shop"}}]})
    assert source.get(SECRETS, "shop", "b") is Missing.ABSENT
    assert source.get(SECRETS, "test", "b") is Missing.UNSEEN


def test_a_page_of_a_list_does_not_say_what_is_absent() -> None:
    source = of({"kind": "PodList", "metadata": {"continue": "abc"}, "items": [POD]})
    assert source.get(PODS, "shop", "other") is Missing.UNSEEN


def test_kinds_of_other_groups_are_not_taken_for_ours() -> None:
    knative = {
        "kind": "Service",
        "apiVersion": "serving.knative.dev/v1",
        "metadata": {"name": "s", "namespace": "shop"},
    }
    old = {"kind": "Deployment", "apiVersion": "extensions/v1beta1", "metadata": {"name": "d", "namespace": "shop"}}
    source = of(knative, old)
    assert source.get(SERVICES, "shop", "s") is Missing.UNSEEN
    assert source.get(DEPLOYMENTS, "shop", "d") is not Missing.UNSEEN


def test_both_event_apis_show_one_store() -> None:
    modern = {
        "apiVersion": "events.k8s.io/v1",
        "kind": "Event",
        "metadata": EVENT["metadata"],
        "regarding": EVENT["involvedObject"],
        "note": EVENT["message"],
        "deprecatedCount": 4,
        "deprecatedLastTimestamp": EVENT["lastTimestamp"],
    }
    only_modern = {**modern, "metadata": {"name": "a", "namespace": "shop", "uid": "e2"}}
    answers = []
    for order in ((EVENT, modern, only_modern), (only_modern, modern, EVENT)):
        events = of({"kind": "List", "items": [*order]}).events("shop")
        assert not isinstance(events, Missing)
        answers.append([(event.metadata.name, event.times, event.text) for event in events])
    assert answers[0] == answers[1] == [("a", 4, EVENT["message"]), ("web-1.1", 4, EVENT["message"])]


def test_events_come_oldest_first() -> None:
    later = {**changed(EVENT, name="a", uid="e2"), "lastTimestamp": "2026-11-22T09:00:00Z"}
    events = of({"kind": "List", "items": [later, EVENT]}).events("shop")
    assert not isinstance(events, Missing)
    assert [event.metadata.name for event in events] == ["web-1.1", "a"]


def test_now_is_the_latest_moment_on_record_or_else_the_files(tmp_path: Path) -> None:
    lease = {"kind": "Lease", "metadata": {"name": "node1"}, "spec": {"renewTime": "2026-11-22T10:00:00.5Z"}}
    assert of(POD, lease).now == datetime(2026, 11, 22, 10, 0, 0, 500_000, tzinfo=UTC)
    file = tmp_path / "nodes.json"
    file.write_text('{"kind": "NodeList", "items": []}')
    os.utime(file, (86400, 86400))
    assert open_recording(str(tmp_path)).now == datetime(1970, 1, 2, tzinfo=UTC)
    assert of({"kind": "NodeList", "items": []}).now == datetime(1970, 1, 1, tzinfo=UTC)


def test_an_empty_list_was_seen() -> None:
    source = of({"kind": "NodeList", "items": None})
    assert source.list(NODES) == ()
    assert source.gaps() == ()


@pytest.mark.parametrize(
    "log",
    [
        b"unable to retrieve container logs for containerd://e5d6cd6e",
        b'Error from server (BadRequest): previous terminated container "main" in pod "web-1" not found\n',
        b"Error from server (BadRequest): container is waiting to start: ContainerCreating",
    ],
)
def test_a_log_that_the_kubelet_does_not_have_is_absent(log: bytes) -> None:
    source = with_log(log, previous=True)
    assert source.log(LogRequest("shop", "web-1", "main", previous=True)) is Missing.ABSENT
    assert source.gaps() == ()


def test_a_log_that_could_not_be_fetched_is_a_gap_with_the_reason() -> None:
    source = with_log(b"Error from server: Get https://10.0.0.2:10250/containerLogs: dial tcp: i/o timeout\n")
    assert source.log(REQUEST) is Missing.UNSEEN
    assert [gap.why.endswith("i/o timeout") for gap in source.gaps()] == [True]


def test_a_log_that_is_not_there_is_one_gap_however_often_it_is_asked_for() -> None:
    source = of(POD)
    for _ in range(3):
        assert source.log(REQUEST) is Missing.UNSEEN
    assert source.gaps() == (Gap("log", "shop/web-1/main", "not in the recording"),)


def test_logs_are_redacted_and_have_plain_line_ends() -> None:
    assert with_log(b"a\r\npassword=hunter2\r\xff\n").log(REQUEST) == Log("a\npassword=[redacted]\n\ufffd\n")


def test_a_pods_containers_are_told_apart_in_a_dump(tmp_path: Path) -> None:
    text = framed("main", b"==== not a mark\nx" * 700_000) + framed("side", b"") + framed("other", b"no line end")
    tree = {**CLUSTER_INFO_DUMP, "shop/web-1/logs.txt": text}
    for source in (
        open_recording("-", stdin=io.BytesIO(tarred(tree))),
        open_recording(as_directory(tree, tmp_path)),
    ):
        main = source.log(REQUEST)
        assert not isinstance(main, Missing)
        assert main.truncated
        assert main.text.endswith("x==== not a mark\nx")
        assert source.log(LogRequest("shop", "web-1", "side")) == Log("")
        assert source.log(LogRequest("shop", "web-1", "other")) == Log("no line end")


def test_windows_shells_write_utf_16(tmp_path: Path) -> None:
    (tmp_path / "pods.json").write_bytes(json.dumps([POD]).encode("utf-16"))
    assert open_recording(str(tmp_path)).pods(Scope()).examined == 1


def test_the_same_directory_gives_the_same_answers(tmp_path: Path) -> None:
    path = as_directory(CLUSTER_INFO_DUMP, tmp_path)
    first, second = open_recording(path), open_recording(path)
    assert first.pods(Scope()) == second.pods(Scope())
    assert first.events("shop") == second.events("shop")
    assert first.now == second.now


def test_the_demo_shows_a_cluster_with_many_faults() -> None:
    source = open_demo()
    assert source.description == "demo"
    assert len(source.pods(Scope()).pods) >= 12
    assert source.gaps() == ()
