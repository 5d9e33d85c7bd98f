"""Leaders that fell silent, and leases that only look so."""

from typing import Any

import pytest

from kanivete.kube.nodes import Lease, Node
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Scope
from tests.unit.diagnose.fakes import FakeSource, ago
from tests.unit.diagnose.objects.making import condition, findings, made

NAMED = Scope(namespaces=("shop",), names=(("deploy", "web"),))


def lease(name: str, *, namespace: str = "kube-system", **since: float) -> Lease:
    return made(
        Lease, "Lease", name, namespace=namespace, spec={"holderIdentity": f"cp_{name}", "renewTime": ago(**since)}
    )


FRESH = lease("apiserver-1", seconds=8)
CONTROLLERS = lease("kube-controller-manager", seconds=2)
SCHEDULER = lease("kube-scheduler", seconds=2)
NO_CONTROLLERS = lease("kube-controller-manager", minutes=9)
NO_SCHEDULER = lease("kube-scheduler", minutes=9)


def deployment(generation: int = 2, observed: int = 1, *, updated: float = 60) -> Workload:
    changed = condition("Progressing", "True", "NewReplicaSetAvailable") | {"lastUpdateTime": ago(minutes=updated)}
    return made(
        Workload,
        "Deployment",
        "web",
        metadata={"generation": generation},
        status={"observedGeneration": observed, "conditions": [changed]},
    )


def waiting(name: str = "web-1", *, scheduler: str = "default-scheduler", minutes: float = 5, **fields: Any) -> Pod:
    metadata = {"creationTimestamp": ago(minutes=minutes)}
    spec = {"schedulerName": scheduler, **fields.pop("spec", {})}
    return made(Pod, "Pod", name, metadata=metadata, spec=spec, status={"phase": "Pending", **fields})


def test_controllers_that_nobody_hears_and_a_change_that_nobody_saw_are_proof() -> None:
    (found,) = findings(FRESH, SCHEDULER, NO_CONTROLLERS, deployment())
    assert (found.cause, found.certainty) == ("cluster.controller-manager-silent", Certainty.PROVEN)
    assert str(found.subject) == "Lease kube-system/kube-controller-manager"
    assert [one.text for one in found.evidence] == [
        f"renewTime: {ago(minutes=9)}, holder: cp_kube-controller-manager",
        f"renewTime: {ago(seconds=2)}, holder: cp_kube-scheduler",
        "metadata.generation: 2, observedGeneration: 1",
    ]
    assert [(str(one.subject), one.symptom) for one in found.consequences] == [("Deployment shop/web", "NotReconciled")]
    assert found.since == ago(minutes=9)


def test_without_a_change_that_waits_it_is_likely() -> None:
    (found,) = findings(FRESH, NO_CONTROLLERS, deployment(observed=2))
    assert (found.cause, found.certainty) == ("cluster.controller-manager-silent", Certainty.LIKELY)


def test_one_who_asks_about_a_deployment_that_nobody_looks_at_is_told() -> None:
    (found,) = findings(FRESH, NO_CONTROLLERS, deployment(observed=0), scope=NAMED)
    assert found.cause == "cluster.controller-manager-silent"


def test_a_cluster_that_works_is_asked_for_its_leases_once_and_for_no_deployment() -> None:
    from kanivete.diagnose.engine import diagnose

    source = FakeSource([], [FRESH, CONTROLLERS, SCHEDULER, made(Pod, "Pod", "calm", status={"phase": "Succeeded"})])
    assert diagnose(source, Scope())[0] == ()
    asked = {one for one in source.asked if one[1] in ("leases", "deployments")}
    assert asked == {("list", "leases", "kube-system")}


@pytest.mark.parametrize(
    "objects",
    [
        (FRESH, CONTROLLERS, deployment()),
        (FRESH, lease("kube-controller-manager", seconds=40), deployment()),
        (lease("apiserver-1", minutes=9), NO_CONTROLLERS, NO_SCHEDULER, deployment()),
        (NO_CONTROLLERS, deployment()),
        (FRESH, deployment()),
        (FRESH, NO_CONTROLLERS, deployment(updated=2)),
        (FRESH, lease("kube-controller-manager", hours=30), deployment(observed=2, updated=60 * 40)),
        (FRESH, made(Lease, "Lease", "kube-controller-manager", namespace="kube-system"), deployment()),
    ],
    ids=["well", "between-two", "all-old-together", "alone", "none", "works-without", "left-over", "never-renewed"],
)
def test_leases_that_prove_nothing(objects: tuple[Any, ...]) -> None:
    assert findings(*objects) == ()


def test_where_no_other_leader_is_heard_the_nodes_are_asked() -> None:
    ready = {"conditions": [condition("Ready", "True", "KubeletReady")]}
    node = made(Node, "Node", "node1", namespace="", status=ready)
    heard = lease("node1", namespace="kube-node-lease", seconds=5)
    found = findings(NO_CONTROLLERS, NO_SCHEDULER, node, heard)
    assert {one.cause for one in found} == {"cluster.controller-manager-silent", "cluster.scheduler-silent"}
    assert all(one.evidence[1].object and one.evidence[1].object.name == "node1" for one in found)


def test_a_namespace_that_asks_for_nothing_of_it_is_not_bothered() -> None:
    assert findings(FRESH, NO_CONTROLLERS, NO_SCHEDULER, deployment(), scope=Scope(namespaces=("shop",))) == ()


def test_pods_that_wait_without_a_word_are_the_silent_schedulers() -> None:
    (found,) = findings(FRESH, NO_SCHEDULER, waiting(), waiting("web-2"))
    assert (found.cause, found.certainty) == ("cluster.scheduler-silent", Certainty.PROVEN)
    assert str(found.subject) == "Lease kube-system/kube-scheduler"
    assert {one.subject.name for one in found.consequences} == {"web-1", "web-2"}


def test_in_a_namespace_they_are_what_tells() -> None:
    (found,) = findings(FRESH, NO_SCHEDULER, waiting(), scope=Scope(namespaces=("shop",)))
    assert (found.cause, found.certainty, str(found.subject)) == (
        "cluster.scheduler-silent",
        Certainty.PROVEN,
        "Pod shop/web-1",
    )
    assert found.evidence[-1].text == "phase: Pending, conditions: 0"


@pytest.mark.parametrize(("name", "certainty"), [("nobody", Certainty.LIKELY), ("default-scheduler", "possible")])
def test_a_scheduler_that_says_nothing_of_a_pod_may_not_be_there(name: str, certainty: str) -> None:
    (found,) = findings(FRESH, SCHEDULER, waiting(scheduler=name))
    assert (found.cause, found.certainty) == ("scheduling.no-scheduler", certainty)
    assert found.evidence[0].text == name


@pytest.mark.parametrize(
    "pod",
    [
        waiting(scheduler="nobody", minutes=0.5),
        waiting(minutes=4),
        waiting(scheduler="nobody", conditions=[condition("PodScheduled", "False", "SchedulingGated", "gated")]),
        waiting(scheduler="nobody", spec={"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}]}),
        waiting(scheduler="nobody", spec={"nodeName": "node1"}, minutes=0.1),
    ],
    ids=["young", "in-a-long-queue", "heard", "volumes-first", "has-a-node"],
)
def test_a_pod_of_which_a_scheduler_may_know(pod: Pod) -> None:
    assert "scheduling.no-scheduler" not in {one.cause for one in findings(FRESH, SCHEDULER, pod)}
