"""Short ways to write the objects of a check's test."""

from typing import Any

from kanivete.check.objects.walk import walk
from kanivete.check.objects.way import Way
from kanivete.check.places import destination, origins
from kanivete.check.words import origin_word, target_word
from kanivete.kube.kinds import (
    DEPLOYMENTS,
    ENDPOINT_SLICES,
    NAMESPACES,
    NETWORK_POLICIES,
    NODES,
    PODS,
    SERVICES,
    Kind,
)
from kanivete.kube.meta import KubeObject
from kanivete.kube.typed import converted
from tests.unit.diagnose.fakes import FakeSource

KINDS: dict[str, Kind[Any]] = {
    kind.kind: kind for kind in (DEPLOYMENTS, ENDPOINT_SLICES, NAMESPACES, NETWORK_POLICIES, NODES, PODS, SERVICES)
}
SHOP = {"kind": "Namespace", "metadata": {"name": "shop", "labels": {"kubernetes.io/metadata.name": "shop"}}}


def made(*manifests: dict[str, Any]) -> list[KubeObject]:
    """Manifests as the slices that a source hands out; they are in namespace shop unless they say otherwise."""
    found = []
    for manifest in manifests:
        kind = KINDS[manifest["kind"]]
        meta = {**({"namespace": "shop"} if kind.namespaced else {}), **manifest["metadata"]}
        found.append(converted({**manifest, "metadata": meta}, kind.type))
    return found


def pod(
    name: str, labels: dict[str, str], ip: str, *, ready: bool = True, ports: Any = (), node: str = "node1", **spec: Any
) -> dict[str, Any]:
    """A pod that runs."""
    return {
        "kind": "Pod",
        "metadata": {"name": name, "labels": labels, "uid": f"uid-{name}"},
        "spec": {"nodeName": node, "containers": [{"name": "main", "ports": list(ports)}], **spec},
        "status": {
            "phase": "Running",
            "podIP": ip,
            "conditions": [{"type": "Ready", "status": "True" if ready else "False", "reason": "ContainersNotReady"}],
        },
    }


def service(name: str, selector: dict[str, str], port: int = 80, target: Any = 8080, **spec: Any) -> dict[str, Any]:
    """A Service with one port, named `main`."""
    ports = [{"name": "main", "port": port, "targetPort": target}]
    spec = {"type": "ClusterIP", "clusterIP": "10.96.0.7", "selector": selector, "ports": ports, **spec}
    return {"kind": "Service", "metadata": {"name": name}, "spec": spec}


def slice_of(service_name: str, *addresses: str, port: int = 8080, ready: bool = True) -> dict[str, Any]:
    """An EndpointSlice of the Service."""
    return {
        "kind": "EndpointSlice",
        "metadata": {"name": f"{service_name}-x", "labels": {"kubernetes.io/service-name": service_name}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [one], "conditions": {"ready": ready}, "nodeName": "node1"} for one in addresses],
        "ports": [{"name": "main", "port": port, "protocol": "TCP"}],
    }


def node(name: str, *, ready: bool = True) -> dict[str, Any]:
    """A node."""
    conditions = [{"type": "Ready", "status": "True" if ready else "Unknown", "reason": "NodeStatusUnknown"}]
    return {"kind": "Node", "metadata": {"name": name}, "status": {"conditions": conditions}}


def source_of(*manifests: dict[str, Any], **more: Any) -> FakeSource:
    """A source with these, a client, and a namespace and node for them."""
    client = pod("client", {"app": "client"}, "10.244.1.9")
    return FakeSource(objects=made(SHOP, node("node1"), client, *manifests), **more)


def walked(source: FakeSource, target: str, origin: str = "pod/client") -> Way:
    """The way by the objects."""
    (place,) = origins(origin_word(origin), source, "shop")
    return walk(Way(place, destination(target_word(target), source, place.namespace), source))


def cause(way: Way) -> str | None:
    """Where it breaks by the objects, if it does."""
    return way.broken.cause if way.broken else None
