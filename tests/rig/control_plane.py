"""The control plane: etcd and Kubernetes' three servers, as services of one machine."""

import shutil
from pathlib import Path

from tests.rig import access, units
from tests.rig.machine import PROGRAMS_FOLDER, Machine
from tests.rig.settings import (
    API_PORT,
    CLUSTER_DOMAIN,
    CONTROL_PLANE,
    CONTROL_PLANE_IP,
    EVICTION_SECONDS,
    POD_CIDR,
    SERVICE_CIDR,
)
from tests.rig.state import State

PKI = "/etc/kubernetes/pki"
ETCD_URL = "http://127.0.0.1:2379"
_FILES = [
    "ca.crt",
    "ca.key",
    "sa.key",
    "sa.pub",
    "apiserver.crt",
    "apiserver.key",
    "apiserver-kubelet-client.crt",
    "apiserver-kubelet-client.key",
    "front-proxy-ca.crt",
    "front-proxy-client.crt",
    "front-proxy-client.key",
]

# One instance of each: no use in waiting long for a leader that is gone.
_ELECTION = [
    "--leader-elect-lease-duration=6s",
    "--leader-elect-renew-deadline=4s",
    "--leader-elect-retry-period=1s",
]


def machine(state: State, programs: Path) -> Machine:
    """The control plane's machine, not started."""
    services = {
        "etcd": units.service("etcd", _etcd(), environment=units.LAZY),
        "kube-apiserver": units.service(
            "Kubernetes API server", _apiserver(), after="etcd.service", environment=units.LAZY
        ),
        "kube-controller-manager": units.service(
            "Kubernetes controller manager", _controller_manager(), environment=units.LAZY
        ),
        "kube-scheduler": units.service("Kubernetes scheduler", _scheduler()),
        **access.services(),
    }
    return Machine(state, CONTROL_PLANE, programs, services)


def prepare(machine: Machine) -> None:
    """Put keys and kubeconfigs on the machine's disk."""
    state = machine.state
    access.prepare(machine)
    machine.path(PKI).mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copy2(state.pki / name, machine.path(f"{PKI}/{name}"))
    for name, source in {
        "admin": "admin-inside",
        "controller-manager": "controller-manager",
        "scheduler": "scheduler",
    }.items():
        machine.write(f"/etc/kubernetes/{name}.conf", state.kubeconfig(source).read_text(), 0o600)


def _etcd() -> list[str]:
    peer = "http://127.0.0.1:2380"
    return [
        "/usr/bin/etcd",
        "--name=rig",
        "--data-dir=/var/lib/etcd",
        f"--listen-client-urls={ETCD_URL}",
        f"--advertise-client-urls={ETCD_URL}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=rig={peer}",
        "--auto-compaction-retention=5m",
        "--quota-backend-bytes=2147483648",
        "--unsafe-no-fsync",  # what this machine loses with its power is lost anyway
    ]


def _apiserver() -> list[str]:
    return [
        f"{PROGRAMS_FOLDER}/kube-apiserver",
        f"--etcd-servers={ETCD_URL}",
        f"--advertise-address={CONTROL_PLANE_IP}",
        f"--secure-port={API_PORT}",
        "--allow-privileged=true",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--enable-bootstrap-token-auth=true",
        # no kube-proxy here: the servers of an APIService are reached at their Pods' addresses
        "--enable-aggregator-routing=true",
        f"--client-ca-file={PKI}/ca.crt",
        f"--tls-cert-file={PKI}/apiserver.crt",
        f"--tls-private-key-file={PKI}/apiserver.key",
        f"--kubelet-certificate-authority={PKI}/ca.crt",
        f"--kubelet-client-certificate={PKI}/apiserver-kubelet-client.crt",
        f"--kubelet-client-key={PKI}/apiserver-kubelet-client.key",
        "--kubelet-preferred-address-types=InternalIP,Hostname",
        f"--service-account-issuer=https://kubernetes.default.svc.{CLUSTER_DOMAIN}",
        f"--service-account-key-file={PKI}/sa.pub",
        f"--service-account-signing-key-file={PKI}/sa.key",
        f"--service-cluster-ip-range={SERVICE_CIDR}",
        f"--requestheader-client-ca-file={PKI}/front-proxy-ca.crt",
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-username-headers=X-Remote-User",
        f"--proxy-client-cert-file={PKI}/front-proxy-client.crt",
        f"--proxy-client-key-file={PKI}/front-proxy-client.key",
        f"--default-not-ready-toleration-seconds={EVICTION_SECONDS}",
        f"--default-unreachable-toleration-seconds={EVICTION_SECONDS}",
    ]


def _with_kubeconfig(program: str) -> list[str]:
    file = f"/etc/kubernetes/{program.removeprefix('kube-')}.conf"
    return [
        f"{PROGRAMS_FOLDER}/{program}",
        *(f"--{role}={file}" for role in ("kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig")),
        "--bind-address=127.0.0.1",
        "--v=2",
        *_ELECTION,
    ]


def _controller_manager() -> list[str]:
    return [
        *_with_kubeconfig("kube-controller-manager"),
        f"--client-ca-file={PKI}/ca.crt",
        f"--root-ca-file={PKI}/ca.crt",
        f"--requestheader-client-ca-file={PKI}/front-proxy-ca.crt",
        f"--service-account-private-key-file={PKI}/sa.key",
        "--use-service-account-credentials=true",
        f"--cluster-signing-cert-file={PKI}/ca.crt",
        f"--cluster-signing-key-file={PKI}/ca.key",
        f"--service-cluster-ip-range={SERVICE_CIDR}",
        f"--cluster-cidr={POD_CIDR}",
        # every Node is written with its Pods' addresses in it
        "--allocate-node-cidrs=false",
        "--node-monitor-period=2s",
        "--node-monitor-grace-period=20s",
    ]


def _scheduler() -> list[str]:
    return _with_kubeconfig("kube-scheduler")
