"""Objects that say by their own status that they are broken, where a cluster makes them; and their healthy twins."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanivete.cli.running import run
from kanivete.model import Diagnosis, Finding, Scope
from kanivete.sources.live import open_api
from kanivete.sources.live.source import LiveSource
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import Tap, write
from tests.e2e.waiting import until
from tests.rig.cluster import Cluster

RESTING = Path(__file__).parent / "resting.yaml"
Manifest = dict[str, Any]


def must(cluster: Cluster, *words: str, stdin: str | None = None) -> str:
    done = cluster.kubectl(*words, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


def apply(cluster: Cluster, *manifests: Manifest) -> None:
    must(cluster, "apply", "-f", "-", stdin="\n---\n".join(yaml.safe_dump(one) for one in manifests))


def said(cluster: Cluster, *words: str, path: str) -> str:
    """What a field of an object says, empty while there is no such object."""
    return cluster.kubectl("get", *words, "-o", f"jsonpath={path}").stdout


def diagnosed(cluster: Cluster, scope: Scope, folder: Path, *, later: timedelta = timedelta()) -> Diagnosis:
    """The cluster as it is now, looked at so much later; a snapshot must say the same."""
    now = datetime.now(UTC).replace(microsecond=0) + later
    tap = Tap(LiveSource(open_api(str(cluster.kubeconfig), None, None), now))
    live = run(tap, scope)
    file = folder / f"{len(list(folder.iterdir()))}.tar.gz"
    write(tap, file)
    recorded = run(open_recording(str(file)), scope)
    assert (recorded.findings, recorded.coverage) == (live.findings, live.coverage)
    return live


def the_one(diagnosis: Diagnosis) -> Finding:
    (found,) = diagnosis.findings
    return found


@pytest.fixture
def resting(cluster: Cluster, namespace: str) -> Iterator[str]:
    """A namespace with one of each kind, all of them well."""
    text = RESTING.read_text().replace("RESTING", namespace)
    must(cluster, "-n", namespace, "apply", "-f", "-", stdin=text)
    yield namespace
    cluster.kubectl("delete", "storageclass", namespace, "--wait=false")


def test_what_rests_waits_or_is_over_is_silent(cluster: Cluster, resting: str, tmp_path: Path) -> None:
    there = ["-n", resting]
    # One run of the CronJob fails, and the next succeeds.
    must(cluster, *there, "create", "job", "first", "--from=cronjob/nightly")
    until(
        lambda: "Failed" in said(cluster, *there, "job", "first", path="{.status.conditions[*].type}"), "a failed run"
    )
    mended = [{"op": "replace", "path": "/spec/jobTemplate/spec/template/spec/containers/0/command", "value": ["true"]}]
    must(cluster, *there, "patch", "cronjob", "nightly", "--type=json", "-p", json.dumps(mended))
    must(cluster, *there, "create", "job", "second", "--from=cronjob/nightly")
    must(cluster, *there, "wait", "job/second", "job/once", "--for=condition=Complete", "--timeout=60s")
    scheduled = "{.status.lastSuccessfulTime}"
    until(lambda: bool(said(cluster, *there, "cronjob", "nightly", path=scheduled)), "the last successful time")
    active = '{.status.conditions[?(@.type=="ScalingActive")].reason}'
    until(lambda: said(cluster, *there, "hpa", "asleep", path=active) == "ScalingDisabled", "the autoscaler")
    until(lambda: said(cluster, *there, "pvc", "early", path="{.status.phase}") == "Pending", "the claim")
    until(lambda: "1" in said(cluster, *there, "job", "long", path="{.status.ready}"), "the Job that runs")

    for later in (timedelta(), timedelta(minutes=10)):
        diagnosis = diagnosed(cluster, Scope(namespaces=(resting,)), tmp_path, later=later)
        assert diagnosis.findings == ()
        assert diagnosis.coverage.gaps == ()
    seen = diagnosis.coverage.examined
    looked_at = ("jobs", "cronjobs", "horizontalpodautoscalers", "persistentvolumeclaims")
    assert all(seen[resource] >= 1 for resource in looked_at), seen


def test_a_namespace_with_a_finalizer_that_nobody_serves(cluster: Cluster, namespace: str, tmp_path: Path) -> None:
    meta = {"name": "held", "namespace": namespace, "finalizers": ["kanivete.example.com/cleanup"]}
    apply(cluster, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta})
    try:
        must(cluster, "delete", "namespace", namespace, "--wait=false")
        remain = '{.status.conditions[?(@.type=="NamespaceFinalizersRemaining")].status}'
        until(lambda: said(cluster, "namespace", namespace, path=remain) == "True", "the condition")
        named = Scope(names=(("ns", namespace),))
        assert diagnosed(cluster, named, tmp_path).findings == ()
        found = the_one(diagnosed(cluster, named, tmp_path, later=timedelta(minutes=3)))
        assert found.cause == "namespace.finalizers-remain"
        assert "kanivete.example.com/cleanup waits on configmaps" in found.title
    finally:
        nothing = json.dumps({"metadata": {"finalizers": None}})
        must(cluster, "-n", namespace, "patch", "configmap", "held", "--type=merge", "-p", nothing)


def test_a_volume_that_cannot_be_reclaimed(cluster: Cluster, namespace: str, tmp_path: Path) -> None:
    gone = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": namespace, "name": "gone", "uid": "1-2-3"}
    volume = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": namespace},
        "spec": {
            "capacity": {"storage": "1Mi"},
            "accessModes": ["ReadWriteOnce"],
            "persistentVolumeReclaimPolicy": "Delete",
            "nfs": {"server": "127.0.0.1", "path": "/nothing"},
            "claimRef": gone,
        },
    }
    try:
        apply(cluster, volume)
        until(lambda: said(cluster, "pv", namespace, path="{.status.phase}") == "Failed", "the phase")
        found = the_one(diagnosed(cluster, Scope(names=(("pv", namespace),)), tmp_path))
        assert (found.cause, found.subject.name) == ("volume.reclaim-failed", namespace)
        assert found.evidence[0].text.startswith("Failed: ")
    finally:
        cluster.kubectl("delete", "pv", namespace, "--wait=false")


@pytest.fixture
def unserved(cluster: Cluster, namespace: str) -> Iterator[str]:
    """An API whose Service does not exist: while it is there, no namespace can be deleted."""
    group = f"{namespace[-6:]}.kanivete.example.com"
    spec = {
        "group": group,
        "version": "v1",
        "groupPriorityMinimum": 100,
        "versionPriority": 100,
        "insecureSkipTLSVerify": True,
        "service": {"namespace": namespace, "name": "nobody"},
    }
    name = f"v1.{group}"
    try:
        apply(
            cluster,
            {
                "apiVersion": "apiregistration.k8s.io/v1",
                "kind": "APIService",
                "metadata": {"name": name},
                "spec": spec,
            },
        )
        yield name
    finally:
        must(cluster, "delete", "apiservice", name, "--wait=true", "--ignore-not-found")


@pytest.mark.disruptive
def test_an_api_that_nobody_serves_and_the_namespace_that_waits_for_it(
    cluster: Cluster, namespace: str, unserved: str, tmp_path: Path
) -> None:
    available = '{.status.conditions[?(@.type=="Available")].reason}'
    until(lambda: said(cluster, "apiservice", unserved, path=available) == "ServiceNotFound", "the APIService")
    must(cluster, "delete", "namespace", namespace, "--wait=false")
    failure = '{.status.conditions[?(@.type=="NamespaceDeletionDiscoveryFailure")].status}'
    until(lambda: said(cluster, "namespace", namespace, path=failure) == "True", "the failed discovery")

    later = timedelta(minutes=5)
    names = (("apiservice", unserved), ("ns", namespace))
    found = the_one(diagnosed(cluster, Scope(names=names), tmp_path, later=later))
    assert (found.cause, found.subject.name) == ("api.service-missing", unserved)
    assert [(one.subject.kind, one.subject.name) for one in found.consequences] == [("Namespace", namespace)]
    alone = the_one(diagnosed(cluster, Scope(names=names[1:]), tmp_path, later=later))
    assert (alone.cause, alone.subject.name) == ("api.service-missing", namespace)
