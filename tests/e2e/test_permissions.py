"""With less than everything: what may not be seen is said, with the rule to add."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rig.cluster import Cluster

CLUSTER_ROLE = Path("deploy/clusterrole.yaml")
CRASHING = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "broken"},
    "spec": {
        "selector": {"matchLabels": {"app": "broken"}},
        "template": {
            "metadata": {"labels": {"app": "broken"}},
            "spec": {"containers": [{"name": "main", "image": "alpine:3.20", "command": ["ls", "-l", "vraus"]}]},
        },
    },
}


def must(cluster: Cluster, *words: str, stdin: str | None = None) -> str:
    done = cluster.kubectl(*words, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def broken(cluster: Cluster, namespace: str) -> str:
    """A namespace with a crashing Deployment and a service account `reader`."""
    must(cluster, "-n", namespace, "apply", "-f", "-", stdin=json.dumps(CRASHING))
    must(cluster, "-n", namespace, "create", "serviceaccount", "reader")
    selector = ["-l", "app=broken", "--for=jsonpath={.status.containerStatuses[0].restartCount}=2", "--timeout=90s"]
    must(cluster, "-n", namespace, "wait", "pod", *selector)
    return namespace


def kubeconfig_of_reader(cluster: Cluster, namespace: str, folder: Path) -> Path:
    """The administrator's kubeconfig with the service account's token in place of its own credentials."""
    token = must(cluster, "-n", namespace, "create", "token", "reader").strip()
    config = yaml.safe_load(cluster.kubeconfig.read_text())
    for user in config["users"]:
        user["user"] = {"token": token}
    for context in config["contexts"]:
        context["context"]["namespace"] = namespace
    file = folder / "reader.conf"
    file.write_text(yaml.safe_dump(config))
    return file


def kubectl_kanivete(cluster: Cluster, kubeconfig: Path, *words: str) -> tuple[int, Any, str]:
    """`kubectl kanivete …`, through the plugin that is installed beside this interpreter."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(cluster.programs / "kubectl"), "kanivete", *words, "-o", "json"]
    environment = {**os.environ, "PATH": path, "KUBECONFIG": str(kubeconfig)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=120)
    return done.returncode, json.loads(done.stdout) if done.stdout.startswith("{") else None, done.stderr


@pytest.fixture
def cluster_wide(cluster: Cluster, broken: str) -> Iterator[str]:
    """The namespace, its reader bound to the shipped ClusterRole."""
    must(cluster, "apply", "-f", str(CLUSTER_ROLE))
    subject = f"--serviceaccount={broken}:reader"
    must(cluster, "create", "clusterrolebinding", broken, "--clusterrole=kanivete-read", subject)
    yield broken
    cluster.kubectl("delete", "clusterrolebinding", broken)


def test_the_shipped_role_is_enough(cluster: Cluster, cluster_wide: str, tmp_path: Path) -> None:
    kubeconfig = kubeconfig_of_reader(cluster, cluster_wide, tmp_path)
    code, answer, error = kubectl_kanivete(cluster, kubeconfig, "diagnose", "-n", cluster_wide)
    assert code == 0, error
    (finding,) = answer["findings"]
    assert (finding["cause"], finding["subject"]["name"]) == ("crash.application-error", "broken")
    assert "ls: vraus: No such file or directory" in json.dumps(finding["evidence"])
    assert answer["coverage"]["gaps"] == []


def test_the_shipped_role_sees_all_namespaces_and_no_secret(
    cluster: Cluster, cluster_wide: str, tmp_path: Path
) -> None:
    kubeconfig = kubeconfig_of_reader(cluster, cluster_wide, tmp_path)
    code, answer, error = kubectl_kanivete(cluster, kubeconfig, "diagnose", "-A")
    assert code == 0, error
    assert [gap["what"] for gap in answer["coverage"]["gaps"] if gap["what"] != "secrets"] == []
    user = f"--as=system:serviceaccount:{cluster_wide}:reader"
    assert cluster.kubectl("auth", "can-i", "get", "secrets", "-n", cluster_wide, user).stdout.strip() == "no"


def test_rights_on_one_namespace_give_its_findings_and_the_gaps(cluster: Cluster, broken: str, tmp_path: Path) -> None:
    rules = ["--verb=get,list", "--resource=pods,pods/log,events,replicasets.apps,deployments.apps"]
    must(cluster, "-n", broken, "create", "role", "reader", *rules)
    must(cluster, "-n", broken, "create", "rolebinding", "reader", "--role=reader", f"--serviceaccount={broken}:reader")
    kubeconfig = kubeconfig_of_reader(cluster, broken, tmp_path)

    code, answer, error = kubectl_kanivete(cluster, kubeconfig, "diagnose")
    assert code == 0, error
    assert [finding["cause"] for finding in answer["findings"]] == ["crash.application-error"]
    gaps = {gap["what"]: gap for gap in answer["coverage"]["gaps"]}
    assert "nodes" in gaps
    rule = yaml.safe_load(gaps["nodes"]["grant"])
    assert (rule["resources"], "list" in rule["verbs"]) == (["nodes"], True)

    code, answer, error = kubectl_kanivete(cluster, kubeconfig, "diagnose", "-A")
    assert "namespaces" in {gap["what"] for gap in answer["coverage"]["gaps"]} | {error}, "all of it cannot be seen"


def test_no_rights_at_all_never_look_like_health(cluster: Cluster, broken: str, tmp_path: Path) -> None:
    kubeconfig = kubeconfig_of_reader(cluster, broken, tmp_path)
    code, answer, error = kubectl_kanivete(cluster, kubeconfig, "diagnose")
    assert code == 3
    assert answer is None or not answer["coverage"]["complete"]
    assert "forbidden" in (json.dumps(answer) + error).lower()
