"""Services that nobody answers behind; each fault has a twin that looks like it and must stay silent."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanivete.diagnose.engine import diagnose
from kanivete.diagnose.scope import NothingMatchedError
from kanivete.kube.health import may_be_unhealthy
from kanivete.kube.kinds import ENDPOINT_SLICES, INGRESSES, PODS, SERVICES, Kind, kind_named
from kanivete.kube.meta import KubeObject
from kanivete.kube.typed import converted
from kanivete.model import Certainty, Finding, Gap, Scope, Severity
from kanivete.sources.base import LogRequest, Missing, PodTriage
from tests.unit.diagnose.fakes import FakeSource, ago, event

Manifest = dict[str, Any]
LABELS = {"app": "web"}
HTTP = [{"name": "http", "containerPort": 8080}]


class Cluster(FakeSource):
    """A source that hands out for examination only those pods that may be unhealthy, as real ones do."""

    gap: Gap | None = None

    def pods(self, scope: Scope) -> PodTriage:
        found = super().pods(scope).pods
        return PodTriage(tuple(pod for pod in found if may_be_unhealthy(pod, self.now)), len(found))

    def gaps(self) -> tuple[Gap, ...]:
        return (self.gap,) if self.gap else ()


def pod(
    name: str = "web-1", *, labels: Manifest = LABELS, ready: bool = True, ports: Any = HTTP, **more: Any
) -> Manifest:
    status = {"type": "Ready", "status": "True" if ready else "False", "lastTransitionTime": ago(minutes=9)}
    containers = {"type": "ContainersReady", "status": "True", "lastTransitionTime": ago(minutes=9)}
    statuses = [{"name": "main", "ready": True, "state": {"running": {"startedAt": ago(minutes=10)}}}]
    return {
        "kind": "Pod",
        "metadata": {"name": name, "labels": labels, "creationTimestamp": ago(minutes=10)},
        "spec": {"nodeName": "n1", "containers": [{"name": "main", "ports": list(ports)}]},
        "status": {"phase": "Running", "podIP": "10.0.0.1", "conditions": [status, containers],
                   "containerStatuses": statuses, **more},
    }  # fmt: skip


def crashing(name: str = "web-1") -> Manifest:
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    ended = {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": ago(minutes=1)}}
    status = {"name": "main", "state": waiting, "lastState": ended, "restartCount": 5, "imageID": "sha256:1"}
    made = pod(name, ready=False, containerStatuses=[status])
    made["status"]["conditions"][1]["status"] = "False"
    return made


def service(name: str = "web", selector: Manifest = LABELS, *, age: float = 30, **spec: Any) -> Manifest:
    ports = [{"name": "main", "port": 80, "targetPort": "http"}]
    return {
        "kind": "Service",
        "metadata": {"name": name, "creationTimestamp": ago(minutes=age)},
        "spec": {"type": "ClusterIP", "clusterIP": "10.96.0.7", "selector": selector, "ports": ports, **spec},
    }


def slice_of(name: str = "web", *ready: bool, ports: tuple[str, ...] = ("main",)) -> Manifest:
    return {
        "kind": "EndpointSlice",
        "metadata": {"name": f"{name}-x", "labels": {"kubernetes.io/service-name": name}},
        "addressType": "IPv4",
        "ports": [{"name": port, "port": 8080} for port in ports],
        "endpoints": [{"addresses": ["10.0.0.1"], "conditions": {"ready": one}} for one in ready],
    }


def workload(kind: str, replicas: int | None = 1, labels: Manifest = LABELS, **meta: Any) -> Manifest:
    template = {"metadata": {"labels": labels}}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    return {"kind": kind, "metadata": {"name": "web", **meta}, "spec": spec}


def made(manifests: tuple[Manifest, ...]) -> list[KubeObject]:
    found = []
    for manifest in manifests:
        kind = kind_named(manifest["kind"])
        assert kind
        meta = {**({"namespace": "shop"} if kind.namespaced else {}), **manifest["metadata"]}
        found.append(converted({**manifest, "metadata": meta}, kind.type))
    return found


def cluster(*manifests: Manifest, unseen: tuple[Kind[Any], ...] = (), **more: Any) -> Cluster:
    return Cluster(objects=made(manifests), unseen=unseen, **more)


def findings(*manifests: Manifest, named: str = "", **more: Any) -> tuple[Finding, ...]:
    names = ((named.split("/")[0], named.split("/")[1]),) if named else ()
    return diagnose(cluster(*manifests, **more), Scope(namespaces=("shop",), names=names))[0]


def causes(*manifests: Manifest, named: str = "", **more: Any) -> list[str]:
    return [finding.cause for finding in findings(*manifests, named=named, **more)]


def test_a_service_with_a_ready_endpoint_is_silent_and_costs_its_lists_alone() -> None:
    source = cluster(pod(), service(), slice_of("web", True))
    assert diagnose(source, Scope(namespaces=("shop",)))[0] == ()
    assert ("list", PODS.resource, "shop") not in source.asked
    assert source.asked.count(("list", SERVICES.resource, "shop")) == 1
    assert source.asked.count(("list", ENDPOINT_SLICES.resource, "shop")) == 1


def test_a_typing_error_in_the_selector_is_named_with_the_pod_that_was_meant() -> None:
    [found] = findings(pod(), service(selector={"app": "wbe"}), slice_of())
    assert (found.cause, found.severity) == ("service.selector-matches-nothing", Severity.WARNING)
    assert [one.text for one in found.evidence] == ["app=wbe", "app=web"]
    assert found.remedies[0].command == "kubectl set selector -n shop service/web app=web"


def test_a_service_that_resembles_nothing_and_that_nobody_refers_to_is_a_remark() -> None:
    [found] = findings(pod(), service(selector={"app": "billing"}), slice_of())
    assert (found.cause, found.severity) == ("service.selector-matches-nothing", Severity.INFO)
    assert "left over" in found.explanation


def test_where_an_ingress_leads_to_it_it_is_more_and_the_ingress_suffers() -> None:
    front = {
        "kind": "Ingress",
        "metadata": {"name": "front", "creationTimestamp": ago(minutes=30)},
        "spec": {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}},
        "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}},
    }
    [found] = findings(pod(), service(selector={"app": "billing"}), slice_of(), front)
    assert found.severity == Severity.WARNING
    assert [(one.subject.kind, one.subject.name) for one in found.consequences] == [("Ingress", "front")]


def test_the_other_colour_of_pods_that_have_a_service_is_a_remark() -> None:
    blue, green = {"app": "web", "slot": "blue"}, {"app": "web", "slot": "green"}
    [found] = findings(
        pod(labels=blue), service("live", blue), slice_of("live", True), service("next", green), slice_of("next")
    )
    assert (found.subject.name, found.severity) == ("next", Severity.INFO)


def test_pods_of_a_new_version_that_no_service_picks_are_missed() -> None:
    [found] = findings(
        pod(labels={"app": "web", "version": "v2"}), service(selector={"app": "web", "version": "v1"}), slice_of()
    )
    assert found.severity == Severity.WARNING


def owned(manifest: Manifest) -> Manifest:
    owner = {"apiVersion": "example.com/v1", "kind": "Database", "name": "db", "controller": True}
    return {**manifest, "metadata": {**manifest["metadata"], "ownerReferences": [owner]}}


@pytest.mark.parametrize(
    "twin",
    [
        pytest.param((service(selector={}), slice_of("web", True)), id="no selector, endpoints by hand"),
        pytest.param((service(selector={}),), id="no selector, no endpoints: a leader election's"),
        pytest.param((service(selector={"app": "wbe"}, clusterIP="None"), slice_of()), id="headless"),
        pytest.param((service(selector={"app": "wbe"}, publishNotReadyAddresses=True), slice_of()), id="not ready too"),
        pytest.param((service(selector={"app": "wbe"}, age=0.5), slice_of()), id="young"),
        pytest.param((owned(service(selector={"app": "wbe"})), slice_of()), id="an operator's"),
        pytest.param((service(type="ExternalName", externalName="db.example.com", ports=[]),), id="a name outside"),
        pytest.param((service(type="ExternalName", externalName="web.shop.svc.other.example"),), id="another cluster"),
        pytest.param((service(selector={"app": "a"}), workload("Deployment", 0, {"app": "a"})), id="scaled to zero"),
        pytest.param(
            (service(selector={"app": "a"}), workload("StatefulSet", 0, {"app": "a"})), id="scaled to zero, sts"
        ),
        pytest.param((service(selector={"app": "a"}), workload("DaemonSet", None, {"app": "a"})), id="no node for it"),
        pytest.param((service(selector={"app": "a"}), workload("Job", None, {"app": "a"})), id="a Job that is over"),
    ],
)
def test_services_with_nobody_behind_that_nobody_misses_are_silent(twin: tuple[Manifest, ...]) -> None:
    assert causes(pod(), *twin) == []


def test_a_former_revision_is_no_workload_that_would_make_such_pods() -> None:
    owner = [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "controller": True}]
    old = workload("ReplicaSet", 0, {"app": "web", "tier": "old"}, ownerReferences=owner)
    [found] = findings(pod(), service(selector={"app": "web", "tier": "old"}), slice_of(), old)
    assert found.cause == "service.selector-matches-nothing"


@pytest.mark.parametrize(
    ("manifests", "cause"),
    [
        ((service(), workload("Deployment", 0)), "service.scaled-to-zero"),
        ((service(selector={}),), "service.no-endpoints"),
        ((service(selector={"app": "wbe"}, clusterIP="None"), slice_of()), "service.selector-matches-nothing"),
        ((service(type="LoadBalancer"), pod(), slice_of("web", True)), "service.load-balancer-pending"),
    ],
)
def test_who_asks_about_a_service_by_name_hears_more(manifests: tuple[Manifest, ...], cause: str) -> None:
    assert causes(*manifests) == []
    assert causes(*manifests, named="svc/web") == [cause]


def test_endpoints_of_pods_that_crash_are_a_consequence_of_the_crash() -> None:
    [found] = findings(crashing(), service(), slice_of("web", False))
    assert found.cause.startswith("crash.")
    assert [(one.subject.kind, one.symptom) for one in found.consequences] == [("Service", "NoReadyEndpoints")]


def test_pods_that_are_still_getting_ready_make_no_finding() -> None:
    starting = pod(ready=False)
    starting["status"]["conditions"][1]["status"] = "False"
    assert causes(starting, service(), slice_of("web", False)) == []


def test_a_readiness_gate_that_nobody_opens_leaves_no_ready_endpoint() -> None:
    [found] = findings(pod(ready=False), service(), slice_of("web", False))
    assert (found.cause, found.certainty) == ("service.no-ready-endpoints", Certainty.PROVEN)


def test_a_readiness_gate_may_take_its_time() -> None:
    young = pod(ready=False)
    young["status"]["conditions"][1]["lastTransitionTime"] = ago(seconds=90)
    assert causes(young, service(), slice_of("web", False)) == []


def test_a_named_port_that_no_pod_has_is_left_out_of_the_slices() -> None:
    [found] = findings(
        pod(), service(ports=[{"name": "main", "port": 80, "targetPort": "web"}]), slice_of("web", True, ports=())
    )
    assert (found.cause, found.severity) == ("service.wrong-target-port", Severity.CRITICAL)
    assert [one.text for one in found.evidence] == ["web", "http 8080"]


def test_a_named_port_that_only_the_new_pods_of_a_rollout_have_is_silent() -> None:
    old = slice_of("web", True, ports=())
    new = {**slice_of("web", False), "metadata": {**slice_of("web")["metadata"], "name": "web-y"}}
    assert causes(pod(ports=()), pod("web-2"), service(), old, new) == []


def test_an_external_name_that_is_an_address_or_a_service_that_does_not_exist() -> None:
    address = service("a", type="ExternalName", externalName="192.0.2.7", ports=[])
    nobody = service("b", type="ExternalName", externalName="dbb.shop.svc.cluster.local", ports=[])
    there = service("c", type="ExternalName", externalName="db.shop.svc.cluster.local.", ports=[])
    found = findings(pod(), address, nobody, there, service("db"), slice_of("db", True))
    assert [one.cause for one in found] == ["service.external-name", "service.external-name-not-found"]
    assert "did you mean db?" in found[1].evidence[1].text


def balanced(name: str, address: str = "", *, age: float = 30) -> Manifest:
    status = {"loadBalancer": {"ingress": [{"ip": address}] if address else []}}
    return {**service(name, type="LoadBalancer", age=age), "status": status}


def test_a_load_balancer_that_could_not_be_made_quotes_its_controller() -> None:
    about = event(made((pod("lb"),))[0], "SyncLoadBalancerFailed", "Error syncing load balancer: no quota")  # type: ignore[arg-type]
    about = converted_event(about)
    [found] = findings(pod(), balanced("lb"), slice_of("lb", True), events=[about])
    assert found.cause == "service.load-balancer-failed"
    assert "no quota" in found.evidence[0].text


def converted_event(about: Any) -> Any:
    from msgspec.structs import replace

    return replace(about, involved_object=replace(about.involved_object, kind="Service", uid=""))


def test_one_that_pends_for_long_where_others_are_made() -> None:
    both = (slice_of("a", True), slice_of("b", True))
    assert causes(pod(), balanced("a"), balanced("b", "192.0.2.1"), *both) == ["service.load-balancer-pending"]
    assert causes(pod(), balanced("a", age=5), balanced("b", "192.0.2.1"), *both) == []
    assert causes(pod(), balanced("a"), balanced("b"), *both) == []


def test_without_endpoint_slices_the_pods_are_asked() -> None:
    wrong = service(selector={"app": "wbe"})
    assert causes(pod(), service(), unseen=(ENDPOINT_SLICES,)) == []
    assert causes(pod(), wrong, unseen=(ENDPOINT_SLICES,)) == ["service.selector-matches-nothing"]
    assert causes(pod(), wrong, unseen=(ENDPOINT_SLICES, PODS)) == []
    assert causes(pod(), service(ports=[{"port": 80, "targetPort": "web"}]), unseen=(ENDPOINT_SLICES,)) == [
        "service.wrong-target-port"
    ]


@pytest.mark.parametrize("resource", [PODS.resource, ENDPOINT_SLICES.resource, "deployments"])
def test_what_was_seen_in_part_proves_no_absence(resource: str) -> None:
    source = cluster(pod(), service(selector={"app": "wbe"}), slice_of())
    source.gap = Gap(resource, "shop", "the recording holds only some of them")
    found = [one.cause for one in diagnose(source, Scope(namespaces=("shop",)))[0]]
    assert found == ([] if resource != ENDPOINT_SLICES.resource else ["service.selector-matches-nothing"])


def test_a_namespace_of_services_alone_is_something() -> None:
    assert causes(service(), workload("Deployment", 0)) == []
    with pytest.raises(NothingMatchedError):
        findings()


def test_a_service_that_is_named_brings_the_pods_behind_it() -> None:
    other = crashing("other")
    other["metadata"]["labels"] = {"app": "other"}
    found = findings(crashing(), other, service(), slice_of("web", False), named="svc/web")
    assert [one.affected.objects[0].name for one in found] == ["web-1"] or "web-1" in str(found)
    assert not any("other" in str(one.subject) for one in found)


def test_labels_choose_services_that_carry_them_or_pick_such_pods() -> None:
    labelled = service("labelled", {"app": "wbe"})
    labelled["metadata"]["labels"] = {"team": "a"}
    source = cluster(pod(), labelled, service("other", {"app": "wbe"}), slice_of("labelled"), slice_of("other"))
    found = diagnose(source, Scope(namespaces=("shop",), selector="team=a"))[0]
    assert [one.subject.name for one in found] == ["labelled"]
    found = diagnose(source, Scope(namespaces=("shop",), selector="app=wbe"))[0]
    assert [one.subject.name for one in found] == ["labelled", "other"]


def test_nothing_is_asked_where_only_a_pod_is_named() -> None:
    source = cluster(pod(), service(selector={"app": "wbe"}), slice_of())
    assert diagnose(source, Scope(namespaces=("shop",), names=(("pod", "web-1"),)))[0] == ()
    assert not [asked for asked in source.asked if asked[1] in (SERVICES.resource, INGRESSES.resource)]


def unreachable(host: str) -> tuple[Manifest, dict[LogRequest, str]]:
    """A pod of another workload that crashes since it cannot reach the host, and what it said."""
    shop = crashing("shop-1")
    shop["metadata"]["labels"] = {"app": "shop"}
    said = f"dial tcp: lookup {host}: connect: connection refused\npanic: cannot connect to http://{host}:80/\n"
    return shop, {LogRequest("shop", "shop-1", "main", previous=True): said}


def test_a_crash_for_want_of_a_service_that_picks_nobody_is_one_finding_that_mends_the_service() -> None:
    shop, logs = unreachable("web")
    [found] = findings(shop, pod(), service(selector={"app": "webb"}), slice_of(), logs=logs)
    assert (found.cause, found.severity) == ("crash.dependency-unreachable", Severity.CRITICAL)
    assert "cannot connect to http://web:80" in found.evidence[0].text
    assert "app=webb" in " ".join(one.text for one in found.evidence)
    assert found.remedies[0].command == "kubectl set selector -n shop service/web app=web"


def test_a_crash_for_want_of_a_service_whose_pods_crash_is_one_finding_about_these_pods() -> None:
    shop, logs = unreachable("web")
    [found] = findings(shop, crashing(), service(), slice_of("web", False), logs=logs)
    assert found.subject.name == "web-1"
    assert {one.subject.name for one in found.consequences} == {"shop-1", "web"}


def test_a_crash_for_want_of_a_service_whose_pods_are_getting_ready_stays_a_finding() -> None:
    shop, logs = unreachable("web")
    starting = pod(ready=False)
    starting["status"]["conditions"][1]["status"] = "False"
    [found] = findings(shop, starting, service(), slice_of("web", False), logs=logs)
    assert (found.cause, found.subject.name) == ("crash.dependency-unreachable", "shop-1")


ODD = st.sampled_from(["", "web", "api", "main", "shop", "0", "kubernetes.io/service-name", "x.shop.svc", "$(reboot)"])
PORT = st.fixed_dictionaries(
    {}, optional={"name": ODD, "port": st.integers(-1, 9), "targetPort": ODD | st.integers(0, 9), "number": st.just(1)}
)
META = st.fixed_dictionaries({"name": ODD}, optional={"labels": st.dictionaries(ODD, ODD), "creationTimestamp": ODD})
ROUTE = st.fixed_dictionaries({}, optional={"name": ODD, "port": PORT})
BACKEND = st.fixed_dictionaries({}, optional={"service": ROUTE})
SPEC = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["", "ClusterIP", "ExternalName", "LoadBalancer"]),
        "selector": st.dictionaries(ODD, ODD, max_size=2),
        "ports": st.lists(PORT, max_size=2),
        "externalName": ODD,
        "ingressClassName": ODD,
        "defaultBackend": BACKEND,
        "tls": st.lists(st.fixed_dictionaries({}, optional={"secretName": ODD}), max_size=2),
    },
)
FRONTS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["Service", "Ingress", "IngressClass"]), "metadata": META}, optional={"spec": SPEC}
)
SLICES = st.fixed_dictionaries(
    {"kind": st.just("EndpointSlice"), "metadata": META},
    optional={"endpoints": st.lists(st.just({"addresses": [""]}), max_size=1), "ports": st.lists(PORT, max_size=1)},
)


@settings(max_examples=150, deadline=None)
@given(st.lists(FRONTS | SLICES, max_size=5), st.sampled_from(["", "svc/web", "ingress/web"]))
def test_odd_objects_break_nothing(odd: list[Manifest], named: str) -> None:
    with suppress(NothingMatchedError):
        for found in findings(pod(), *odd, named=named):
            assert found.evidence
            assert not any("$(reboot)" in one.command.replace("'$(reboot)'", "") for one in found.remedies)


def ready_since(minutes: float, **meta: Any) -> Manifest:
    made = pod()
    made["status"]["conditions"][0]["lastTransitionTime"] = ago(minutes=minutes)
    return {**made, "metadata": {**made["metadata"], **meta}}


@pytest.mark.parametrize("slices", [(slice_of(),), ()], ids=["empty", "none"])
def test_a_pod_that_is_ready_for_long_and_no_endpoint_says_that_nobody_writes_them(slices: Any) -> None:
    [found] = findings(ready_since(3), service(), *slices)
    assert (found.cause, found.certainty, str(found.subject)) == (
        "service.endpoints-stale",
        Certainty.LIKELY,
        "Service shop/web",
    )
    assert [one.text for one in found.evidence] == ["True", "endpoints: 0, ready: 0"]


@pytest.mark.parametrize(
    "overlooked",
    [ready_since(0.5), ready_since(3, deletionTimestamp=ago(seconds=5))],
    ids=["ready a moment ago", "going"],
)
def test_a_pod_that_has_yet_to_become_an_endpoint_or_is_one_no_more_is_none(overlooked: Manifest) -> None:
    assert findings(overlooked, service(), slice_of()) == ()


def test_slices_of_other_namespaces_say_nothing_of_this_ones() -> None:
    class OfSystemAlone(Cluster):
        def list(self, kind: Kind[Any], namespace: str = "") -> Any:
            return Missing.UNSEEN if kind is ENDPOINT_SLICES and namespace == "shop" else super().list(kind, namespace)

    elsewhere = slice_of("dns", True)
    elsewhere["metadata"]["namespace"] = "kube-system"
    assert diagnose(OfSystemAlone(objects=made((ready_since(3), service(), elsewhere))), Scope())[0] == ()
