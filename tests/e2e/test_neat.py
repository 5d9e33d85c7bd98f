"""What is left of an object makes the same object: held against a real API server, for every kind it has."""

import copy
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import yaml

from kanivete.kube.api.client import Api
from kanivete.kube.api.discovery import Resource, served
from kanivete.kube.api.errors import AnswerError, NotFoundError
from kanivete.sources.live import open_api
from kanivete.toolbox.neat import neat
from kanivete.toolbox.neat.live import knowledge
from kanivete.toolbox.neat.manifests.read import manifest
from tests.rig.cluster import Cluster
from tools import api_defaults
from tools.neat_compare import Object, Peer, changed_by_applying, difference, every, fields, size, without_empties

DATA = Path(__file__).parent.parent / "unit" / "toolbox" / "neat" / "data"
RICH, SERVED, FACTS = DATA / "rich.yaml", DATA / "served.json", DATA / "kubectl_neat.yaml"
STAND_IN = "kvneat-000000"
"""For the token, in what is kept."""
WAYS = (("create",), ("apply",), ("apply", "--server-side"))


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
    objects = objects_of(RICH, token)
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


def objects_of(file: Path, token: str = "TOKEN") -> list[Object]:
    return list(yaml.safe_load_all(file.read_text().replace("TOKEN", token)))


def make(cluster: Cluster, namespace: str, objects: list[Object]) -> None:
    """Every third object in each of the ways."""
    for at, way in enumerate(WAYS):
        must(cluster, "-n", namespace, *way, "-f", "-", stdin=yaml.safe_dump_all(objects[at :: len(WAYS)]))


def must(cluster: Cluster, *words: str, stdin: str | None = None) -> str:
    done = cluster.kubectl(*words, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.sweep
def test_applying_what_is_left_changes_nothing(api: Api, rich: str) -> None:
    """For every object of the cluster, as `kubectl apply --server-side --force-conflicts` would do it."""
    kinds = set()
    failures = []
    for resource, found in every(api):
        changed = changed_by_applying(api, resource, found, partial(neat, find=knowledge(api, resource)))
        kinds.add(resource.kind)
        if changed:
            failures.append(f"{resource.kind} {found['metadata']['name']}: {changed}")
    assert not failures, "\n".join(failures)
    assert {each["kind"] for each in objects_of(RICH)} <= kinds
    assert rich


def test_creating_what_is_left_makes_the_same_object(api: Api, rich: str) -> None:
    """In another namespace, or under another name."""
    failures = []
    for resource, found in those_of(api, rich):
        left = neat(found, find=knowledge(api, resource))
        if wrong := changed_by_creating(api, rich, resource, found, left):
            failures.append(f"{resource.api_version} {resource.kind} {found['metadata']['name']}: {wrong}")
    assert not failures, "\n".join(failures)


def those_of(api: Api, token: str) -> Iterator[tuple[Resource, Object]]:
    """What was made of `rich.yaml`, as the server returns it."""
    wanted = {(each["kind"], each["metadata"]["name"].replace("TOKEN", token)) for each in objects_of(RICH)}
    for resource in {(each.api_version, each.kind): each for each in served(api)}.values():
        for name in (name for of, name in sorted(wanted) if of == resource.kind):
            try:
                found = api.read(resource.path(token, name))
            except NotFoundError:
                continue  # a kind of the same name in another group
            yield resource, {"apiVersion": resource.api_version, "kind": resource.kind, **found}


def changed_by_creating(api: Api, token: str, resource: Resource, found: Object, left: Object) -> str:
    """What the server complains of, or what is not as in the object found, when what is left is created elsewhere."""
    other = f"{token}-again"
    if resource.namespaced:
        left = {
            **left,
            "metadata": {**left["metadata"], "namespace": other, "name": f"{left['metadata']['name']}-again"},
        }
    else:
        left, found = (json.loads(json.dumps(each).replace(token, "kvagain")) for each in (left, found))
    root = resource.path(other, "").removesuffix("/")
    try:
        made = api.create(root, ports_free(left), dry_run=True)
    except AnswerError as error:
        return str(error)
    made = {"apiVersion": resource.api_version, "kind": resource.kind, **made}
    return "" if portable(made) == portable(found) else difference(portable(found), portable(made))


def ports_free(whole: Object) -> Object:
    """A node's port serves one Service, and the one that was found has it."""
    text = re.sub(
        r'"(?:nodeP|healthCheckNodeP)ort": \d+, |, "(?:nodeP|healthCheckNodeP)ort": \d+', "", json.dumps(whole)
    )
    free: Object = json.loads(text)
    return free


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


@pytest.fixture(scope="module")
def peer() -> Peer:
    """The kubectl-neat of the environment variable KUBECTL_NEAT, or the one on PATH."""
    found = os.environ.get("KUBECTL_NEAT") or shutil.which("kubectl-neat")
    if not found:
        pytest.skip("there is no kubectl-neat on PATH, and KUBECTL_NEAT names none")
    return Peer(found)


@pytest.mark.sweep
def test_no_more_is_left_than_kubectl_neat_leaves(peer: Peer, api: Api, rich: str) -> None:
    """Of any object of the cluster, but those of which it leaves what makes another object, or none.

    Empty parts (`podSelector: {}`) may be more: they tell a reader, and another version of the API, what is meant.
    """
    failures = []
    for resource, found in every(api):
        ours, theirs = neat(found, find=knowledge(api, resource)), peer(found)
        if size(ours) <= size(theirs) and fields(ours) <= fields(theirs):
            continue
        wrong = [changed_by_creating(api, rich, resource, found, left) for left in (ours, theirs)]
        if wrong[0] or not (wrong[1] or size(without_empties(ours)) <= size(theirs)):
            failures.append(f"{resource.kind} {found['metadata']['name']}: {difference(theirs, ours)} {wrong}")
    assert not failures, "\n".join(failures)


@pytest.mark.sweep
def test_what_becomes_of_what_kubectl_neat_leaves_is_as_noted(peer: Peer, api: Api, rich: str) -> None:
    """The facts that the unit tests rest on. With NEAT_FACTS=1 they are noted anew."""
    noted = {(each["kind"], each["name"]): each["again"] for each in yaml.safe_load(FACTS.read_text())["objects"]}
    found, facts = [], []
    for resource, whole in those_of(api, rich):
        if whole.get("type") == "kubernetes.io/service-account-token":
            whole["data"] = dict.fromkeys(whole["data"], "eA==")  # a real one is kept nowhere
        left = peer(whole)
        wrong = changed_by_creating(api, rich, resource, whole, left)
        again = "refused" if "is invalid" in wrong else "another" if wrong else "same"
        found.append(json.loads(json.dumps(whole).replace(rich, STAND_IN)))
        name = whole["metadata"]["name"].replace(rich, STAND_IN)
        facts.append({"kind": resource.kind, "name": name, "bytes": size(left), "fields": fields(left), "again": again})
    if os.environ.get("NEAT_FACTS"):
        SERVED.write_text("[\n" + ",\n".join(json.dumps(each, sort_keys=True) for each in found) + "\n]\n")
        head = FACTS.read_text().partition("objects:")[0]
        lines = (yaml.safe_dump(each, default_flow_style=True, width=200, sort_keys=False) for each in facts)
        FACTS.write_text(head + "objects:\n" + "".join(f"- {line}" for line in lines))
    else:
        assert {(each["kind"], each["name"]): each["again"] for each in facts} == noted


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
