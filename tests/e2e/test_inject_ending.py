"""A sidecar goes by itself when its time is over, whenever and however the process died that had added it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from tests.e2e.shop import Object, Shop, differences, eventually, opened
from tests.e2e.test_inject import MARK, lasting, nginx
from tests.rig.cluster import Cluster

ROOT = Path(__file__).parents[2]
AT_ONCE = 4
SECONDS = 90
"""Long enough to come to the shell on a slow machine, with others beside."""
SOON = 40
"""Long enough to be added alone."""
LATER = 60
"""The same, and to be seen before it goes."""
GONE = 60.0
"""Seconds within which the garbage collector and the controllers have done their part."""
MADE = ["jobs", "serviceaccounts", "roles", "rolebindings", "jobs"]
"""Before the workload is changed."""
HISTORY = ("ReplicaSet/", "ControllerRevision/")


@pytest.fixture
def shop(cluster: Cluster) -> Iterator[Shop]:
    """A namespace of its own for each test: nothing at all may be left in it."""
    with opened(cluster) as found:
        yield found


@pytest.mark.sweep
def test_killed_at_any_moment_it_goes_when_its_time_is_over(shop: Shop) -> None:
    kinds = ("StatefulSet", "DaemonSet", *["Deployment"] * 6)
    shop.put(*(nginx(kind, f"at-{number}") for number, kind in enumerate(kinds)))
    before = lasting(shop)
    words = [f"{kind}/at-{number}-{kind.lower()}" for number, kind in enumerate(kinds)]
    kills = [_in_the_shell, _in_the_rollout, *[_at] * 6]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(pool.map(lambda one: one[1](shop, words[one[0]], one[0] - 1), enumerate(kills)))
    assert [line.split("/")[-1] for line in told[-1][:5]] == MADE
    assert told[-1][5].startswith("PATCH"), "the sixth change, and the last, is the workload's"

    eventually(lambda: _left(shop), [], SECONDS + GONE)
    eventually(lambda: _with_sidecar(shop), [], GONE)
    after = lasting(shop)
    assert differences(before, {key: one for key, one in after.items() if key in before or _lasts(key)}) == []


@pytest.mark.sweep
def test_what_somebody_else_changed_meanwhile_stays(shop: Shop) -> None:
    shop.put(nginx("Deployment"))
    _at(shop, "deploy/web-deployment", 6, SOON)
    shop.must("set", "env", "deploy/web-deployment", "-c", "web-deployment", "CHANGED=yes")
    shop.must("label", "deploy/web-deployment", "team=blue")
    eventually(lambda: _left(shop), [], SOON + GONE)
    found = json.loads(shop.must("get", "deploy/web-deployment", "-o", "json"))
    (container,) = found["spec"]["template"]["spec"]["containers"]
    assert container["env"] == [{"name": "CHANGED", "value": "yes"}]
    assert found["metadata"]["labels"] == {"team": "blue"}


@pytest.mark.sweep
def test_a_stateful_set_does_not_wait_for_a_pod_that_cannot_start(shop: Shop) -> None:
    shop.put(nginx("StatefulSet"))
    _at(shop, "sts/web-statefulset", 6, LATER, "--image", "docker.io/library/alpine:vraus")
    eventually(lambda: _with_sidecar(shop), ["web-statefulset-0"], GONE)
    eventually(lambda: _left(shop), [], LATER + GONE)
    eventually(lambda: _with_sidecar(shop), [], GONE)
    shop.must("rollout", "status", "sts/web-statefulset", "--timeout=60s")


def test_who_may_not_make_roles_is_told_that_it_stays(shop: Shop, tmp_path: Path) -> None:
    shop.put(nginx("Deployment"))
    environment = {"KUBECONFIG": str(_somebody(shop, tmp_path))}
    done = shop.kanivete(
        "inject", "deploy/web-deployment", "--for", "1s", "--yes", "--", "true", environment=environment
    )
    assert done.returncode == 0, done.stderr
    (said,) = (line for line in done.stderr.splitlines() if "will stay until" in line)
    assert f"kanivete toolbox remove deployment/web-deployment -n {shop.namespace}`: " in said
    assert 'cannot create resource "serviceaccounts"' in said
    assert shop.must("get", "jobs,serviceaccounts", "-l", "app.kubernetes.io/managed-by=kanivete", "-o", "name") == ""

    (sidecar,) = json.loads(shop.kanivete("list", "-o", "json").stdout)["items"]
    assert (sidecar["kind"], sidecar["expiresAt"] is not None) == ("Sidecar", True)
    cleaned = shop.kanivete("clean", "--yes")
    assert cleaned.returncode == 0, cleaned.stderr
    assert MARK not in shop.must("get", "deploy/web-deployment", "-o", "json"), "the workload stays"


@pytest.mark.sweep
def test_a_pod_that_cannot_start_is_told_and_does_not_stay_either(shop: Shop) -> None:
    shop.put(nginx("Deployment"))
    image = ("--python-image", "docker.io/library/python:vraus")
    done = shop.kanivete("inject", "deploy/web-deployment", "--for", f"{SOON}s", *image, "--yes", "--", "echo", "works")
    assert (done.returncode, done.stdout) == (0, "works\n"), done.stderr
    assert "It goes by itself at" in done.stderr
    (said,) = (line for line in done.stderr.splitlines() if "will stay until" in line)
    assert "python:vraus" in said
    assert "to take it out again: kanivete toolbox remove" in done.stderr
    eventually(lambda: _left(shop), ["Sidecar"], SOON + GONE)
    assert shop.kanivete("remove", "deploy/web-deployment", "--yes").returncode == 0
    assert _left(shop) == []


def _at(shop: Shop, word: str, number: int, seconds: int = SECONDS, *more: str) -> list[str]:
    """Add a sidecar in a process that kills itself right after that change; the changes that it has made."""
    argv = [sys.executable, "-m", "tests.e2e.injecting", str(number)]
    words = ["inject", "-n", shop.namespace, word, "--for", f"{seconds}s", *more, "--yes", "--", "true"]
    done = subprocess.run(
        [*argv, *words], capture_output=True, text=True, env=shop.environment, cwd=ROOT, timeout=180, check=False
    )
    assert done.returncode == -9, done.stderr
    return [line for line in done.stdout.splitlines() if " /" in line]


def _in_the_rollout(shop: Shop, word: str, _number: int) -> list[str]:
    return _killed_when(shop, word, "have the sidecar", "stderr")


def _in_the_shell(shop: Shop, word: str, _number: int) -> list[str]:
    return _killed_when(shop, word, "I am in", "stdout")


def _killed_when(shop: Shop, word: str, said: str, where: str) -> list[str]:
    """Add a sidecar in a process that is killed when it says that."""
    with shop.start(
        "inject", word, "--for", f"{SECONDS}s", "--yes", "--", "sh", "-c", "echo I am in; sleep 600"
    ) as one:
        try:
            stream = one.stdout if where == "stdout" else one.stderr
            assert stream is not None
            assert any(said in line for line in stream), "it ended by itself"
            assert MARK in shop.must("get", word, "-o", "json"), "it has not gone before"
        finally:
            one.kill()
    return []


def _left(shop: Shop) -> list[str]:
    """The kinds of what `toolbox list` finds, and of what is owned by it and labelled like it."""
    listed = json.loads(shop.kanivete("list", "-o", "json").stdout)["items"]
    kinds = "jobs,pods,serviceaccounts,roles,rolebindings,deployments,statefulsets,daemonsets"
    marked = json.loads(shop.must("get", kinds, "-l", "kanivete.dev/run", "-o", "json"))["items"]
    hidden = {one["kind"] for one in marked} - {"Deployment", "StatefulSet", "DaemonSet"}
    return sorted({*(one["kind"] for one in listed), *hidden})


def _with_sidecar(shop: Shop) -> list[str]:
    pods = json.loads(shop.must("get", "pods", "-o", "json"))["items"]
    names = {pod["metadata"]["name"]: [one["name"] for one in pod["spec"]["containers"]] for pod in pods}
    return [pod for pod, containers in names.items() if any(one.startswith(MARK) for one in containers)]


def _lasts(key: str) -> bool:
    """Whether an object that was not there before is one too many: a revision with the sidecar stays in the history."""
    return not key.startswith(HISTORY)


def _somebody(shop: Shop, folder: Path) -> Path:
    """A kubeconfig of somebody who may change workloads, and make Jobs, but no roles."""
    rules: list[Object] = [
        {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "patch"]},
        {"apiGroups": [""], "resources": ["pods", "pods/exec"], "verbs": ["get", "list", "create"]},
        {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["get", "create", "patch", "delete"]},
    ]
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "some"}, "rules": rules}
    shop.must("create", "serviceaccount", "some")
    shop.must("create", "-f", "-", stdin=json.dumps(role))
    shop.must("create", "rolebinding", "some", "--role=some", f"--serviceaccount={shop.namespace}:some")
    config = yaml.safe_load(shop.cluster.kubeconfig.read_text())
    config["users"][0]["user"] = {"token": shop.must("create", "token", "some").strip()}
    file = folder / "some.conf"
    file.write_text(yaml.safe_dump(config))
    return file
