"""Pods of which nothing runs: what failed and was made good is silent, what is waited for is named."""

from collections.abc import Iterable

import msgspec

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners import creating
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptoms import symptoms_of
from kanivete.kube.events import Event
from kanivete.kube.pods import Pod
from kanivete.sources.base import LogRequest
from tests.unit.diagnose.fakes import NOW, FakeSource, ago, event


def initialising(started: str = "", *, restart_policy: str = "") -> Pod:
    """A pod whose init container `wait` started then, or has not started yet."""
    state = {"running": {"startedAt": started}} if started else {"waiting": {"reason": "PodInitializing"}}
    init = {"name": "wait", "image": "busybox:1.36", "restartPolicy": restart_policy}
    value = {
        "metadata": {"name": "web-0", "namespace": "shop", "uid": "uid-web-0", "creationTimestamp": ago(hours=1)},
        "spec": {"nodeName": "node1", "initContainers": [init], "containers": [{"name": "app", "image": "app:1"}]},
        "status": {
            "phase": "Pending",
            "conditions": [{"type": "PodScheduled", "status": "True", "lastTransitionTime": ago(hours=1)}],
            "initContainerStatuses": [{"name": "wait", "state": state}],
            "containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "PodInitializing"}}}],
        },
    }
    return msgspec.convert(value, Pod)


def findings(pod: Pod, events: Iterable[Event] = (), log: str = "") -> list[Hypothesis]:
    source = FakeSource([pod], events=events, logs={LogRequest("shop", "web-0", "wait", False): log})
    (symptom,) = symptoms_of(pod, NOW)
    return list(creating.examine(symptom, Context(source)))


def failed_mount(pod: Pod, last: str) -> Event:
    text = 'MountVolume.SetUp failed for volume "cfg" : configmap "web" not found'
    return event(pod, "FailedMount", text, first=ago(minutes=59), last=last, container="")


def test_a_failed_mount_is_why_nothing_starts() -> None:
    pod = initialising()
    assert [found.cause for found in findings(pod, [failed_mount(pod, ago(minutes=1))])] == ["config.configmap-missing"]


def test_a_mount_that_failed_before_the_init_container_started_was_made_good() -> None:
    pod = initialising(ago(minutes=30))
    assert findings(pod, [failed_mount(pod, ago(minutes=40))], log="downloading 10%\ndownloading 40%\n") == []


NOBODY = "** server can't find orders-db.shop.svc.cluster.local: NXDOMAIN\n\nwaiting for orders-db\n"


def test_an_init_container_that_waits_for_a_service_names_it() -> None:
    (found,) = findings(initialising(ago(minutes=30)), log=NOBODY * 5)
    assert found.cause == "crash.dependency-unreachable"
    assert found.root is not None
    assert (found.root.kind, found.root.name) == ("Service", "orders-db")
    assert "init container wait" in found.note


def test_one_that_only_says_that_it_waits_names_no_service() -> None:
    (found,) = findings(initialising(ago(minutes=30)), log="Waiting for the database ...\n" * 5)
    assert (found.cause, found.root) == ("crash.dependency-unreachable", None)
    assert findings(initialising(ago(minutes=30)), log="waiting for db\nconnected\n" + "row copied\n" * 9) == []


def test_it_may_wait_for_a_while() -> None:
    assert findings(initialising(ago(minutes=1)), log=NOBODY * 5) == []


def test_one_that_got_over_it_and_works_on_is_silent() -> None:
    log = NOBODY * 5 + "".join(f"migrated table {number}\n" for number in range(8))
    assert findings(initialising(ago(minutes=30)), log=log) == []
    assert findings(initialising(ago(minutes=30)), log=NOBODY + "connected\nmigrating\n") == []


def test_a_sidecar_is_meant_to_run_on() -> None:
    assert findings(initialising(ago(minutes=30), restart_policy="Always"), log=NOBODY * 5) == []
