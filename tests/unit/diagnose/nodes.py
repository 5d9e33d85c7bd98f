"""Nodes, their leases and their logs for the tests."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from kanivete.kube.kinds import LEASES
from kanivete.kube.nodes import Lease, Node
from tests.unit.diagnose.fakes import NOW, ago

LEASE = "https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node2?timeout=10s"
READY = ("Ready", "True", "KubeletReady", "kubelet is posting ready status")
SILENT = ("Ready", "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")
Told = tuple[str, str, str, str]


def node(
    *conditions: Told,
    name: str = "node1",
    address: str = "",
    zone: str = "",
    version: str = "",
    cordoned: bool = False,
    since: float = 300,
) -> Node:
    """A node with these conditions (type, status, reason, message), each so many seconds old."""
    told = [
        {
            "type": type_,
            "status": status,
            "reason": reason,
            "message": message,
            "lastTransitionTime": ago(seconds=since),
        }
        for type_, status, reason, message in conditions
    ]
    fields: dict[str, Any] = {
        "metadata": {"name": name, "labels": {"topology.kubernetes.io/zone": zone} if zone else {}},
        "spec": {"unschedulable": cordoned},
        "status": {
            "conditions": told,
            "nodeInfo": {"kubeletVersion": version},
            "addresses": [{"type": "InternalIP", "address": address}] if address else [],
        },
    }
    return msgspec.convert(fields, Node)


def lease(name: str, **how_long_ago: float) -> Lease:
    fields: Mapping[str, Any] = {
        "kind": LEASES.kind,
        "apiVersion": LEASES.api_version,
        "metadata": {"name": name, "namespace": "kube-node-lease"},
        "spec": {"holderIdentity": name, "renewTime": ago(**how_long_ago)},
    }
    return msgspec.convert(fields, Lease)


def logged(seconds_ago: float, message: str, level: str = "E") -> str:
    """A line of the kubelet's, so long before `NOW`."""
    when = NOW - timedelta(seconds=seconds_ago)
    return f"{level}{when:%m%d %H:%M:%S.%f}     912 {message}\n"


def heartbeat_failed(seconds_ago: float, error: str = "context deadline exceeded") -> str:
    return logged(
        seconds_ago, f'controller.go:201] "Failed to ensure lease exists, will retry" err="Get \\"{LEASE}\\": {error}"'
    )
