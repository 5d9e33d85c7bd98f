"""`kanivete check image` and `diagnose --probe` against every registry of the rig, seen as a node sees them."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.waiting import until
from tests.rig.cluster import Cluster
from tests.rig.network import inside
from tests.rig.plugin import Registry
from tests.rig.settings import REGISTRY_IP

HUB = "--mirror=docker.io=http://hub.registry.test:5080"
_WITH_RESOLVER = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'
_PROJECT = Path(__file__).resolve().parents[2]

REGISTRIES = {
    "Alpine": "image.name-invalid",
    "alpine:latest": "",
    "alpine:vraus": "image.tag-not-found",
    f"alpine@sha256:{'4f' * 32}": "image.digest-not-found",
    "vraus/nothere:1": "image.denied-or-missing",
    "ngnix:1": "image.repository-not-found",
    "labtest/arm64only": "image.platform",
    "labtest/arm64single": "image.platform",
    "nosuch.registry.test/a/b": "image.dns-name",
    "servfail.registry.test/a/b": "image.dns-server",
    "dnslost.registry.test/a/b": "image.dns-server",
    "refused.registry.test/a/b": "image.network-refused",
    "blackhole.registry.test/a/b": "image.network-timeout",
    "mute.registry.test/a/b": "image.network-timeout",
    "unreachable.registry.test/a/b": "image.network-no-route",
    "reset.registry.test/a/b": "image.network-reset",
    "hangup.registry.test/a/b": "image.network-reset",
    "expired.registry.test/library/alpine": "image.tls-expired",
    "notyet.registry.test/library/alpine": "image.tls-not-yet-valid",
    "unknownca.registry.test/library/alpine": "image.tls-unknown-authority",
    "wrongname.registry.test/library/alpine": "image.tls-name-mismatch",
    "clientcert.registry.test/library/alpine": "image.tls-handshake",
    "oldtls.registry.test/library/alpine": "image.tls-handshake",
    "notls.registry.test/a/b": "image.tls-plain-http",
    "plainhttp.registry.test:5000/library/alpine": "image.tls-plain-http",
    "private.registry.test:5000/team/app:1.0": "image.auth-no-credentials",
    "token.registry.test/library/alpine": "image.auth-no-credentials",
    "forbidden.registry.test/team/app:1.0": "image.auth-forbidden",
    "ratelimit.registry.test/team/app:1.0": "image.rate-limited",
    "ratelimit.registry.test/team/head:1.0": "image.rate-limited",
    "broken.registry.test/a/b": "image.registry-error",
    "unavailable.registry.test/a/b": "image.registry-error",
    "captive.registry.test/library/alpine": "image.network-proxy",
    "empty.registry.test/team/shop:1.0": "image.repository-not-found",
    "artifacts.registry.test/charts/shop:1.0": "image.media-type",
    "artifacts.registry.test/old/schema1:1.0": "image.schema-unsupported",
    "artifacts.registry.test/team/empty:1.0": "image.manifest-invalid",
    "blobs.registry.test/team/missing:1.0": "image.blob-missing",
    "blobs.registry.test/team/truncated:1.0": "image.truncated",
    "blobs.registry.test/team/corrupt:1.0": "image.truncated",
    "blobs.registry.test/team/stalled:1.0": "image.network-stalled",
    "blobs.registry.test/team/damaged:1.0": "image.unpack-failed",
    "slow.registry.test/team/report:1.0": "image.slow-pull",
}
"""Images, and the cause that the check has to name; none where it can be pulled."""


class AsNode:
    """Runs kanivete with a node's network and name server, all else as on the host."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self._resolver = folder / "resolv.conf"
        self._resolver.write_text(f"nameserver {REGISTRY_IP}\n")
        self._kubeconfig = folder / "kubeconfig"
        config = json.loads(cluster.kubeconfig.read_text())
        config["clusters"][0]["cluster"]["server"] = "https://10.89.0.10:6443"
        self._kubeconfig.write_text(json.dumps(config))
        self.authority = f"--ca-file={cluster.state.pki / 'registry-ca.crt'}"

    def __call__(self, *words: str, environment: Mapping[str, str] | None = None) -> Any:
        command = [sys.executable, "-m", "kanivete", *words, self.authority, "-o", "json"]
        given = {"KUBECONFIG": str(self._kubeconfig), **(environment or {})}
        shown = ["env", *(f"{name}={value}" for name, value in given.items()), *command]
        whole = inside("node1", ["unshare", "-m", "sh", "-c", _WITH_RESOLVER, "sh", str(self._resolver), *shown])
        done = subprocess.run(whole, capture_output=True, text=True, timeout=180, cwd=_PROJECT, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def as_node(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsNode:
    return AsNode(cluster, tmp_path_factory.mktemp("as-node"))


def cause_of(image: Mapping[str, Any]) -> str:
    return "" if image["pullable"] else str(image["finding"]["cause"])


def test_every_registry_is_told_apart(as_node: AsNode, registry: Registry) -> None:
    asked = as_node("check", "image", HUB, "--platform=linux/amd64", *REGISTRIES)["images"]
    assert {one["name"]: cause_of(one) for one in asked} == REGISTRIES
    hosts = {one["image"].partition("/")[0].partition(":")[0] for one in asked if one["image"]}
    spoken_to = {stage["host"].partition(":")[0] for one in asked for stage in one["stages"]}
    assert set(registry.names) - {"mirror.registry.test"} <= hosts | spoken_to


def test_each_failure_says_where_it_stops_and_who_has_to_act(as_node: AsNode) -> None:
    for one in as_node("check", "image", HUB, "expired.registry.test/a/b", "broken.registry.test/a/b")["images"]:
        finding = one["finding"]
        assert one["stages"][-1]["outcome"] != "ok"
        assert one["stages"][-1]["seconds"] is not None
        assert finding["owner"] == "registry"
        assert finding["evidence"][0]["origin"] in ("probe", "registry")
        assert finding["remedies"]


@pytest.mark.parametrize(
    ("typo", "meant"),
    [("vraus", "3.20"), ("3.2O", "3.20"), ("3.20.99", "3.20"), ("lates", "latest"), ("v3.20", "3.20")],
)
def test_the_tag_that_was_meant_is_suggested(as_node: AsNode, typo: str, meant: str) -> None:
    (asked,) = as_node("check", "image", HUB, f"alpine:{typo}")["images"]
    assert asked["suggestions"][0]["tag"] == meant
    assert f"alpine:{meant}" in asked["finding"]["remedies"][0]["text"]


def test_credentials_open_what_is_private_and_are_not_shown(
    as_node: AsNode, registry: Registry, tmp_path: Path
) -> None:
    hosts = ("private.registry.test:5000", "token.registry.test")
    auths = {host: {"username": registry.user, "password": registry.password} for host in hosts}
    (tmp_path / "config.json").write_text(json.dumps({"auths": auths}))
    images = ["private.registry.test:5000/team/app:1.0", "token.registry.test/library/alpine"]
    images += ["private.registry.test:5000/team/app:1.O", "private.registry.test:5000/team/other:1.0"]
    answer = as_node(
        "check", "image", "--credentials=docker-config", *images, environment={"DOCKER_CONFIG": str(tmp_path)}
    )
    causes = ["", "", "image.tag-not-found", "image.repository-not-found"]
    assert [cause_of(one) for one in answer["images"]] == causes
    assert registry.password not in json.dumps(answer)


def deployment(name: str, image: str, secrets: Sequence[str] = ()) -> dict[str, Any]:
    spec = {
        "containers": [{"name": "main", "image": image, "command": ["sleep", "600"]}],
        "imagePullSecrets": [{"name": secret} for secret in secrets],
        "terminationGracePeriodSeconds": 0,
    }
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": spec}
    wanted = {"selector": {"matchLabels": labels}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": wanted}


def pull_secret(name: str, server: str, registry: Registry) -> dict[str, Any]:
    auths = {server: {"username": registry.user, "password": registry.password}}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name},
        "type": "kubernetes.io/dockerconfigjson",
        "stringData": {".dockerconfigjson": json.dumps({"auths": auths})},
    }


def apply(cluster: Cluster, namespace: str, *objects: dict[str, Any]) -> None:
    listed = {"apiVersion": "v1", "kind": "List", "items": objects}
    done = cluster.kubectl("-n", namespace, "apply", "-f", "-", stdin=json.dumps(listed))
    assert done.returncode == 0, done.stderr


def waiting(cluster: Cluster, namespace: str) -> dict[str, str]:
    """By app: why its container waits."""
    listed = json.loads(cluster.kubectl("-n", namespace, "get", "pods", "-o", "json").stdout)
    found = {}
    for pod in listed["items"]:
        for status in pod["status"].get("containerStatuses", []):
            found[pod["metadata"]["labels"]["app"]] = status["state"].get("waiting", {}).get("reason", "")
    return found


def test_probing_corrects_and_completes_a_diagnosis(
    cluster: Cluster, namespace: str, as_node: AsNode, registry: Registry
) -> None:
    apply(
        cluster,
        namespace,
        pull_secret("other", "quay.io", registry),
        deployment("typo", "alpine:3.2O"),
        deployment("empty", "empty.registry.test/team/shop:1.0"),
        deployment("other", "private.registry.test:5000/team/app:1.0", ["other"]),
        deployment("good", "alpine:3.20"),
    )
    until(lambda: set(waiting(cluster, namespace).values()) >= {"ImagePullBackOff"})
    until(lambda: all(waiting(cluster, namespace).get(app) for app in ("typo", "empty", "other")))
    until(lambda: waiting(cluster, namespace).get("good") == "")
    plain = as_node_diagnosis(as_node, namespace)
    probed = as_node_diagnosis(as_node, namespace, "--probe", "--with-pull-secrets", HUB)
    assert plain["empty"]["cause"] == "image.tag-not-found"
    assert {name: finding["cause"] for name, finding in probed.items()} == {
        "typo": "image.tag-not-found",
        "empty": "image.repository-not-found",
        "other": "image.pull-secret-other-host",
    }
    assert {finding["certainty"] for finding in probed.values()} == {"proven"}
    for finding in probed.values():
        assert "registry" in {evidence["origin"] for evidence in finding["evidence"]}
    command = probed["typo"]["remedies"][0]["command"]
    assert command == f"kubectl -n {namespace} set image deployment/typo main=alpine:3.20"


def as_node_diagnosis(as_node: AsNode, namespace: str, *words: str) -> dict[str, Any]:
    """By the name of the workload: its finding."""
    authority = as_node.authority
    if "--probe" not in words:
        as_node.authority = "--request-timeout=30"
    try:
        found = as_node("diagnose", "-n", namespace, *words)
    finally:
        as_node.authority = authority
    return {finding["subject"]["name"]: finding for finding in found["findings"]}


def test_a_workloads_images_with_its_own_secrets(
    cluster: Cluster, namespace: str, as_node: AsNode, registry: Registry
) -> None:
    apply(
        cluster,
        namespace,
        pull_secret("good", "private.registry.test:5000", registry),
        deployment("app", "private.registry.test:5000/team/app:9", ["good"]),
    )
    until(lambda: waiting(cluster, namespace).get("app", "") in ("ErrImagePull", "ImagePullBackOff"))
    words = ("check", "image", "deploy/app", "-n", namespace)
    (anonymous,) = as_node(*words)["images"]
    assert cause_of(anonymous) == "image.auth-no-credentials"
    (asked,) = as_node(*words, "--with-pull-secrets")["images"]
    assert cause_of(asked) == "image.tag-not-found"
    assert asked["reported"]["cause"] == "image.tag-not-found"
    assert asked["finding"]["subject"]["name"] == "app"
    assert any("The kubelet says the same" in note for note in asked["notes"])


def test_a_node_asks_with_its_own_network_and_leaves_nothing(
    cluster: Cluster, namespace: str, registry: Registry
) -> None:
    del registry
    images = ["token.registry.test/library/alpine", "nosuch.registry.test/a/b", "alpine:3.2O", "alpine:3.20"]
    command = [sys.executable, "-m", "kanivete", "check", "image", *images, HUB, "--from-node", "node2"]
    command += ["-n", namespace, "--kubeconfig", str(cluster.kubeconfig), "-o", "json"]
    command += ["--ca-file", str(cluster.state.pki / "registry-ca.crt")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, cwd=_PROJECT, check=False)
    assert done.returncode == 0, done.stderr
    asked = json.loads(done.stdout)["images"]
    causes = ["image.auth-no-credentials", "image.dns-name", "image.tag-not-found", ""]
    assert [cause_of(one) for one in asked] == causes
    assert all("node2" in one["from"] for one in asked)
    until(lambda: not cluster.kubectl("-n", namespace, "get", "pods", "-o", "name").stdout.strip())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["deploy/none"], 4),
        (["alpine", "--with-pull-secrets"], 2),
        (["alpine", "--platform", "x"], 2),
        (["alpine", "--mirror", "nonsense"], 2),
        (["alpine", "--from-node", "none"], 3),
    ],
)
def test_bad_input_is_told_in_one_line(cluster: Cluster, words: list[str], code: int) -> None:
    command = [sys.executable, "-m", "kanivete", "check", "image", *words, "--kubeconfig", str(cluster.kubeconfig)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=_PROJECT, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("kanivete: ")
