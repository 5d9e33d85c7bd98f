"""The keys, certificates and kubeconfigs of one cluster, named as kubeadm names them."""

import base64
import json
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.rig.pki import CLIENT, SERVER, Authority, Pair, write_key
from tests.rig.settings import API_PORT, API_SERVICE_IP, CLUSTER_DOMAIN, CONTROL_PLANE, CONTROL_PLANE_IP, WORKERS
from tests.rig.state import State

API_URL = f"https://{CONTROL_PLANE_IP}:{API_PORT}"
"""The API server as the machines of the cluster reach it."""


def create(state: State, host_port: int) -> None:
    """Make everything anew, under `pki/` and `kubeconfig/`; nothing when it is all there already."""
    if state.admin.exists():
        return
    authority = Authority.create(state.pki, "ca", "kubernetes")
    _service_account_key(state.pki)
    names = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", f"kubernetes.default.svc.{CLUSTER_DOMAIN}"]
    authority.issue(
        "apiserver",
        "kube-apiserver",
        hosts=[*names, "localhost", CONTROL_PLANE, "127.0.0.1", API_SERVICE_IP, CONTROL_PLANE_IP],
    )
    authority.issue(
        "apiserver-kubelet-client",
        "kube-apiserver-kubelet-client",
        organization="kubeadm:cluster-admins",
        uses=[CLIENT],
    )
    front = Authority.create(state.pki, "front-proxy-ca", "front-proxy-ca")
    front.issue("front-proxy-client", "front-proxy-client", uses=[CLIENT])
    for name in ("controller-manager", "scheduler", "proxy"):
        user = f"system:kube-{name}"
        pair = authority.issue(name, user, hosts=["localhost", "127.0.0.1"], uses=[SERVER, CLIENT])
        kubeconfig(state.kubeconfig(name), authority.file, pair, user, API_URL)
    for worker in WORKERS:
        user = f"system:node:{worker.name}"
        pair = authority.issue(
            f"kubelet-{worker.name}",
            user,
            organization="system:nodes",
            hosts=[worker.name, worker.ip],
            uses=[SERVER, CLIENT],
        )
        kubeconfig(state.kubeconfig(f"kubelet-{worker.name}"), authority.file, pair, user, API_URL)
    admin = authority.issue("admin", "kubernetes-admin", organization="system:masters", uses=[CLIENT])
    kubeconfig(state.kubeconfig("admin-inside"), authority.file, admin, "kubernetes-admin", API_URL)
    # the last: that it exists says that the rest does
    kubeconfig(state.admin, authority.file, admin, "kubernetes-admin", f"https://127.0.0.1:{host_port}")


def _service_account_key(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    write_key(folder / "sa.key", key)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / "sa.pub").write_bytes(public)


def kubeconfig(path: Path, authority: Path, pair: Pair, user: str, server: str) -> None:
    """Write a kubeconfig (as JSON, which YAML includes) with everything inside it."""

    def data(file: Path) -> str:
        return base64.b64encode(file.read_bytes()).decode()

    cluster = {"server": server, "certificate-authority-data": data(authority)}
    identity = {"client-certificate-data": data(pair.certificate), "client-key-data": data(pair.key)}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "rig", "cluster": cluster}],
        "users": [{"name": user, "user": identity}],
        "contexts": [{"name": "rig", "context": {"cluster": "rig", "user": user}}],
        "current-context": "rig",
    }
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(json.dumps(content, indent=1))
    new.rename(path)
