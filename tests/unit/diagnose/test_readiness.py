"""Containers that run and are not ready."""

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners import readiness
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom, SymptomKind
from kanivete.kube.events import Event
from kanivete.kube.kinds import DEPLOYMENTS, REPLICA_SETS
from kanivete.kube.meta import KubeObject
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Severity
from kanivete.sources.base import LogRequest
from tests.unit.diagnose.crashed import quotes
from tests.unit.diagnose.fakes import FakeSource, ago, event

PROBE = {"httpGet": {"path": "/ready", "port": 80}, "periodSeconds": 2, "failureThreshold": 3}
NOT_FOUND = "Readiness probe failed: HTTP probe failed with statuscode: 404"


def unready_pod(since: str, *, ready_changed: str = "", **spec: Any) -> Pod:
    """A pod whose container has been running since then and is not ready."""
    container = {"name": "app", "image": "example.test/app:1", "readinessProbe": PROBE, **spec}
    status = {"name": "app", "ready": False, "started": True, "state": {"running": {"startedAt": since}}}
    conditions = [{"type": "ContainersReady", "status": "False", "lastTransitionTime": ready_changed or since}]
    owner = {"apiVersion": REPLICA_SETS.api_version, "kind": "ReplicaSet", "name": "web-5f9d", "controller": True}
    return msgspec.convert(
        {
            "metadata": {"name": "web-5f9d-x", "namespace": "shop", "uid": "u", "ownerReferences": [owner]},
            "spec": {"containers": [container], "nodeName": "node1"},
            "status": {"phase": "Running", "conditions": conditions, "containerStatuses": [status]},
        },
        Pod,
    )


def examine(
    pod: Pod, events: Iterable[Event] = (), objects: Iterable[KubeObject] = (), log: str = ""
) -> Hypothesis | None:
    logs = {LogRequest("shop", pod.metadata.name, "app"): log} if log else {}
    source = FakeSource([pod], objects=objects, events=events, logs=logs)
    symptom = Symptom(SymptomKind.NOT_READY, "NotReady", pod, pod.spec.containers[0], pod.status.container_statuses[0])
    found = list(readiness.examine(symptom, Context(source)))
    return found[0] if found else None


def deployment(ready: int) -> list[KubeObject]:
    """The Deployment behind the pod, and the ReplicaSet between them."""
    owner = {"apiVersion": DEPLOYMENTS.api_version, "kind": "Deployment", "name": "web", "controller": True}
    made = [
        {"kind": "ReplicaSet", "metadata": {"name": "web-5f9d", "namespace": "shop", "ownerReferences": [owner]}},
        {"kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}, "status": {"readyReplicas": ready}},
    ]
    return [msgspec.convert(one, Workload) for one in made]


def test_the_probes_answer_is_quoted_and_explained() -> None:
    pod = unready_pod(ago(minutes=10))
    found = examine(pod, [event(pod, "Unhealthy", NOT_FOUND, count=157, last=ago(seconds=1))])
    assert found is not None
    assert (found.cause, found.certainty) == ("probe.readiness", Certainty.PROVEN)
    assert NOT_FOUND in quotes(found)
    assert found.evidence[0].count == 157
    assert "GET http://:80/ready" in quotes(found)
    assert "nothing under that path" in found.note
    assert found.facts["port"] == "80"


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ('Get "http://10.0.0.1:80/ready": dial tcp 10.0.0.1:80: connect: connection refused', "127.0.0.1"),
        ('Get "http://10.0.0.1:80/ready": context deadline exceeded (Client.Timeout exceeded)', "timeoutSeconds"),
        ("HTTP probe failed with statuscode: 401", "login"),
        ("HTTP probe failed with statuscode: 503", "says itself"),
        ('Get "https://10.0.0.1:80/ready": http: server gave HTTP response to HTTPS client', "scheme to HTTP"),
        ('service unhealthy (responded with "NOT_SERVING")', "not serving"),
    ],
)
def test_each_answer_has_its_meaning(said: str, hint: str) -> None:
    pod = unready_pod(ago(minutes=10))
    found = examine(pod, [event(pod, "Unhealthy", f"Readiness probe failed: {said}", last=ago(seconds=1))])
    assert found is not None
    assert hint in found.note


def test_a_young_container_is_still_starting() -> None:
    pod = unready_pod(ago(seconds=45))
    assert examine(pod, [event(pod, "Unhealthy", NOT_FOUND, last=ago(seconds=1))]) is None


def test_a_patient_probe_gives_a_container_twice_its_time() -> None:
    slow = {**PROBE, "periodSeconds": 60, "failureThreshold": 5}
    pod = unready_pod(ago(minutes=8), readinessProbe=slow)
    assert examine(pod, [event(pod, "Unhealthy", NOT_FOUND, last=ago(seconds=1))]) is None


def test_one_that_was_ready_a_moment_ago_may_recover() -> None:
    pod = unready_pod(ago(hours=3), ready_changed=ago(seconds=20))
    assert examine(pod, [event(pod, "Unhealthy", NOT_FOUND, last=ago(seconds=1))]) is None


def test_a_container_without_a_probe_is_not_accused_of_failing_one() -> None:
    assert examine(unready_pod(ago(minutes=10), readinessProbe=None)) is None


def test_without_an_event_it_is_likely() -> None:
    found = examine(unready_pod(ago(minutes=10)))
    assert found is not None
    assert found.certainty is Certainty.LIKELY


@pytest.mark.parametrize(("ready", "severity"), [(2, Severity.WARNING), (0, None)])
def test_it_is_a_warning_while_other_replicas_serve(ready: int, severity: Severity | None) -> None:
    found = examine(unready_pod(ago(minutes=10)), objects=deployment(ready))
    assert found is not None
    assert found.subject.name == "web"
    assert found.severity is severity


def test_a_program_on_another_port_is_pointed_out() -> None:
    found = examine(unready_pod(ago(minutes=10)), log="INFO Listening on port 3000\n")
    assert found is not None
    assert "listens on 3000; the probe asks port 80" in found.note
