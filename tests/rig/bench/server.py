"""etcd and kube-apiserver alone, on ports of 127.0.0.1, gone with the process that started them."""

import shutil
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from tests.rig import identities
from tests.rig.pki import CLIENT, SERVER, Authority, Pair
from tests.rig.shell import CLEAN_ENV, RigError, wait_for

HOST = "127.0.0.1"
ADMIN, USER = "bench-admin", "bench-user"
"""Who writes the world, beyond all limits, and who reads it: an ordinary user, bound to `cluster-admin`."""

_AUDIT = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived", "ResponseStarted"],
    "rules": [{"level": "Metadata", "users": [USER]}, {"level": "None"}],
}


@dataclass(frozen=True)
class Server:
    """A running API server and the files that belong to it."""

    root: Path
    port: int
    kubelet_port: int
    """Of 127.0.0.1, where the API server looks for every node's kubelet: free when it started."""

    @property
    def audit(self) -> Path:
        """A JSON line for each request of the reading user."""
        return self.root / "audit.log"

    def kubeconfig(self, user: str) -> Path:
        return self.root / f"{user}.conf"

    @property
    def pki(self) -> Path:
        return self.root / "pki"

    @property
    def kubelet_pair(self) -> Pair:
        """What a kubelet on `kubelet_port` shows."""
        return Pair(self.pki / "kubelet.crt", self.pki / "kubelet.key")

    def tls(self, user: str) -> ssl.SSLContext:
        """A client's context with the certificate of a user."""
        context = ssl.create_default_context(cafile=self.pki / "ca.crt")
        context.load_cert_chain(self.pki / f"{user}.crt", self.pki / f"{user}.key")
        return context

    def at(self, user: str, port: int) -> Path:
        """The kubeconfig of a user who comes by another port of 127.0.0.1."""
        content = msgspec.json.decode(self.kubeconfig(user).read_bytes())
        content["clusters"][0]["cluster"]["server"] = f"https://{HOST}:{port}"
        path = self.root / f"{user}-{port}.conf"
        path.write_bytes(msgspec.json.encode(content))
        return path


@contextmanager
def running(root: Path, programs: Path) -> Iterator[Server]:
    """A server with an empty store, its files under `root`; both are gone afterwards."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    client, peer, secure, kubelet = free_ports(4)
    server = Server(root, secure, kubelet)
    _identities(server)
    (root / "audit.yaml").write_bytes(msgspec.json.encode(_AUDIT))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, root, ignore_errors=True)
        stack.enter_context(process(_etcd(root, client, peer), root / "etcd.log"))
        api = stack.enter_context(process(_apiserver(server, programs, client), root / "apiserver.log"))
        wait_for("the API server", partial(_ready, server, api), 60)
        yield server


@contextmanager
def process(command: Sequence[str | Path], log: Path, stdin: bytes = b"") -> Iterator["subprocess.Popen[bytes]"]:
    """A program that runs until the block ends, or until this process is no more, however it ends."""
    words = ["setpriv", "--pdeathsig", "KILL", *map(str, command)]
    with log.open("ab") as out:
        started = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=out, stderr=out, env=CLEAN_ENV, start_new_session=True
        )
    try:
        assert started.stdin
        started.stdin.write(stdin)
        started.stdin.close()
        yield started
    finally:
        started.kill()
        started.wait()


def free_ports(count: int) -> list[int]:
    """So many ports of 127.0.0.1 that nobody listens on."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]


def _identities(server: Server) -> None:
    authority = Authority.create(server.pki, "ca", "kubernetes")
    authority.issue("apiserver", "kube-apiserver", hosts=["localhost", HOST])
    authority.issue("kubelet", "kubelet", hosts=[HOST])
    authority.issue("kubelet-client", "kube-apiserver-kubelet-client", uses=[CLIENT])
    authority.issue("sa", "service-accounts", uses=[SERVER])
    url = f"https://{HOST}:{server.port}"
    for user, group in ((ADMIN, "system:masters"), (USER, "")):
        pair = authority.issue(user, user, organization=group, uses=[CLIENT])
        identities.kubeconfig(server.kubeconfig(user), authority.file, pair, user, url)


def _etcd(root: Path, client: int, peer: int) -> list[str | Path]:
    here, there = f"http://{HOST}:{client}", f"http://{HOST}:{peer}"
    return [
        "etcd",
        "--name=bench",
        f"--data-dir={root / 'etcd'}",
        f"--listen-client-urls={here}",
        f"--advertise-client-urls={here}",
        f"--listen-peer-urls={there}",
        f"--initial-advertise-peer-urls={there}",
        f"--initial-cluster=bench={there}",
        "--quota-backend-bytes=4294967296",
        # it lives for minutes, and nothing of it is kept
        "--unsafe-no-fsync",
    ]


def _apiserver(server: Server, programs: Path, etcd: int) -> list[str | Path]:
    pki = server.pki
    return [
        programs / "kube-apiserver",
        f"--etcd-servers=http://{HOST}:{etcd}",
        f"--bind-address={HOST}",
        f"--advertise-address={HOST}",
        f"--secure-port={server.port}",
        # a Service `kubernetes` at a loopback address would not be accepted
        "--endpoint-reconciler-type=none",
        "--authorization-mode=RBAC",
        # there are neither the controllers that make ServiceAccounts, nor those that take taints away
        "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
        f"--client-ca-file={pki / 'ca.crt'}",
        f"--tls-cert-file={pki / 'apiserver.crt'}",
        f"--tls-private-key-file={pki / 'apiserver.key'}",
        f"--kubelet-certificate-authority={pki / 'ca.crt'}",
        f"--kubelet-client-certificate={pki / 'kubelet-client.crt'}",
        f"--kubelet-client-key={pki / 'kubelet-client.key'}",
        "--kubelet-preferred-address-types=InternalIP",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={pki / 'sa.crt'}",
        f"--service-account-signing-key-file={pki / 'sa.key'}",
        "--service-cluster-ip-range=10.96.0.0/16",
        f"--audit-policy-file={server.root / 'audit.yaml'}",
        f"--audit-log-path={server.audit}",
    ]


def _ready(server: Server, api: "subprocess.Popen[bytes]") -> bool:
    if api.poll() is not None:
        log = (server.root / "apiserver.log").read_text(errors="replace")
        raise RigError(f"kube-apiserver ended: {log[-1500:]}")
    try:
        url = f"https://{HOST}:{server.port}/readyz"
        with urllib.request.urlopen(url, context=server.tls(ADMIN), timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
