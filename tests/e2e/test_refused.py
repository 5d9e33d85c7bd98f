"""A workload without pods: named while the API server refuses them, by every name, and silent once it lets them be."""

import json

import pytest

from kanivete.cli.options import NothingMatched
from kanivete.cli.running import run
from kanivete.model import Diagnosis, Finding, Scope
from kanivete.sources.live import open_live
from tests.e2e.waiting import looked
from tests.rig.cluster import Cluster

"""Seconds: a controller that was refused waits longer each time before it tries again."""
QUOTA = {
    "apiVersion": "v1",
    "kind": "ResourceQuota",
    "metadata": {"name": "team"},
    "spec": {"hard": {"pods": "0"}},
}
WEB = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {
                "terminationGracePeriodSeconds": 1,
                "containers": [{"name": "web", "image": "alpine:3.20", "command": ["sleep", "1000"]}],
            },
        },
    },
}


def must(cluster: Cluster, *words: str, stdin: str | None = None) -> None:
    done = cluster.kubectl(*words, stdin=stdin)
    assert done.returncode == 0, done.stderr


def look(cluster: Cluster, scope: Scope) -> Diagnosis | None:
    """The diagnosis; None where there is nothing in the scope."""
    try:
        return run(open_live(str(cluster.kubeconfig), None, None), scope)
    except NothingMatched:
        return None


def refused(found: Diagnosis | None) -> list[Finding]:
    return [finding for finding in found.findings if finding.cause == "admission.quota"] if found else []


@pytest.fixture
def shop(cluster: Cluster, namespace: str) -> str:
    """A namespace whose only Deployment is refused all its pods."""
    for manifest in (QUOTA, WEB):
        must(cluster, "-n", namespace, "apply", "-f", "-", stdin=json.dumps(manifest))
    return namespace


def test_a_refused_workload_is_named_until_it_has_its_pods(cluster: Cluster, shop: str) -> None:
    whole = Scope(namespaces=(shop,))
    found = looked(lambda: look(cluster, whole), lambda it: bool(refused(it)))
    (finding,) = refused(found)
    assert (finding.subject.kind, finding.subject.name) == ("Deployment", "web")
    assert found is not None
    assert found.coverage.examined["pods"] == 0
    for scope in (
        Scope(namespaces=(shop,), names=(("deploy", "web"),)),
        Scope(namespaces=(shop,), selector="app=web"),
    ):
        assert refused(look(cluster, scope))
    everywhere = refused(look(cluster, Scope()))
    assert shop in {one.subject.namespace for one in everywhere}
    assert look(cluster, Scope(namespaces=(shop,), selector="app=other")) is None

    must(cluster, "-n", shop, "delete", "quota", "team")
    # Whoever changes the Deployment makes its controller try at once.
    must(cluster, "-n", shop, "scale", "deployment", "web", "--replicas=2")
    must(cluster, "-n", shop, "wait", "deployment", "web", "--for=condition=Available", "--timeout=60s")
    assert looked(lambda: look(cluster, whole), lambda it: it is not None and not it.findings)


def test_a_refusal_ends_with_what_was_wanted(cluster: Cluster, shop: str) -> None:
    scope = Scope(namespaces=(shop,))
    assert refused(looked(lambda: look(cluster, scope), lambda it: bool(refused(it))))
    must(cluster, "-n", shop, "scale", "deployment", "web", "--replicas=0")
    assert looked(lambda: look(cluster, scope), lambda it: it is None) is None
