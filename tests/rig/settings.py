"""What the cluster is made of: names, addresses and versions. Nothing here acts."""

from dataclasses import dataclass

KUBERNETES_VERSION = "v1.36.3"
COREDNS_VERSION = "v1.14.6"

PREFIX = "kvrig-"
"""Every network namespace and cgroup of the rig begins with this; `down` looks for nothing else."""

SWITCH = "sw"
REGISTRY = "reg"
CONTROL_PLANE = "cp"

SUBNET_BITS = 24
CONTROL_PLANE_IP = "10.89.0.10"
REGISTRY_IP = "10.89.0.5"
POD_CIDR = "10.244.0.0/16"
SERVICE_CIDR = "10.96.0.0/16"
API_SERVICE_IP = "10.96.0.1"
DNS_SERVICE_IP = "10.96.0.10"
CLUSTER_DOMAIN = "cluster.local"
API_PORT = 6443
USUAL_PORT = 16443
"""Of the API server on the host's 127.0.0.1, when it is free."""

EVICTION_SECONDS = 300
"""How long Pods tolerate a node that is NotReady or unreachable (Kubernetes' own default)."""


@dataclass(frozen=True)
class Worker:
    """A worker node: its name, its address, and the addresses its Pods get."""

    name: str
    ip: str
    pod_cidr: str


WORKERS = (
    Worker("node1", "10.89.0.21", "10.244.1.0/24"),
    Worker("node2", "10.89.0.22", "10.244.2.0/24"),
)

PROGRAMS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy", "kubectl")


def machine_addresses() -> dict[str, str]:
    """The machines that people can log in to, by name, with their address."""
    return {CONTROL_PLANE: CONTROL_PLANE_IP, **{worker.name: worker.ip for worker in WORKERS}}


def netns(name: str) -> str:
    """The name `ip netns` knows the network namespace of a part by."""
    return PREFIX + name
