"""Pods of a former template that a StatefulSet does not replace, and those that it will."""

from typing import Any

import pytest

from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import Finding
from tests.unit.diagnose.objects.making import findings, made

NEWEST = "db-8bffbb54"
FORMER = "db-7d44b4fcd8"


def pod(revision: str = FORMER) -> Pod:
    """One whose image does not exist."""
    name = "docker.io/library/alpine:vraus"
    why = f'failed to pull and unpack image "{name}": failed to resolve reference "{name}": {name}: not found'
    waiting = {"reason": "ErrImagePull", "message": why}
    owners = [{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "db", "controller": True}]
    return made(
        Pod,
        "Pod",
        "db-1",
        metadata={"ownerReferences": owners, "labels": {"controller-revision-hash": revision}},
        spec={"nodeName": "node1", "containers": [{"name": "db", "image": "alpine:vraus"}]},
        status={
            "phase": "Pending",
            "containerStatuses": [{"name": "db", "image": "alpine:vraus", "state": {"waiting": waiting}}],
        },
    )


def stateful_set(latest: str = NEWEST, **spec: Any) -> Workload:
    return made(Workload, "StatefulSet", "db", spec={"replicas": 2, **spec}, status={"updateRevision": latest})


def found(*objects: Any) -> Finding:
    (one,) = findings(*objects)
    assert one.cause == "image.tag-not-found"
    return one


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({}, "OrderedReady"),
        ({"podManagementPolicy": "OrderedReady", "updateStrategy": {"type": "RollingUpdate"}}, "OrderedReady"),
        ({"podManagementPolicy": "Parallel", "updateStrategy": {"type": "OnDelete"}}, "OnDelete"),
    ],
)
def test_the_first_thing_to_do_is_to_delete_the_pod(spec: dict[str, Any], why: str) -> None:
    one = found(pod(), stateful_set(**spec))
    assert f"Pod db-1 was made from a former template (revision {FORMER}, now {NEWEST})." in one.explanation
    assert why in one.explanation
    assert one.remedies[0].command == "kubectl delete pod -n shop db-1"


@pytest.mark.parametrize(
    "objects",
    [
        (pod(NEWEST), stateful_set()),
        (pod(), stateful_set(podManagementPolicy="Parallel")),
        (pod(), stateful_set(updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 2}})),
        (pod(), stateful_set(latest="")),
        (pod(revision=""), stateful_set()),
        (pod(),),
    ],
    ids=["newest", "replaced-by-itself", "kept-by-the-partition", "unknown-latest", "unknown-own", "not-seen"],
)
def test_nothing_is_said_where_the_template_is_the_pods_or_it_is_replaced_anyway(objects: tuple[Any, ...]) -> None:
    one = found(*objects)
    assert "former template" not in one.explanation
    assert not any("delete pod" in remedy.command for remedy in one.remedies)
