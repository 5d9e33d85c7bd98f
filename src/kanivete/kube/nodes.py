"""Nodes and their leases."""

from msgspec import field

from kanivete.kube.meta import Condition, KubeObject, Slice
from kanivete.kube.pods import Quantity


class Taint(Slice, frozen=True):
    key: str = ""
    value: str = ""
    effect: str = ""
    time_added: str = ""


class NodeSpec(Slice, frozen=True):
    unschedulable: bool = False
    taints: list[Taint] = []
    provider_id: str = field(default="", name="providerID")
    pod_cidr: str = field(default="", name="podCIDR")


class NodeInfo(Slice, frozen=True):
    architecture: str = ""
    operating_system: str = ""
    container_runtime_version: str = ""
    kubelet_version: str = ""
    os_image: str = ""
    kernel_version: str = ""


class NodeAddress(Slice, frozen=True):
    type: str = ""
    address: str = ""


class NodeStatus(Slice, frozen=True):
    conditions: list[Condition] = []
    node_info: NodeInfo = NodeInfo()
    addresses: list[NodeAddress] = []
    capacity: dict[str, Quantity] = {}
    allocatable: dict[str, Quantity] = {}


class Node(KubeObject, frozen=True):
    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()


class LeaseSpec(Slice, frozen=True):
    holder_identity: str = ""
    renew_time: str = ""
    lease_duration_seconds: int = 0


class Lease(KubeObject, frozen=True):
    spec: LeaseSpec = LeaseSpec()
