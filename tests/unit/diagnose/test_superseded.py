"""Failures that somebody else has made good: Jobs that succeeded later, pods that were replaced, static pods' names."""

from typing import Any

import msgspec
import pytest

from kanivete.diagnose.engine import diagnose
from kanivete.kube.meta import KubeObject
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import Finding, Scope, Severity
from tests.unit.diagnose.fakes import FakeSource, ago


def workload(kind: str, name: str, owner: tuple[str, str] | None = None, **fields: Any) -> Workload:
    meta = {"name": name, "namespace": "shop", "creationTimestamp": ago(hours=5), "ownerReferences": owned(owner)}
    return msgspec.convert({"kind": kind, "metadata": meta, **fields}, Workload)


def owned(owner: tuple[str, str] | None) -> list[dict[str, Any]]:
    return [{"apiVersion": "v1", "kind": owner[0], "name": owner[1], "controller": True}] if owner else []


def failed_pod(owner: tuple[str, str], **status: Any) -> Pod:
    ended = {"exitCode": 1, "reason": "Error", "startedAt": ago(hours=5), "finishedAt": ago(hours=4)}
    container = {"name": "app", "restartCount": 0, "state": {"terminated": ended}}
    value = {
        "metadata": {"name": "run-x", "namespace": "shop", "ownerReferences": owned(owner)},
        "spec": {"nodeName": "node1", "restartPolicy": "Never", "containers": [{"name": "app", "image": "app:1"}]},
        "status": {"phase": "Failed", "containerStatuses": [container], **status},
    }
    return msgspec.convert(value, Pod)


def findings(pod: Pod, *objects: KubeObject) -> tuple[Finding, ...]:
    return diagnose(FakeSource([pod], objects), Scope())[0]


FAILED = {"failed": 2, "conditions": [{"type": "Failed", "status": "True"}]}


@pytest.mark.parametrize(
    ("last_success", "count"), [(ago(hours=1), 0), (ago(hours=9), 1), ("", 1)], ids=["since", "before", "never"]
)
def test_a_failed_run_of_a_cron_job_counts_until_the_next_that_succeeds(last_success: str, count: int) -> None:
    job = workload("Job", "run", ("CronJob", "report"), status=FAILED)
    cron_job = workload("CronJob", "report", status={"lastSuccessfulTime": last_success})
    assert len(findings(failed_pod(("Job", "run")), job, cron_job)) == count


EVICTED = {"reason": "Evicted", "message": "The node was low on resource: memory."}


@pytest.mark.parametrize(("ready", "severity"), [(2, Severity.WARNING), (1, Severity.CRITICAL)])
def test_an_evicted_pod_that_was_replaced_is_no_outage(ready: int, severity: Severity) -> None:
    replica_set = workload("ReplicaSet", "web-1", spec={"replicas": 2}, status={"readyReplicas": ready})
    (found,) = findings(failed_pod(("ReplicaSet", "web-1"), **EVICTED), replica_set)
    assert (found.cause, found.severity) == ("pod.evicted", severity)
    assert "short of memory," in found.explanation


def test_a_static_pod_is_itself_what_is_broken_and_no_command_edits_it() -> None:
    (found,) = findings(failed_pod(("Node", "node1")))
    assert (found.subject.kind, found.subject.name) == ("Pod", "run-x")
    assert "static pod" in found.explanation
    commands = [remedy.command for remedy in found.remedies] + [step.command for step in found.next]
    assert not any(word in command for command in commands for word in ("kubectl edit", "rollout", "--previous"))
