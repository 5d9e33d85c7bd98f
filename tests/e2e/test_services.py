"""`diagnose` of Services and Ingresses on a real cluster: what is one finding, and what a name brings along."""

import json
from pathlib import Path
from typing import Any

import pytest

from kanivete.cli.running import run
from kanivete.model import Diagnosis, Finding, Scope
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import Tap, write
from tests.e2e.playing import diagnosed
from tests.e2e.waiting import looked
from tests.rig.cluster import Cluster

Manifest = dict[str, Any]
DEADLINE = 120.0


def workload(name: str, *command: str) -> Manifest:
    container = {"name": "main", "image": "python:3.11-slim", "command": list(command)}
    spec = {"terminationGracePeriodSeconds": 1, "containers": [container]}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": spec},
        },
    }


def service(name: str, selector: str) -> Manifest:
    spec = {"selector": {"app": selector}, "ports": [{"name": "main", "port": 80, "targetPort": 8080}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def front(name: str, to: str) -> Manifest:
    spec = {"defaultBackend": {"service": {"name": to, "port": {"number": 80}}}}
    meta = {"name": name, "annotations": {"kubernetes.io/ingress.class": "nobody"}}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": meta, "spec": spec}


CRASHES = workload("api", "python3", "-c", "raise SystemExit('no configuration')")
WORKS = workload("web", "python3", "-m", "http.server", "8080")
OBJECTS = [CRASHES, service("api", "api"), front("shop", "api"), WORKS, service("web", "web"), service("wrong", "webb")]


@pytest.fixture
def shop(cluster: Cluster, namespace: str) -> str:
    """A program that crashes behind a Service and an Ingress, one that works, and a Service that picks nobody."""
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": OBJECTS})
    done = cluster.kubectl("-n", namespace, "apply", "-f", "-", stdin=text)
    assert done.returncode == 0, done.stderr
    ready = cluster.kubectl("-n", namespace, "rollout", "status", "deployment/web", "--timeout=120s")
    assert ready.returncode == 0, ready.stderr
    return namespace


def first_finding(cluster: Cluster, scope: Scope) -> tuple[Diagnosis, Tap]:
    """The first diagnosis that finds something: a crash takes some restarts to be one."""
    return looked(lambda: diagnosed(cluster.kubeconfig, scope), lambda found: bool(found[0].findings), DEADLINE)


def suffering(finding: Finding) -> set[str]:
    return {f"{one.subject.kind}/{one.subject.name}" for one in finding.consequences}


def test_what_a_name_brings_along_and_what_it_leaves_out(cluster: Cluster, shop: str, tmp_path: Path) -> None:
    for name in (("svc", "api"), ("ingress", "shop")):
        diagnosis, tap = first_finding(cluster, Scope(namespaces=(shop,), names=(name,)))
        [finding] = diagnosis.findings
        assert (finding.subject.kind, finding.subject.name) == ("Deployment", "api")
        assert "Service/api" in suffering(finding)
        snapshot = tmp_path / f"{name[1]}.tar.gz"
        write(tap, snapshot)
        kept = run(open_recording(str(snapshot)), Scope(namespaces=(shop,), names=(name,)))
        assert (kept.findings, kept.coverage) == (diagnosis.findings, diagnosis.coverage)

    diagnosis, _ = diagnosed(cluster.kubeconfig, Scope(namespaces=(shop,), names=(("svc", "web"),)))
    assert diagnosis.findings == ()
    assert diagnosis.coverage.examined["services"] == 1

    diagnosis, _ = diagnosed(cluster.kubeconfig, Scope(namespaces=(shop,), names=(("svc", "wrong"),)))
    [finding] = diagnosis.findings
    assert finding.cause == "service.selector-matches-nothing"
    assert finding.remedies[0].command == f"kubectl set selector -n {shop} service/wrong app=web"


@pytest.mark.sweep
def test_pods_that_crash_are_one_finding_with_all_that_stands_before_them(cluster: Cluster, shop: str) -> None:
    def crashed() -> list[Finding]:
        return [
            one
            for one in diagnosed(cluster.kubeconfig, Scope(namespaces=(shop,)))[0].findings
            if one.subject.name == "api"
        ]

    [finding] = looked(crashed, lambda found: bool(found and suffering(found[0])), DEADLINE)
    assert suffering(finding) >= {"Service/api", "Ingress/shop"}


def test_a_namespace_that_has_only_a_service_is_looked_at(cluster: Cluster, namespace: str) -> None:
    done = cluster.kubectl("-n", namespace, "apply", "-f", "-", stdin=json.dumps(service("alone", "nobody")))
    assert done.returncode == 0, done.stderr
    diagnosis, _ = diagnosed(cluster.kubeconfig, Scope(namespaces=(namespace,), names=(("svc", "alone"),)))
    assert [one.cause for one in diagnosis.findings] == ["service.selector-matches-nothing"]
    diagnosis, _ = diagnosed(cluster.kubeconfig, Scope(namespaces=(namespace,)))
    assert diagnosis.coverage.examined["services"] == 1
