"""Workloads whose pods are not even made: named while it is so, silent once it is over."""

from typing import Any

import msgspec
import pytest

from kanivete.diagnose.context import Context
from kanivete.diagnose.correlate import correlate
from kanivete.diagnose.engine import diagnose
from kanivete.diagnose.examiners.workload import examine
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import NothingMatchedError, Wanted
from kanivete.kube.config import ServiceAccount
from kanivete.kube.events import Event
from kanivete.kube.kinds import DEPLOYMENTS, NODES, REPLICA_SETS, STATEFUL_SETS
from kanivete.kube.meta import ObjectMeta
from kanivete.kube.network import Service
from kanivete.kube.nodes import Node
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Evidence, Finding, ObjectRef, Origin, Scope, Severity
from tests.unit.diagnose.fakes import FakeSource, ago, waiting_pod

QUOTA = (
    'pods "{name}-x2k4p" is forbidden: exceeded quota: team, requested: requests.cpu=500m, used: requests.cpu=4,'
    " limited: requests.cpu=4"
)
DENIED = 'admission webhook "policy.example.com" denied the request: no latest'


def refused(kind: str, name: str, message: str = QUOTA, *, minutes: float = 5, **about: str) -> Event:
    return told("FailedCreate", kind, name, f"Error creating: {message.format(name=name)}", minutes, **about)


def told(reason: str, kind: str, name: str, message: str, minutes: float, **about: str) -> Event:
    version = {"Job": "batch/v1", "CronJob": "batch/v1", "ReplicationController": "v1"}.get(kind, "apps/v1")
    involved = {"kind": kind, "name": name, "namespace": "shop", "apiVersion": version, **about}
    meta = {"name": f"{name}.{reason}.{minutes}", "namespace": "shop"}
    times = {"firstTimestamp": ago(minutes=minutes + 10), "lastTimestamp": ago(minutes=minutes), "count": 3}
    value = {"metadata": meta, "reason": reason, "message": message, "involvedObject": involved, **times}
    return msgspec.convert(value, Event)


def workload(kind: str, name: str, owner: tuple[str, str] | None = None, **fields: Any) -> Workload:
    owners = [{"apiVersion": "apps/v1", "kind": owner[0], "name": owner[1], "controller": True}] if owner else []
    meta = {"name": name, "namespace": "shop", "uid": f"uid-{name}", "ownerReferences": owners}
    meta |= fields.pop("metadata", {})
    return msgspec.convert({"kind": kind, "metadata": meta, **fields}, Workload)


FAILING = {
    "type": "ReplicaFailure",
    "status": "True",
    "reason": "FailedCreate",
    "message": QUOTA.format(name="web-1"),
    "lastTransitionTime": ago(minutes=15),
}
SHORT = {"replicas": 1, "readyReplicas": 1, "observedGeneration": 2, "conditions": [FAILING]}


def replica_set(name: str = "web-1", replicas: int = 3, **fields: Any) -> Workload:
    return workload(
        "ReplicaSet", name, ("Deployment", "web"), spec={"replicas": replicas}, **{"status": SHORT, **fields}
    )


def cluster(**fields: Any) -> FakeSource:
    """With a healthy pod, so that it is not empty."""
    meta = {"name": "calm", "namespace": "shop"}
    return FakeSource([msgspec.convert({"metadata": meta, "status": {"phase": "Running"}}, Pod)], **fields)


def findings(source: FakeSource, scope: Scope | None = None) -> tuple[Finding, ...]:
    return diagnose(source, scope or Scope())[0]


def test_a_quota_is_named_for_the_deployment_with_the_event_the_condition_and_the_numbers() -> None:
    (found,) = findings(cluster(objects=[replica_set()], events=[refused("ReplicaSet", "web-1")]))
    assert (found.cause, found.certainty, found.owner) == ("admission.quota", Certainty.PROVEN, "capacity")
    assert (found.subject.kind, found.subject.name) == ("Deployment", "web")
    assert [ref.name for ref in found.affected.objects] == ["web-1"]
    event, condition = found.evidence
    assert (event.field, event.count) == ("FailedCreate", 3)
    assert condition.field == "status.conditions[ReplicaFailure]"
    assert "exceeded quota: team" in event.text
    assert "exceeded quota: team" in condition.text
    assert "1 of 3 pods of deployment/web are there" in found.explanation
    assert "Asked for: requests.cpu=500m; in use: requests.cpu=4; allowed: requests.cpu=4" in found.explanation
    assert found.since == ago(minutes=15)
    assert "kubectl edit resourcequota -n shop team" in [remedy.command for remedy in found.remedies]


ALL_THERE = {"replicas": 3, "readyReplicas": 3, "observedGeneration": 2}
NO_LONGER = {"replicas": 2, "readyReplicas": 2, "observedGeneration": 2}


@pytest.mark.parametrize(
    "now",
    [
        replica_set(status=ALL_THERE),
        replica_set(status=NO_LONGER),
        replica_set(replicas=0, status={"observedGeneration": 3}),
        replica_set(metadata={"deletionTimestamp": ago(minutes=1)}),
        replica_set(metadata={"uid": "another"}),
        None,
    ],
    ids=["has its pods", "no longer fails", "scaled to 0", "being deleted", "made anew", "gone"],
)
def test_a_refusal_of_the_past_is_silent(now: Workload | None) -> None:
    source = cluster(objects=[now] if now else [], events=[refused("ReplicaSet", "web-1", uid="uid-web-1")])
    assert findings(source) == ()


def short(kind: str) -> Workload:
    status = {"desiredNumberScheduled": 3, "currentNumberScheduled": 1, "replicas": 1}
    return workload(kind, "it", spec={"replicas": 3}, status=status)


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicationController"])
def test_every_controller_is_named_until_it_has_created_something_since(kind: str) -> None:
    events = [refused(kind, "it")]
    (found,) = findings(cluster(objects=[short(kind)], events=events))
    assert (found.cause, found.subject.kind, found.subject.name) == ("admission.quota", kind, "it")
    before, after = (told("SuccessfulCreate", kind, "it", "Created pod: it-x", minutes) for minutes in (7, 2))
    assert findings(cluster(objects=[short(kind)], events=[before, *events]))
    assert findings(cluster(objects=[short(kind)], events=[*events, after])) == ()


@pytest.mark.parametrize(
    "job",
    [
        {"spec": {"suspend": True}},
        {"status": {"conditions": [{"type": "Complete", "status": "True"}]}},
        {"status": {"conditions": [{"type": "Failed", "status": "True"}]}},
        {"status": {"active": 1}},
        {"spec": {"parallelism": 0}},
        {"spec": {"parallelism": 2, "completions": 3}, "status": {"active": 1, "succeeded": 2}},
    ],
    ids=["suspended", "complete", "failed", "runs", "wants none", "wants one more, which runs"],
)
def test_a_job_that_wants_no_more_pods_is_silent(job: dict[str, Any]) -> None:
    assert findings(cluster(objects=[workload("Job", "once", **job)], events=[refused("Job", "once")])) == ()


@pytest.mark.parametrize(("scheduled", "count"), [(ago(minutes=1), 0), (ago(hours=1), 1), ("", 1)])
def test_a_cron_job_counts_until_its_next_job_is_made(scheduled: str, count: int) -> None:
    cron_job = workload("CronJob", "nightly", status={"lastScheduleTime": scheduled})
    assert len(findings(cluster(objects=[cron_job], events=[refused("CronJob", "nightly")]))) == count


def test_the_job_of_a_cron_job_is_the_cron_jobs() -> None:
    job = workload("Job", "nightly-1", ("CronJob", "nightly"))
    (found,) = findings(cluster(objects=[job], events=[refused("Job", "nightly-1")]))
    assert (found.subject.kind, found.subject.name) == ("CronJob", "nightly")


def test_kinds_of_the_same_name_in_other_groups_are_nobodys_business() -> None:
    event = refused("Job", "once", apiVersion="batch.volcano.sh/v1alpha1")
    assert findings(cluster(objects=[workload("Job", "once")], events=[event])) == ()


def test_the_latest_words_count() -> None:
    events = [refused("ReplicaSet", "web-1", minutes=30), refused("ReplicaSet", "web-1", DENIED)]
    (found,) = findings(cluster(objects=[replica_set()], events=events))
    assert found.cause == "admission.webhook-denied"
    assert [evidence.text for evidence in found.evidence] == [f"Error creating: {DENIED}", "FailedCreate"]


def test_words_that_nobody_knows_are_quoted_and_nothing_is_made_of_them() -> None:
    events = [refused("ReplicaSet", "web-1", "the moon is not in the right house")]
    (found,) = findings(cluster(objects=[replica_set()], events=events))
    assert found.cause == "admission.refused"
    assert "the moon is not in the right house" in found.evidence[0].text


@pytest.mark.parametrize(("ready", "severity"), [(1, Severity.WARNING), (0, Severity.CRITICAL)])
def test_it_is_no_outage_while_some_pods_are_ready(ready: int, severity: Severity) -> None:
    status = {**SHORT, "readyReplicas": ready}
    (found,) = findings(cluster(objects=[replica_set(status=status)], events=[refused("ReplicaSet", "web-1")]))
    assert found.severity == severity


def test_a_refused_rollout_is_a_warning_while_the_former_revision_serves() -> None:
    revision = {"annotations": {"deployment.kubernetes.io/revision": "2"}}
    status = {"observedGeneration": 1, "conditions": [FAILING]}
    deployment = workload("Deployment", "web", metadata=revision, status={"replicas": 2, "availableReplicas": 2})
    objects = [replica_set(status=status, metadata=revision), deployment]
    (found,) = findings(cluster(objects=objects, events=[refused("ReplicaSet", "web-1")]))
    assert found.severity == Severity.WARNING
    assert "Only the new ReplicaSet web-1 (revision 2) fails" in found.explanation


@pytest.mark.parametrize("is_there", [True, False])
def test_an_account_that_was_made_since_is_only_waited_for(is_there: bool) -> None:
    words = 'pods "db-0" is forbidden: error looking up service account shop/shop: serviceaccount "shop" not found'
    objects = [
        workload("StatefulSet", "db"),
        *([ServiceAccount(metadata=ObjectMeta(name="shop", namespace="shop"))] if is_there else []),
    ]
    (found,) = findings(cluster(objects=objects, events=[refused("StatefulSet", "db", words)]))
    assert found.cause == "admission.service-account-missing"
    assert ("It exists by now" in found.explanation) == is_there


def test_one_quota_that_refuses_two_workloads_is_one_finding_about_the_quota() -> None:
    other = workload("StatefulSet", "db", status={"replicas": 0})
    events = [refused("ReplicaSet", "web-1"), refused("StatefulSet", "db")]
    (found,) = findings(cluster(objects=[replica_set(), other], events=events))
    assert (found.subject.kind, found.subject.name) == ("ResourceQuota", "team")
    assert {ref.subject.name for ref in found.consequences} == {"web", "db"}


@pytest.mark.parametrize(("minutes", "count"), [(5, 1), (40, 0)], ids=["fresh", "old"])
def test_a_workload_that_may_not_be_read_is_likely_refused_while_the_event_is_fresh(minutes: int, count: int) -> None:
    source = cluster(events=[refused("ReplicaSet", "web-1", minutes=minutes)], unseen=[REPLICA_SETS])
    found = findings(source)
    assert [one.certainty for one in found] == [Certainty.LIKELY] * count


def test_a_namespace_without_pods_but_with_a_refused_workload_is_not_empty() -> None:
    scope = Scope(namespaces=("shop",))
    assert findings(FakeSource(objects=[replica_set()], events=[refused("ReplicaSet", "web-1")]), scope)
    with pytest.raises(NothingMatchedError):
        findings(FakeSource(objects=[replica_set(status=ALL_THERE)], events=[refused("ReplicaSet", "web-1")]), scope)


SERVICE = {"metadata": {"name": "db", "namespace": "shop"}, "spec": {"selector": {"app": "db"}}}


def test_what_waits_for_a_refused_workload_is_its_consequence() -> None:
    template = {"metadata": {"labels": {"app": "db"}}}
    stateful_set = workload("StatefulSet", "db", spec={"replicas": 1, "template": template})
    ref = ObjectRef(api_version="v1", kind="Service", namespace="shop", name="db")
    web = ObjectRef(api_version="apps/v1", kind="Deployment", namespace="shop", name="web")
    quoted = Evidence(origin=Origin.LOG, text="dial tcp: lookup db: connection refused", field="app")
    crash = Hypothesis(
        cause="crash.dependency-unreachable",
        subject=web,
        object=msgspec.structs.replace(web, kind="Pod", api_version="v1", name="web-0"),
        symptom="CrashLoopBackOff",
        certainty=Certainty.PROVEN,
        evidence=(quoted,),
        root=ref,
    )
    source = cluster(
        objects=[stateful_set, msgspec.convert(SERVICE, Service)], events=[refused("StatefulSet", "db", DENIED)]
    )
    context = Context(source)
    (found,) = correlate([crash, *examine(Wanted(Scope(), context), context)], context)
    assert (found.cause, found.subject.name) == ("admission.webhook-denied", "db")
    assert [consequence.subject for consequence in found.consequences] == [web]


LABELLED = {"replicas": 3, "template": {"metadata": {"labels": {"app": "web"}}}}


@pytest.mark.parametrize(
    ("scope", "count"),
    [
        (Scope(namespaces=("shop",), names=(("deploy", "web"),)), 1),
        (Scope(namespaces=("shop",), names=(("rs", "web-1"),)), 1),
        (Scope(namespaces=("shop",), names=(("sts", "db"),)), 0),
        (Scope(selector="app=web"), 1),
        (Scope(selector="app in (web),tier!=back"), 1),
        (Scope(namespaces=("shop", "other")), 1),
    ],
)
def test_the_scope_chooses_workloads_by_name_label_and_namespace(scope: Scope, count: int) -> None:
    one = replica_set()
    labelled = workload("ReplicaSet", "web-1", ("Deployment", "web"), spec=LABELLED, status=SHORT)
    objects = [labelled if scope.selector else one, workload("Deployment", "web"), workload("StatefulSet", "db")]
    assert len(findings(FakeSource(objects=objects, events=[refused("ReplicaSet", "web-1")]), scope)) == count


@pytest.mark.parametrize("scope", [Scope(selector="app=db"), Scope(namespaces=("other",))])
def test_a_scope_that_leaves_it_out_holds_nothing(scope: Scope) -> None:
    labelled = workload("ReplicaSet", "web-1", spec=LABELLED, status=SHORT)
    source = FakeSource(objects=[labelled], events=[refused("ReplicaSet", "web-1")])
    if scope.namespaces:
        with pytest.raises(NothingMatchedError):
            findings(source, scope)
    else:
        source = FakeSource([waiting_pod("ImagePullBackOff")], [labelled], [refused("ReplicaSet", "web-1")])
        assert not [one for one in findings(source, scope) if one.cause.startswith("admission.")]


def test_a_healthy_cluster_is_asked_once_and_a_node_alone_not_at_all() -> None:
    healthy = FakeSource([waiting_pod("ContainerCreating")], [short("StatefulSet")])
    diagnose(healthy, Scope())
    assert [asked for asked in healthy.asked if asked[0] == "refusals"] == [("refusals", "events")]
    assert not [asked for asked in healthy.asked if asked[1] in (STATEFUL_SETS.resource, DEPLOYMENTS.resource)]
    node = msgspec.convert({"kind": "Node", "metadata": {"name": "node1"}}, Node)
    source = FakeSource(objects=[node])
    diagnose(source, Scope(names=((NODES.resource, "node1"),)))
    assert not [asked for asked in source.asked if asked[0] == "refusals"]


@pytest.mark.parametrize("times", [{"firstTimestamp": None, "lastTimestamp": None}, {"count": -1}, {"message": ""}])
def test_sparse_events_and_objects_do_no_harm(times: dict[str, Any]) -> None:
    value = {**msgspec.to_builtins(refused("ReplicaSet", "web-1")), **times}
    found = findings(FakeSource(objects=[workload("ReplicaSet", "web-1")], events=[msgspec.convert(value, Event)]))
    assert {one.cause for one in found} <= {"admission.quota", "admission.refused"}
