"""Which ports of this cluster one node depends on, and where that is known from."""

from collections.abc import Iterator, Sequence

from kanivete.i18n import _
from kanivete.node.ports import table
from kanivete.node.ports.control_plane import etcd_of, konnectivity_of
from kanivete.node.ports.endpoints import api_servers, behind, extension_pods, pods_on
from kanivete.node.ports.machines import Machine, machines_of, peers_of
from kanivete.node.ports.model import CONTROL_PLANE, Requirement
from kanivete.node.ports.plugins import plugins_of
from kanivete.node.ports.table import Port
from kanivete.probe.steps import Target
from kanivete.sources.base import Source

_LOOPBACK = "127.0.0.1"
_MOST_SERVERS = 3


def plan(
    source: Source, node: str, *, kubelet_server: str | None = None, servers: Sequence[str] = ()
) -> tuple[Requirement, ...]:
    """What has to be reachable for this node, the most important first.

    `kubelet_server` is the server of the kubelet's own kubeconfig, a URL or `host:port`: it is what the kubelet really
    uses. `servers` are other addresses of the API server that are known, from the person's kubeconfig for instance.
    What cannot be seen in the source is left out, and the source has noted the gap.
    """
    machines = machines_of(source)
    own = next((one for one in machines if one.name == node), Machine(node, ""))
    found = [
        *_to_api(source, own, kubelet_server, servers),
        *_to_kubelet(own, machines),
        *_own_health(own),
        *_distribution(own, machines),
        *_between_nodes(source, own, machines),
        *_to_extensions(source, own, machines),
        *etcd_of(source, own),
        *konnectivity_of(source, own),
    ]
    once: dict[tuple[str, str, str, Target], Requirement] = {}
    for one in found:
        once.setdefault((one.id, one.origin, one.destination, one.target), one)
    return tuple(once.values())


def notes(source: Source, node: str) -> tuple[str, ...]:
    """What is not known of the network plugins, or has no port to try: `Calico: …`, for people. It asks nothing new."""
    own = next((one for one in machines_of(source) if one.name == node), Machine(node, ""))
    return tuple(f"{plugin.name}: {plugin.note}" for plugin in plugins_of(source, own) if plugin.note)


def requirement(port: Port, origin: str, destination: str, target: Target, known_from: str) -> Requirement:
    """A row of the table between two machines."""
    return Requirement(port.id, origin, destination, target, _(port.why), port.required, known_from)


def target_of(port: Port, host: str, number: int | None = None) -> Target:
    """Where a row of the table is tried. Nobody here knows the authority behind it, so trust is not asked for."""
    return Target(host, number or port.port, port.protocol, port.tls, port.http_path, verify=False)


def _to_api(source: Source, own: Machine, kubelet_server: str | None, servers: Sequence[str]) -> Iterator[Requirement]:
    for place in api_servers(source, kubelet_server, servers):
        target = target_of(table.API_SERVER, place.host, place.port)
        required = place.required
        yield Requirement(
            "apiserver", own.name, CONTROL_PLANE, target, _(table.API_SERVER.why), required, place.known_from
        )


def _to_kubelet(own: Machine, machines: Sequence[Machine]) -> Iterator[Requirement]:
    if not own.address:
        return
    origins = [one.name for one in machines if one.control_plane] or [CONTROL_PLANE]
    for origin in origins[:3]:
        yield requirement(table.KUBELET, origin, own.name, target_of(table.KUBELET, own.address), f"Node {own.name}")


def _own_health(own: Machine) -> Iterator[Requirement]:
    ports = [table.KUBELET_HEALTH, table.KUBE_PROXY_HEALTH]
    ports += [table.SCHEDULER, table.CONTROLLERS] if own.control_plane else []
    for port in ports:
        yield requirement(port, own.name, own.name, target_of(port, _LOOPBACK), _("the table of ports"))


def _distribution(own: Machine, machines: Sequence[Machine]) -> Iterator[Requirement]:
    """RKE2's agents need its supervisor; what k3s needs is its API server's port and Flannel's."""
    if "+rke2" not in own.version:
        return
    for one in [one for one in machines if one.control_plane and one.name != own.name][:3]:
        target = target_of(table.RKE2_SUPERVISOR, one.address)
        yield requirement(table.RKE2_SUPERVISOR, own.name, one.name, target, f"Node {own.name}: {own.version}")


def _between_nodes(source: Source, own: Machine, machines: tuple[Machine, ...]) -> Iterator[Requirement]:
    """Both ways to a few peers: the plugin's ports, and a pod over there, which shows the whole way."""
    peers = peers_of(own, machines)
    for plugin in plugins_of(source, own):
        known_from = f"{plugin.known_from} ({plugin.note})" if plugin.note else plugin.known_from
        for port in plugin.ports:
            for peer in peers:
                yield requirement(port, own.name, peer.name, target_of(port, peer.address), known_from)
                yield requirement(port, peer.name, own.name, target_of(port, own.address), known_from)
        for namespace, service, port in plugin.services:
            for place in behind(source, namespace, service)[:_MOST_SERVERS]:
                target = target_of(port, place.host, place.port)
                yield requirement(port, own.name, place.name or service, target, place.known_from)
    for origin, there in [(own, peer) for peer in peers] + [(peer, own) for peer in peers]:
        for pod in pods_on(source, there.name)[:1]:
            target = Target(pod.host, pod.port)
            why = _("a node reaches the pods of the others")
            yield Requirement("pods", origin.name, there.name, target, why, True, pod.known_from, any_answer=True)


def _to_extensions(source: Source, own: Machine, machines: Sequence[Machine]) -> Iterator[Requirement]:
    """Webhooks and aggregated APIs that run on this node: the usual victim of a private cluster's firewall."""
    origins = [one.name for one in machines if one.control_plane] or [CONTROL_PLANE]
    for place in extension_pods(source, own.name):
        for origin in origins[:1]:
            target = Target(place.host, place.port, tls=True, verify=False)
            why = _("the API server calls {name} in a pod").format(name=place.name)
            yield Requirement("extension", origin, own.name, target, why, True, place.known_from)
