"""What is left of an object makes the same object: held against a real API server, for every kind it has."""

import copy
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanivete.kube.api.client import Api
from kanivete.kube.api.discovery import Resource, served
from kanivete.kube.api.errors import AnswerError, NotFoundError
from kanivete.sources.live import open_api
from kanivete.toolbox.neat import neat
from kanivete.toolbox.neat.live import knowledge
from kanivete.toolbox.neat.manifests.read import manifest
from kanivete.toolbox.neat.written import LAST_APPLIED
from tests.rig.cluster import Cluster
from tools import api_defaults

Object = dict[str, Any]

RICH = Path(__file__).parent.parent / "unit" / "toolbox" / "neat" / "data" / "rich.yaml"
WAYS = (("create",), ("apply",), ("apply", "--server-side"))
VOLATILE = ("managedFields", "resourceVersion", "generation")


@pytest.fixture(scope="module")
def api(cluster: Cluster) -> Iterator[Api]:
    with open_api(str(cluster.kubeconfig)) as found:
        yield found


@pytest.fixture(scope="module")
def rich(cluster: Cluster) -> Iterator[str]:
    """A namespace with one of every kind, made in the three ways that kubectl has; its name is the token."""
    token = f"kvneat-{secrets.token_hex(3)}"
    for name in (token, f"{token}-again"):
        must(cluster, "create", "namespace", name)
        must(cluster, "-n", name, "wait", "--for=create", "--timeout=30s", "serviceaccount/default")
    must(cluster, "-n", f"{token}-again", "create", "serviceaccount", "robot")
    objects = list(yaml.safe_load_all(RICH.read_text().replace("TOKEN", token)))
    try:
        # What others refer to comes first
        first = {"ServiceAccount", "PriorityClass", "RuntimeClass", "StorageClass", "CustomResourceDefinition"}
        definition = f"crd/things.{token}.test"
        make(cluster, token, [each for each in objects if each["kind"] in first])
        must(cluster, "wait", "--for=condition=Established", "--timeout=30s", definition)
        make(cluster, token, [each for each in objects if each["kind"] not in first])
        for workload in ("deploy/web", "sts/db", "ds/agent"):
            if workload != "sts/db":  # updated by hand
                must(cluster, "-n", token, "rollout", "status", workload, "--timeout=120s")
        must(cluster, "-n", token, "wait", "--for=condition=Ready", "--timeout=90s", "pod/plain", "pod/db-0")
        must(cluster, "-n", token, "wait", "--for=condition=Complete", "--timeout=90s", "job/once")
        must(cluster, "-n", token, "wait", "--for=jsonpath={.data.token}", "--timeout=30s", "secret/token")
        yield token
    finally:
        cluster.kubectl("-n", token, "patch", "pod/waiting", "--type=merge", "-p", '{"metadata":{"finalizers":null}}')
        cluster.kubectl("delete", "namespace", token, f"{token}-again", "--wait=false")
        # The definition's objects have to be gone before the namespace can go
        bare = [each for each in objects if token in each["metadata"]["name"]]
        cluster.kubectl("delete", "--wait=false", "-f", "-", stdin=yaml.safe_dump_all(bare))


def make(cluster: Cluster, namespace: str, objects: list[Object]) -> None:
    """Every third object in each of the ways."""
    for at, way in enumerate(WAYS):
        must(cluster, "-n", namespace, *way, "-f", "-", stdin=yaml.safe_dump_all(objects[at :: len(WAYS)]))


def must(cluster: Cluster, *words: str, stdin: str | None = None) -> str:
    done = cluster.kubectl(*words, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


def every(api: Api, namespace: str = "") -> Iterator[tuple[Resource, Object]]:
    """The objects of all kinds that can be listed and applied, each once."""
    seen = set()
    for resource in served(api):
        if not {"list", "patch", "get"} <= resource.verbs or (resource.group, resource.plural) in seen:
            continue
        seen.add((resource.group, resource.plural))
        if namespace and not resource.namespaced:
            continue
        try:
            listed = api.read(resource.path(namespace), {"limit": "150"})
        except NotFoundError:
            continue  # a kind that somebody defined, and took away
        for item in listed.get("items") or []:
            yield resource, {"apiVersion": resource.api_version, "kind": resource.kind, **item}


def path_of(resource: Resource, whole: Object) -> str:
    return resource.path(whole["metadata"].get("namespace", ""), whole["metadata"]["name"])


def lasting(whole: Object) -> Object:
    """An object without what changes by itself."""
    whole = copy.deepcopy({key: value for key, value in whole.items() if key != "status"})
    metadata = {key: value for key, value in whole["metadata"].items() if key not in VOLATILE}
    # The server itself takes kubectl's note away when a manager of this name applies
    noted = {key: value for key, value in (metadata.pop("annotations", None) or {}).items() if key != LAST_APPLIED}
    return {**whole, "metadata": {**metadata, **({"annotations": noted} if noted else {})}}


def test_applying_what_is_left_changes_nothing(api: Api, rich: str) -> None:
    """For every object of the cluster, as `kubectl apply --server-side --force-conflicts` would do it."""
    kinds = set()
    failures = []
    for resource, found in every(api):
        try:
            for _attempt in range(4):  # somebody else may change it meanwhile
                changed = changed_by_applying(api, resource, found)
                if not changed:
                    kinds.add(resource.kind)
                    break
                found = {**found, **api.read(path_of(resource, found))}
            else:
                failures.append(f"{resource.kind} {found['metadata']['name']}: {changed}")
        except NotFoundError:
            continue
    assert not failures, "\n".join(failures)
    assert {each["kind"] for each in yaml.safe_load_all(RICH.read_text())} <= kinds
    assert rich


def changed_by_applying(api: Api, resource: Resource, found: Object) -> str:
    """What the server complains of, or what is not as before; nothing for what goes away."""
    if found["metadata"].get("deletionTimestamp"):
        return ""
    left = neat(found, find=knowledge(api, resource))
    try:
        applied = api.apply(path_of(resource, found), left, manager="kubectl", force=True, dry_run=True)
    except NotFoundError:
        raise
    except AnswerError as error:
        return "" if "because it is being terminated" in str(error) else str(error)
    return "" if lasting(applied) == lasting(found) else difference(found, applied)


def difference(one: Object, other: Object) -> str:
    lines = [json.dumps(lasting(each), indent=0, sort_keys=True).splitlines() for each in (one, other)]
    return (
        f"-{[line for line in lines[0] if line not in lines[1]]} +{[line for line in lines[1] if line not in lines[0]]}"
    )


def test_creating_what_is_left_makes_the_same_object(api: Api, rich: str) -> None:
    """In another namespace, or under another name."""
    other = f"{rich}-again"
    resources = {(resource.api_version, resource.kind): resource for resource in served(api)}
    wanted = {
        (each["kind"], each["metadata"]["name"].replace("TOKEN", rich)) for each in yaml.safe_load_all(RICH.read_text())
    }
    failures = []
    for (version, kind), resource in resources.items():
        for name in (name for of, name in wanted if of == kind):
            try:
                found = api.read(resource.path(rich, name))
            except NotFoundError:
                continue  # a kind of the same name in another group
            left = neat(found, find=knowledge(api, resource))
            if resource.namespaced:
                left["metadata"] |= {"namespace": other, "name": f"{name}-again"}
            else:
                left = json.loads(json.dumps(left).replace(rich, "kvagain"))
                found = json.loads(json.dumps(found).replace(rich, "kvagain"))
            root = resource.path(other, "").removesuffix("/")
            try:
                made = api.create(root, ports_free(left), dry_run=True)
            except AnswerError as error:
                failures.append(f"{version} {kind} {name}: {error}")
                continue
            if portable(made) != portable(found):
                failures.append(f"{version} {kind} {name}: {difference(portable(found), portable(made))}")
    assert not failures, "\n".join(failures)


def ports_free(whole: Object) -> Object:
    """A node port serves one Service."""
    return {
        key: json.loads(re.sub(r'"nodePort": \d+, |, "nodePort": \d+', "", json.dumps(value)))
        for key, value in whole.items()
    }


GIVEN = ("clusterIP", "clusterIPs", "healthCheckNodePort", "nodeName", "claimRef", "selector", "manualSelector")


def portable(whole: Object) -> Object:
    """An object without its name and without what is given to each anew."""
    whole = copy.deepcopy(whole)
    spec = whole.get("spec") or {}
    kept = {key: value for key, value in whole.items() if key not in ("status", "metadata")}
    metadata = {key: whole["metadata"].get(key) for key in ("labels", "annotations")}
    if whole["kind"] == "Service":
        if spec.get("clusterIP") != "None":
            spec.pop("clusterIP", None)
            spec.pop("clusterIPs", None)
        spec.pop("healthCheckNodePort", None)
        for port in spec.get("ports") or []:
            port.pop("nodePort", None)
    elif whole["kind"] == "Job":
        spec.pop("selector", None)
        spec["template"].pop("metadata", None)
    elif whole["kind"] == "Pod":
        spec.pop("nodeName", None)
        kept = json.loads(re.sub(r"kube-api-access-[a-z0-9]{5}", "kube-api-access", json.dumps(kept)))
    elif whole["kind"] == "PersistentVolume":
        spec.pop("claimRef", None)
    elif whole["kind"] == "ClusterRole" and whole.get("aggregationRule"):
        kept.pop("rules", None)
    elif whole["kind"] == "Secret" and whole["type"].endswith("service-account-token"):
        kept.pop("data", None)
    ours = ("kubectl.kubernetes.io", "kubernetes.io/", "deprecated.daemonset", "controller-uid", "job-name")
    metadata = {
        part: {key: value for key, value in (values or {}).items() if not any(mark in key for mark in ours)}
        for part, values in metadata.items()
    }
    return {**kept, "metadata": {key: values for key, values in metadata.items() if values}}


def test_the_defaults_are_those_of_the_server(api: Api) -> None:
    """The table in the package is what this server teaches; another minor version may know more."""
    shipped = json.loads(api_defaults.DATA.read_text())
    learned = api_defaults.learn(api)
    if learned["kubernetes"].rpartition(".")[0] != shipped["kubernetes"].rpartition(".")[0]:
        pytest.skip(f"the server is {learned['kubernetes']}, the table of {shipped['kubernetes']}")
    assert {**learned, "kubernetes": ""} == {**shipped, "kubernetes": ""}


def test_neat_takes_back_what_this_server_adds(api: Api) -> None:
    known = api_defaults.places(api)
    for sample in yaml.safe_load_all(api_defaults.SAMPLES.read_text()):
        left = neat(api_defaults.created(api, sample, known))
        left["metadata"].pop("namespace", None)
        assert left == sample


def kanivete(cluster: Cluster, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KUBECONFIG": str(cluster.kubeconfig), "KANIVETE_LANG": "en"}
    command = [sys.executable, "-m", "kanivete", *words]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, env=environment, check=False, timeout=60
    )


def test_the_command_on_what_kubectl_prints(cluster: Cluster, rich: str) -> None:
    printed = must(cluster, "-n", rich, "get", "deploy,sts,ds,svc,pod,job,cm,pvc,netpol", "-o", "yaml")
    done = kanivete(cluster, "neat", stdin=printed)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout) < len(printed) / 2
    must(cluster, "-n", rich, "apply", "--dry-run=server", "-f", "-", stdin=done.stdout)
    for word in (
        "resourceVersion",
        "uid:",
        "status:",
        "kube-api-access",
        "pod-template-hash",
        "last-applied",
        "terminationMessagePath",
    ):
        assert word not in done.stdout, word
    again = kanivete(cluster, "neat", "-", stdin=done.stdout)
    assert again.stdout == done.stdout


def test_the_command_on_live_objects(cluster: Cluster, rich: str) -> None:
    done = kanivete(
        cluster, "neat", "thing/one", f"th-{rich}/one", f"things.{rich}.test/one", "netpol/deny", "-n", rich
    )
    assert (done.returncode, done.stderr) == (0, "")
    first, second, third, policy = manifest("printed", done.stdout.encode()).objects
    assert first == second == third
    assert first["spec"] == {
        "mode": "slow",
        "empty": {},
        "deep": {"late": True},
        "list": [{"name": "a"}, {"name": "b", "weight": 2}],
    }
    assert policy["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert list(policy) == ["apiVersion", "kind", "metadata", "spec"]
    missing = kanivete(cluster, "neat", "deploy/none", "-n", rich)
    assert (missing.returncode, missing.stdout) == (4, "")
    unknown = kanivete(cluster, "neat", "nonesuch/none")
    assert unknown.returncode == 2
    assert "nonesuch" in unknown.stderr
