"""The machines of the cluster, as far as ports are concerned."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kanivete.kube.kinds import NODES
from kanivete.kube.meta import condition
from kanivete.kube.nodes import Node
from kanivete.sources.base import Missing, Source

_ROLES = (
    "node-role.kubernetes.io/control-plane",
    "node-role.kubernetes.io/master",
    "node.kubernetes.io/microk8s-controlplane",
)
_MOST_PEERS = 3
"""Other nodes that one node is tried against: of one fault, more show no more."""


@dataclass(frozen=True)
class Machine:
    """A Node with the address that the others use."""

    name: str
    address: str
    control_plane: bool = False
    ready: bool = False
    zone: str = ""
    version: str = ""
    provider: str = ""
    """The cloud of its provider id: `aws`, `gce`, `azure` …"""
    annotations: Mapping[str, str] = field(default_factory=dict, hash=False)


def machines_of(source: Source) -> tuple[Machine, ...]:
    """All Nodes that have an address."""
    nodes = source.list(NODES)
    return () if isinstance(nodes, Missing) else tuple(filter(None, map(_machine, nodes)))


def peers_of(machine: Machine, machines: tuple[Machine, ...]) -> tuple[Machine, ...]:
    """A few other nodes: ready ones first, of its zone and of others; control planes where there is nothing else."""
    others = [other for other in machines if other.name != machine.name]
    others.sort(key=lambda other: (not other.ready, other.control_plane, other.zone != machine.zone, other.name))
    far = [other for other in others if other.ready and other.zone != machine.zone]
    chosen = dict.fromkeys([*others[: _MOST_PEERS - 1], *far[:1], *others[_MOST_PEERS - 1 :]])
    return tuple(chosen)[:_MOST_PEERS]


def _machine(node: Node) -> Machine | None:
    addresses = {one.type: one.address for one in reversed(node.status.addresses)}
    address = addresses.get("InternalIP") or addresses.get("ExternalIP", "")
    if not address:
        return None
    labels = node.metadata.labels
    ready = condition(node.status.conditions, "Ready", "True") is not None
    return Machine(
        node.metadata.name,
        address,
        any(role in labels for role in _ROLES),
        ready,
        labels.get("topology.kubernetes.io/zone", ""),
        node.status.node_info.kubelet_version,
        node.spec.provider_id.partition(":")[0],
        node.metadata.annotations,
    )
