"""Changes that do not come to the pods: held back by settings, by a broken pod, by a control plane that has stopped."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kanivete.cli.running import run
from kanivete.model import Certainty, Finding, Scope
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import Tap, write
from tests.e2e.playing import diagnosed
from tests.e2e.waiting import looked, until
from tests.rig.cluster import Cluster

Manifest = dict[str, Any]
WHOLE = Scope()


def workload(kind: str, name: str, image: str = "alpine:3.20", **spec: Any) -> Manifest:
    container = {"name": "main", "image": image, "command": ["sleep", "1000"]}
    template = {
        "metadata": {"labels": {"app": name}},
        "spec": {"terminationGracePeriodSeconds": 1, "containers": [container]},
    }
    spec = {"selector": {"matchLabels": {"app": name}}, "template": template, **spec}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}


def kubectl(cluster: Cluster, namespace: str, *words: str, stdin: str = "") -> str:
    done = cluster.kubectl("-n", namespace, *words, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


def apply(cluster: Cluster, namespace: str, *manifests: Manifest) -> None:
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests})
    kubectl(cluster, namespace, "apply", "-f", "-", stdin=text)


def named(cluster: Cluster, namespace: str, kind: str, name: str) -> list[Finding]:
    scope = Scope(namespaces=(namespace,), names=((kind, name),))
    return list(diagnosed(cluster.kubeconfig, scope)[0].findings)


HELD: dict[str, tuple[str, dict[str, Any]]] = {
    "rollout.paused": ("Deployment", {}),
    "rollout.on-delete": ("StatefulSet", {"serviceName": "x", "updateStrategy": {"type": "OnDelete"}}),
    "rollout.partition": (
        "StatefulSet",
        {"serviceName": "x", "replicas": 2, "updateStrategy": {"rollingUpdate": {"partition": 1}}},
    ),
}


def test_a_change_that_is_held_back_is_told_to_who_asks_for_it_by_name(cluster: Cluster, namespace: str) -> None:
    apply(cluster, namespace, *(workload(kind, cause[8:], **spec) for cause, (kind, spec) in HELD.items()))
    kubectl(cluster, namespace, "wait", "--for=condition=Ready", "pod", "-l", "app", "--timeout=120s")
    ready = "jsonpath={.status.readyReplicas}"
    until(lambda: kubectl(cluster, namespace, "get", "sts/partition", "-o", ready) == "2", "two pods")
    kubectl(cluster, namespace, "rollout", "pause", "deploy/paused")
    for cause, (kind, _spec) in HELD.items():
        assert named(cluster, namespace, kind, cause[8:]) == []
        kubectl(cluster, namespace, "set", "env", f"{kind}/{cause[8:]}", "CHANGED=1")
    for cause, (kind, _spec) in HELD.items():
        found = looked(lambda of=(kind, cause[8:]): named(cluster, namespace, *of), bool)  # type: ignore[misc]
        assert [(one.cause, one.certainty) for one in found] == [(cause, Certainty.PROVEN)]
    assert diagnosed(cluster.kubeconfig, Scope(namespaces=(namespace,)))[0].findings == ()


def test_a_corrected_stateful_set_says_that_its_broken_pod_has_to_be_deleted(cluster: Cluster, namespace: str) -> None:
    apply(cluster, namespace, workload("StatefulSet", "db", "alpine:vraus", serviceName="db"))

    def first() -> list[Finding]:
        return [one for one in named(cluster, namespace, "sts", "db") if one.cause == "image.tag-not-found"]

    [broken] = looked(first, bool)
    assert "former template" not in broken.explanation
    apply(cluster, namespace, workload("StatefulSet", "db", serviceName="db"))
    [kept] = looked(first, lambda found: bool(found and "former template" in found[0].explanation))
    assert kept.remedies[0].command == f"kubectl delete pod -n {namespace} db-0"
    kubectl(cluster, namespace, *kept.remedies[0].command.split()[1:3], "db-0", "--wait=false")
    kubectl(cluster, namespace, "rollout", "status", "sts/db", "--timeout=120s")
    assert named(cluster, namespace, "sts", "db") == []


@contextmanager
def stopped(cluster: Cluster, *units: str) -> Iterator[None]:
    """The control plane without these, until both renew their leases again."""
    try:
        assert cluster.on("cp", "systemctl", "stop", *units).returncode == 0
        yield
    finally:
        cluster.on("cp", "systemctl", "start", *units)


@pytest.mark.sweep
@pytest.mark.disruptive
def test_a_control_plane_that_stands_still_is_why_nothing_happens(
    cluster: Cluster, namespace: str, tmp_path: Path
) -> None:
    apply(cluster, namespace, workload("Deployment", "web"))
    kubectl(cluster, namespace, "rollout", "status", "deploy/web", "--timeout=120s")
    with stopped(cluster, "kube-controller-manager", "kube-scheduler"):
        kubectl(cluster, namespace, "set", "env", "deploy/web", "CHANGED=1")
        pod = workload("Deployment", "alone")["spec"]["template"]
        apply(cluster, namespace, {"apiVersion": "v1", "kind": "Pod", **pod, "metadata": {"name": "alone"}})
        found, tap = looked(lambda: diagnosed(cluster.kubeconfig, WHOLE), lambda seen: _both(seen[0].findings), 150, 5)
        assert _both(found.findings), [one.cause for one in found.findings]
        assert_same_kept(tap, found.findings, tmp_path / "snapshot.tar.gz")
        [web] = named(cluster, namespace, "deploy", "web")
        assert web.cause == "cluster.controller-manager-silent"
        [alone] = named(cluster, namespace, "pod", "alone")
        assert alone.cause == "cluster.scheduler-silent"
    kubectl(cluster, namespace, "rollout", "status", "deploy/web", "--timeout=120s")
    kubectl(cluster, namespace, "wait", "--for=condition=Ready", "pod/alone", "--timeout=120s")
    assert named(cluster, namespace, "deploy", "web") == []


def _both(found: tuple[Finding, ...]) -> bool:
    sure = {one.cause for one in found if one.certainty is Certainty.PROVEN}
    return sure >= {"cluster.controller-manager-silent", "cluster.scheduler-silent"}


def assert_same_kept(tap: Tap, found: tuple[Finding, ...], file: Path) -> None:
    write(tap, file)
    assert run(open_recording(str(file)), WHOLE).findings == found
