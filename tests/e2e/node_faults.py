"""What can be wrong with a node, made on a real one: contexts in which it is so, and after which it is not."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.e2e.nodes import must
from tests.rig.cluster import Cluster
from tests.rig.pki import SERVER, Authority, Pair

KUBECONFIG = "/etc/kubernetes/kubelet.conf"
NAMELESS = "https://api.gone.test:6443"
EARLY_PORT = 7443
_DAY = timedelta(days=1)


@contextmanager
def stopped(cluster: Cluster, machine: str, unit: str, *, at_once: bool = False) -> Iterator[None]:
    """A service does not run; `at_once`: it takes its time to end by itself, and is not given it."""
    try:
        if at_once:
            must(cluster, machine, f"systemctl stop --no-block {unit}; systemctl kill -s KILL --kill-whom=main {unit}")
        must(cluster, machine, f"systemctl stop {unit}")
        yield
    finally:
        must(cluster, machine, f"systemctl start {unit}")


@contextmanager
def api_server_at(cluster: Cluster, node: str, server: str) -> Iterator[None]:
    """The kubelet is told that the API server is there."""
    content = _kubeconfig(cluster, node)
    content["clusters"][0]["cluster"]["server"] = server
    with _kubelet_with(cluster, node, KUBECONFIG, json.dumps(content)):
        yield


@contextmanager
def api_server_of_tomorrow(cluster: Cluster, node: str, folder: Path) -> Iterator[None]:
    """To the node, the certificate of what it has for the API server is not valid yet."""
    made: Pair = _authority(cluster, folder).issue(
        "early", "kube-apiserver", hosts=["127.0.0.1"], uses=[SERVER], valid=_valid((1, 2))
    )
    machine = cluster.machines[node]
    machine.write("/root/early.pem", made.certificate.read_text() + made.key.read_text(), 0o600)
    server = f"openssl s_server -quiet -accept 127.0.0.1:{EARLY_PORT} -cert /root/early.pem"
    try:
        must(cluster, node, f"systemd-run --unit=early {server}")
        with api_server_at(cluster, node, f"https://127.0.0.1:{EARLY_PORT}"):
            yield
    finally:
        must(cluster, node, "systemctl stop early; rm /root/early.pem")


@contextmanager
def _kubelet_with(cluster: Cluster, node: str, path: str, text: str) -> Iterator[None]:
    """The kubelet was started with another content of one of its files."""
    machine = cluster.machines[node]
    was = machine.path(path).read_text()
    mode = machine.path(path).stat().st_mode & 0o777
    try:
        machine.write(path, text, mode)
        must(cluster, node, "systemctl restart kubelet")
        yield
    finally:
        machine.write(path, was, mode)
        must(cluster, node, "systemctl restart kubelet")


def _kubeconfig(cluster: Cluster, node: str) -> dict[str, list[dict[str, dict[str, str]]]]:
    found: dict[str, list[dict[str, dict[str, str]]]] = json.loads(cluster.machines[node].path(KUBECONFIG).read_text())
    return found


def _authority(cluster: Cluster, folder: Path) -> Authority:
    """The cluster's own, which writes what it signs into the folder."""
    certificate = x509.load_pem_x509_certificate((cluster.state.pki / "ca.crt").read_bytes())
    key = serialization.load_pem_private_key((cluster.state.pki / "ca.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Authority(folder, "ca", certificate, key)


def _valid(days: tuple[int, int]) -> tuple[datetime, datetime]:
    now = datetime.now(UTC)
    return now + days[0] * _DAY, now + days[1] * _DAY


def _data(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()
