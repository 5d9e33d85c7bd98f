"""Root causes instead of symptoms."""

from dataclasses import replace

import msgspec

from kanivete.diagnose.context import Context
from kanivete.diagnose.correlate import correlate
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.meta import KubeObject
from kanivete.kube.network import Service
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Evidence, Finding, ObjectRef, Origin, Severity
from tests.unit.diagnose.fakes import FakeSource


def deployment(name: str) -> ObjectRef:
    return ObjectRef(api_version="apps/v1", kind="Deployment", namespace="shop", name=name)


def pod(name: str) -> ObjectRef:
    return ObjectRef(api_version="v1", kind="Pod", namespace="shop", name=name)


def told(cause: str, workload: str, number: int = 0, root: ObjectRef | None = None, **facts: str) -> Hypothesis:
    evidence = Evidence(origin=Origin.STATUS, text=f"{workload} says {cause}", field="status")
    return Hypothesis(
        cause=cause,
        subject=deployment(workload),
        object=pod(f"{workload}-{number}"),
        symptom="CrashLoopBackOff",
        certainty=Certainty.PROVEN,
        evidence=(evidence,),
        root=root,
        facts={"container": "app", **facts},
    )


def findings(
    *hypotheses: Hypothesis, objects: tuple[KubeObject, ...] = (), pods: tuple[Pod, ...] = ()
) -> list[Finding]:
    context = Context(FakeSource(pods=pods, objects=objects))
    context.remember(pods)
    return list(correlate(hypotheses, context))


def test_replicas_with_one_cause_are_one_finding_on_their_workload() -> None:
    (found,) = findings(*(told("crash.application-error", "web", number) for number in range(3)))
    assert found.subject == deployment("web")
    assert found.affected.total == 3
    assert [ref.name for ref in found.affected.objects] == ["web-0", "web-1", "web-2"]
    assert len(found.evidence) == 1, "replicas that say the same are quoted once"


def test_replicas_with_two_causes_are_two_findings() -> None:
    found = findings(told("crash.application-error", "web", 0), told("crash.out-of-memory-limit", "web", 1))
    assert {f.cause for f in found} == {"crash.application-error", "crash.out-of-memory-limit"}


SECRET = ObjectRef(api_version="v1", kind="Secret", namespace="shop", name="db")


def test_a_missing_secret_behind_two_workloads_is_one_finding_about_the_secret() -> None:
    (found,) = findings(
        told("config.secret-missing", "web", root=SECRET), told("config.secret-missing", "api", root=SECRET)
    )
    assert found.subject == SECRET
    assert [c.subject.name for c in found.consequences] == ["api", "web"]
    assert {ref.name for ref in found.affected.objects} == {"api", "web", "api-0", "web-0"}


def test_a_missing_secret_behind_one_workload_is_that_workloads() -> None:
    (found,) = findings(told("config.secret-missing", "web", root=SECRET))
    assert found.subject == deployment("web")


def test_two_secrets_are_two_findings() -> None:
    other = replace_name(SECRET, "cache")
    found = findings(
        told("config.secret-missing", "web", root=SECRET), told("config.secret-missing", "api", root=other)
    )
    assert [f.subject.name for f in found] == ["api", "web"]


def replace_name(ref: ObjectRef, name: str) -> ObjectRef:
    return msgspec.structs.replace(ref, name=name)


SERVICE = ObjectRef(api_version="v1", kind="Service", namespace="shop", name="redis")


def redis(labels: dict[str, str]) -> tuple[tuple[KubeObject, ...], tuple[Pod, ...]]:
    service = msgspec.convert(
        {"kind": "Service", "metadata": {"name": "redis", "namespace": "shop"}, "spec": {"selector": {"app": "redis"}}},
        Service,
    )
    backing = msgspec.convert({"metadata": {"name": "redis-0", "namespace": "shop", "labels": labels}}, Pod)
    return (service,), (backing,)


def test_who_cannot_reach_a_service_is_a_consequence_of_what_breaks_its_pods() -> None:
    objects, pods = redis({"app": "redis", "tier": "cache"})
    (found,) = findings(
        told("crash.dependency-unreachable", "web", root=SERVICE),
        told("crash.out-of-memory-limit", "redis"),
        objects=objects,
        pods=pods,
    )
    assert found.subject == deployment("redis")
    assert [(c.subject, c.symptom) for c in found.consequences] == [(deployment("web"), "CrashLoopBackOff")]
    assert pod("web-0") in found.affected.objects


def test_pods_that_the_service_does_not_select_explain_nothing() -> None:
    objects, pods = redis({"app": "other"})
    found = findings(
        told("crash.dependency-unreachable", "web", root=SERVICE),
        told("crash.out-of-memory-limit", "redis"),
        objects=objects,
        pods=pods,
    )
    assert len(found) == 2


def test_two_that_wait_for_each_other_are_both_findings() -> None:
    def service(name: str) -> Service:
        value = {
            "kind": "Service",
            "metadata": {"name": name, "namespace": "shop"},
            "spec": {"selector": {"app": name}},
        }
        return msgspec.convert(value, Service)

    def backing(name: str) -> Pod:
        value = {"metadata": {"name": f"{name}-0", "namespace": "shop", "labels": {"app": name}}}
        return msgspec.convert(value, Pod)

    found = findings(
        told("crash.dependency-unreachable", "egg", root=replace_name(SERVICE, "hen")),
        told("crash.dependency-unreachable", "hen", root=replace_name(SERVICE, "egg")),
        objects=(service("egg"), service("hen")),
        pods=(backing("egg"), backing("hen")),
    )
    assert {f.subject.name for f in found} == {"egg", "hen"}


def rollout(available: int) -> tuple[KubeObject, ...]:
    annotations = {"deployment.kubernetes.io/revision": "2"}
    meta = {"namespace": "shop", "annotations": annotations}
    status = {"replicas": 4, "updatedReplicas": 1, "availableReplicas": available}
    return (
        msgspec.convert({"kind": "Deployment", "metadata": {"name": "web", **meta}, "status": status}, Workload),
        msgspec.convert({"kind": "ReplicaSet", "metadata": {"name": "web-new", **meta}}, Workload),
    )


def test_a_rollout_whose_former_replicas_serve_is_a_warning_that_says_so() -> None:
    (found,) = findings(told("crash.application-error", "web", replica_set="web-new"), objects=rollout(available=3))
    assert found.severity is Severity.WARNING
    assert "3" in found.explanation
    assert "web-new" in found.explanation


def test_a_rollout_without_former_replicas_is_as_grave_as_its_cause() -> None:
    (found,) = findings(told("crash.application-error", "web", replica_set="web-new"), objects=rollout(available=0))
    assert found.severity is Severity.CRITICAL


def test_findings_are_ranked_by_severity_then_reach() -> None:
    one = replace(told("crash.application-error", "small"), severity=Severity.WARNING)
    wide = [told("crash.application-error", "wide", number) for number in range(3)]
    found = findings(one, told("crash.application-error", "narrow"), *wide)
    assert [(f.rank, f.subject.name) for f in found] == [(1, "wide"), (2, "narrow"), (3, "small")]


def test_an_unrelated_finding_changes_no_other() -> None:
    alone = findings(told("crash.application-error", "web"))
    together = findings(told("crash.application-error", "web"), told("crash.signal", "batch"))
    same = next(f for f in together if f.subject.name == "web")
    assert msgspec.structs.replace(same, rank=1) == alone[0]


def test_commands_quote_facts_for_the_shell() -> None:
    (found,) = findings(told("crash.application-error", "web", namespace="shop; rm -rf /", pod="web-0"))
    commands = [step.command for step in found.next] + [remedy.command for remedy in found.remedies]
    assert any("'shop; rm -rf /'" in command for command in commands)
    assert not any("n shop; rm" in command for command in commands)
