"""A sidecar comes into a workload on a real cluster, works, and goes without a trace."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.shop import Object, Shop, Terminal, differences, opened, workload
from tests.rig.cluster import Cluster
from tests.rig.plugin import sharing

QUICK: Object = {"terminationGracePeriodSeconds": 0}
KINDS = ("Deployment", "StatefulSet", "DaemonSet")
COUNTED = (
    "deployment.kubernetes.io/revision",
    "deployment.kubernetes.io/revision-history",
    "deprecated.daemonset.template.generation",
)
MARK = "kanivete-inject-"


@pytest.fixture(scope="module")
def shop(cluster: Cluster) -> Iterator[Shop]:
    """nginx as each kind of workload."""
    with opened(cluster) as found:
        with sharing(cluster.state, alone=False):
            found.put(*(nginx(kind) for kind in KINDS))
        yield found


def nginx(kind: str, name: str = "web", *, spec: Object | None = None, **more: Any) -> Object:
    """nginx, from an image that the nodes have."""
    made = workload(kind, f"{name}-{kind.lower()}", "nginx", spec={**QUICK, **(spec or {})}, **more)
    made["spec"]["template"]["spec"]["containers"][0]["imagePullPolicy"] = "IfNotPresent"
    if kind == "StatefulSet":
        made["spec"].setdefault("serviceName", "web")
    return made


def lasting(shop: Shop) -> Object:
    """The namespace's objects but pods, which were replaced, without what counts changes."""
    found = {key: one for key, one in shop.state().items() if not key.startswith(("Pod/", "Lease/"))}
    for one in found.values():
        for mark in COUNTED:
            one["metadata"].get("annotations", {}).pop(mark, None)
        status = one.get("status", {})
        for changing in ("observedGeneration", "conditions", "collisionCount"):
            status.pop(changing, None)
        if one["kind"] == "ControllerRevision":
            one.pop("revision")
    return found


@pytest.mark.parametrize("kind", [KINDS[0], *(pytest.param(kind, marks=pytest.mark.sweep) for kind in KINDS[1:])])
def test_localhost_from_the_sidecar_is_the_application_and_remove_leaves_no_trace(shop: Shop, kind: str) -> None:
    before = lasting(shop)
    word = f"{kind.lower()}/web-{kind.lower()}"
    done = shop.kanivete("inject", word, "--yes", "--", "wget", "-qO-", "http://localhost")
    assert done.returncode == 0, done.stderr
    assert "It works" in done.stdout
    assert "path: /spec/template/spec/containers/-" in done.stderr
    assert "It goes by itself at" in done.stderr
    assert f"kanivete toolbox remove {kind.lower()}/web-{kind.lower()} -n {shop.namespace}" in done.stderr
    note = json.loads(shop.must("get", word, "-o", "json"))["metadata"]
    assert note["labels"]["kanivete.dev/purpose"] == "inject"
    assert "app.kubernetes.io/managed-by" not in note["labels"], "it is not ours to delete"
    (listed,) = json.loads(shop.kanivete("list", "-o", "json").stdout)["items"]
    assert (listed["kind"], listed["id"]) == ("Sidecar", note["labels"]["kanivete.dev/run"]), "one thing, one line"

    again = shop.kanivete("inject", word, "--yes", "--", "sh", "-c", "exit 7")
    assert again.returncode == 7, "the sidecar that is there is used"

    gone = shop.kanivete("remove", word, "--yes")
    assert gone.returncode == 0, gone.stderr
    assert "has its former template again" in gone.stderr
    assert differences(before, lasting(shop)) == []
    assert all(MARK not in json.dumps(pod["spec"]) for pod in shop.pods(f"app=web-{kind.lower()}"))


def test_the_former_replica_set_is_used_again(shop: Shop) -> None:
    def current() -> list[str]:
        sets = json.loads(shop.must("get", "rs", "-l", "app=web-deployment", "-o", "json"))["items"]
        return [one["metadata"]["name"] for one in sets if one["spec"]["replicas"]]

    before = current()
    assert shop.kanivete("inject", "deploy/web-deployment", "--yes", "--", "true").returncode == 0
    assert current() != before
    assert shop.kanivete("remove", "deploy/web-deployment", "--yes").returncode == 0
    assert current() == before


def test_a_shell_on_a_terminal_after_a_question(shop: Shop) -> None:
    command = shop.command("inject", "deploy/web-deployment")
    terminal = Terminal(command, shop.environment)
    terminal.until("Go on?")
    terminal.type("n\n")
    assert terminal.wait() != 0
    assert MARK not in shop.must("get", "deploy/web-deployment", "-o", "json")

    terminal = Terminal(command, shop.environment)
    terminal.until("Go on?")
    terminal.type("y\n")
    terminal.until("#", 120)
    terminal.type("echo so-$((40+2)); exit 5\n")
    terminal.until("so-42", 120)
    assert terminal.wait() == 5
    assert shop.kanivete("remove", "deploy/web-deployment", "--yes").returncode == 0


def test_an_image_that_cannot_be_pulled_is_told_with_its_cause_and_can_be_removed(shop: Shop) -> None:
    before = lasting(shop)
    for kind in ("Deployment", "StatefulSet"):
        word = f"{kind.lower()}/web-{kind.lower()}"
        done = shop.kanivete("inject", word, "--image", "docker.io/library/alpine:vraus", "--yes", "--", "true")
        assert done.returncode == 1
        assert "alpine:vraus" in done.stderr
        assert "Evidence" in done.stderr or "evidence" in done.stderr.lower() or "PROVEN" in done.stderr.upper()
        assert "sooner: kanivete toolbox remove" in done.stderr
        gone = shop.kanivete("remove", word, "--yes")
        assert gone.returncode == 0, gone.stderr
    assert differences(before, lasting(shop)) == []


def test_what_somebody_else_changed_meanwhile_stays(shop: Shop) -> None:
    shop.put(nginx("Deployment", "other"))
    word = "deploy/other-deployment"
    assert shop.kanivete("inject", word, "--yes", "--", "true").returncode == 0
    shop.must("set", "env", word, "-c", "other-deployment", "CHANGED=yes")
    gone = shop.kanivete("remove", word, "--yes")
    assert gone.returncode == 0, gone.stderr
    assert "has been changed since" in gone.stderr
    (container,) = json.loads(shop.must("get", word, "-o", "json"))["spec"]["template"]["spec"]["containers"]
    assert container["env"] == [{"name": "CHANGED", "value": "yes"}]


def test_removal_from_another_machine_where_the_notes_are_lost(shop: Shop, tmp_path: Path) -> None:
    shop.put(nginx("Deployment", "lost"))
    word = "deploy/lost-deployment"
    assert shop.kanivete("inject", word, "--yes", "--", "true").returncode == 0
    notes = [f"kanivete.dev/{name}-" for name in ("sidecar", "expires", "by")]
    shop.must("annotate", word, *notes)
    shop.must("label", word, "kanivete.dev/purpose-", "kanivete.dev/run-")
    elsewhere = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "", "XDG_CACHE_HOME": ""}
    gone = shop.kanivete("remove", word, "--yes", environment=elsewhere)
    assert gone.returncode == 0, gone.stderr
    assert MARK not in shop.must("get", word, "-o", "json")
    assert shop.kanivete("remove", word, "--yes").returncode == 4, "there is nothing left to remove"


def test_restricted_namespaces_and_small_quotas(cluster: Cluster) -> None:
    hardened: Object = {
        "securityContext": {"runAsNonRoot": True, "runAsUser": 65534, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [
            {
                "name": "web",
                "image": "labtest/web",
                "imagePullPolicy": "IfNotPresent",
                "resources": {"limits": {"cpu": "100m", "memory": "32Mi"}},
                "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
            }
        ],
    }
    quota = {"requests.cpu": "300m", "limits.cpu": "300m", "requests.memory": "160Mi", "limits.memory": "160Mi"}
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    with opened(cluster) as shop:
        cluster.kubectl("label", "namespace", shop.namespace, *(f"{key}={value}" for key, value in labels.items()))
        shop.must("create", "quota", "little", f"--hard={','.join(f'{key}={value}' for key, value in quota.items())}")
        shop.put(workload("Deployment", "web", "labtest/web", spec={**QUICK, **hardened}))
        before = lasting(shop)
        done = shop.kanivete("inject", "deploy/web", "--yes", "--", "id", "-u")
        assert (done.returncode, done.stdout) == (0, "65534\n"), done.stderr
        assert shop.kanivete("remove", "deploy/web", "--yes").returncode == 0
        after = lasting(shop)
        assert differences(before, after) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"paused": True}, "rollout resume deployment/still-deployment"),
        ({"replicas": 0}, "has no pods: it is scaled to 0"),
    ],
)
def test_where_no_pod_would_get_it_nothing_is_changed(shop: Shop, change: Object, says: str) -> None:
    made = nginx("Deployment", "still", replicas=0)
    shop.must("apply", "-f", "-", stdin=json.dumps({**made, "spec": {**made["spec"], "replicas": 1, **change}}))
    done = shop.kanivete("inject", "deploy/still-deployment", "--yes", "--", "true")
    assert done.returncode == 1
    assert says in done.stderr
    assert MARK not in shop.must("get", "deploy/still-deployment", "-o", "json")
    shop.must("delete", "deploy/still-deployment")


def test_pods_that_are_replaced_by_hand(shop: Shop) -> None:
    shop.put(nginx("StatefulSet", "slow"))
    word = "sts/slow-statefulset"
    shop.must(
        "patch", word, "--type=merge", "-p", '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'
    )
    done = shop.kanivete("inject", word, "--yes", "--", "true")
    assert done.returncode == 0, done.stderr
    assert "update strategy OnDelete" in done.stderr
    shop.must("delete", "pod", "slow-statefulset-0")
    shop.must("wait", "--for=create", "--timeout=60s", "pod/slow-statefulset-0")
    shop.must("wait", "--for=condition=Ready", "--timeout=60s", "pod/slow-statefulset-0")
    used = shop.kanivete("inject", word, "--yes", "--", "wget", "-qO-", "http://localhost")
    assert "It works" in used.stdout, used.stderr
    gone = shop.kanivete("remove", word, "--yes")
    assert gone.returncode == 0, gone.stderr
    assert MARK not in shop.must("get", word, "-o", "json")


def test_who_keeps_a_workload_is_named_and_has_to_be_overruled(shop: Shop) -> None:
    made = nginx("Deployment", "kept")
    made["metadata"]["annotations"] = {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/kept"}
    shop.put(made)
    terminal = Terminal(shop.command("inject", "deploy/kept-deployment"), shop.environment)
    said = terminal.until("to go on all the same")
    assert "Argo CD keeps Deployment" in said
    terminal.type("y\n")
    assert terminal.wait() != 0
    assert MARK not in shop.must("get", "deploy/kept-deployment", "-o", "json")


def test_bad_names_are_told(shop: Shop) -> None:
    for word, code, says in (
        ("deploy/none", 4, "there is no Deployment none"),
        ("pod/web", 1, "can have no sidecar"),
        ("web", 1, "can have no sidecar"),
    ):
        done = shop.kanivete("inject", word, "--yes")
        assert (done.returncode, done.stdout) == (code, "")
        assert says in done.stderr
