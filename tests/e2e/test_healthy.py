"""Twenty healthy workloads of every kind, and what stands before them: silence, while they settle, change and end."""

import time
from pathlib import Path
from typing import Any

import yaml

from kanivete.cli.running import run
from kanivete.model import Finding, Scope
from kanivete.sources.live import open_live
from tests.e2e.stage import SCENARIOS, placed
from tests.rig.cluster import Cluster

HEALTHY = SCENARIOS / "healthy.yaml"
FRONTS = SCENARIOS / "healthy.services.yaml"
FRONTS_CHANGED = SCENARIOS / "healthy.services.changes.yaml"
LOOKS = 6
BETWEEN_LOOKS = 7.0


def documents(file: Path) -> list[dict[str, Any]]:
    return [document for document in yaml.safe_load_all(file.read_text()) if document]


def apply(cluster: Cluster, namespace: str, manifests: list[dict[str, Any]]) -> None:
    text = "\n---\n".join(yaml.safe_dump(placed(manifest, namespace)) for manifest in manifests)
    done = cluster.kubectl("apply", "-f", "-", stdin=text)
    assert done.returncode == 0, done.stderr


def findings(cluster: Cluster, namespace: str) -> list[tuple[str, str, str]]:
    source = open_live(str(cluster.kubeconfig), None, None)
    diagnosis = run(source, Scope(namespaces=(namespace,)))
    assert diagnosis.coverage.gaps == ()
    assert diagnosis.coverage.examined["pods"] >= 10
    assert diagnosis.coverage.examined["services"] >= 10
    return [_short(finding) for finding in diagnosis.findings]


def _short(finding: Finding) -> tuple[str, str, str]:
    return finding.cause, str(finding.subject), finding.evidence[0].text


def test_healthy_workloads_give_no_finding_before_during_and_after_a_change(cluster: Cluster, namespace: str) -> None:
    head, *manifests = documents(HEALTHY)
    apply(cluster, namespace, manifests + documents(FRONTS))
    time.sleep(head["settled"]["seconds"])
    assert findings(cluster, namespace) == []
    changes = [document for document in documents(SCENARIOS / head["changes"]) if "metadata" in document]
    changes += documents(FRONTS_CHANGED)
    apply(cluster, namespace, changes)
    for _ in range(LOOKS):
        assert findings(cluster, namespace) == []
        time.sleep(BETWEEN_LOOKS)
