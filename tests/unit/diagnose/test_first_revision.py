"""Going back is only offered to a workload that may have a former revision."""

from typing import Any

import pytest

from kanivete.diagnose.engine import diagnose
from kanivete.model import Scope
from tests.unit.diagnose.test_service import LABELS, Manifest, cluster, crashing

REVISION = "deployment.kubernetes.io/revision"


def owned(by: str, name: str = "web") -> list[Manifest]:
    owner = {"apiVersion": "apps/v1", "kind": by, "name": name, "uid": "1", "controller": True}
    return [owner]


def commands(*manifests: Manifest) -> list[str]:
    findings, _coverage = diagnose(cluster(*manifests), Scope(namespaces=("shop",)))
    return [remedy.command for finding in findings for remedy in finding.remedies]


def of_deployment(revision: str) -> list[Manifest]:
    notes = {"annotations": {REVISION: revision}} if revision else {}
    broken = crashing()
    broken["metadata"]["ownerReferences"] = owned("ReplicaSet", "web-7d")
    template: Any = {"metadata": {"labels": LABELS}}
    spec = {"replicas": 1, "selector": {"matchLabels": LABELS}, "template": template}
    of = {"name": "web-7d", **notes, "ownerReferences": owned("Deployment")}
    return [
        broken,
        {"kind": "ReplicaSet", "metadata": of, "spec": spec},
        {"kind": "Deployment", "metadata": {"name": "web", **notes}, "spec": spec},
    ]


def of_stateful_set(generation: int) -> list[Manifest]:
    broken = crashing()
    broken["metadata"]["ownerReferences"] = owned("StatefulSet")
    spec = {"replicas": 1, "selector": {"matchLabels": LABELS}, "template": {"metadata": {"labels": LABELS}}}
    return [broken, {"kind": "StatefulSet", "metadata": {"name": "web", "generation": generation}, "spec": spec}]


@pytest.mark.parametrize("manifests", [of_deployment("1"), of_stateful_set(1)])
def test_nothing_goes_back_from_the_first_revision(manifests: list[Manifest]) -> None:
    told = commands(*manifests)
    assert told
    assert not [command for command in told if "rollout undo" in command]


@pytest.mark.parametrize("manifests", [of_deployment("2"), of_deployment(""), of_stateful_set(2), of_stateful_set(0)])
def test_any_other_may_be_gone_back_from(manifests: list[Manifest]) -> None:
    assert [command for command in commands(*manifests) if command.startswith("kubectl rollout undo -n shop")]
