"""Which network plugins the cluster runs, from the names of their DaemonSets and what they write on the Nodes."""

from collections.abc import Callable
from dataclasses import dataclass

from kanivete.i18n import _
from kanivete.kube.kinds import CONFIG_MAPS, DAEMON_SETS
from kanivete.node.ports import table
from kanivete.node.ports.machines import Machine
from kanivete.node.ports.table import Port
from kanivete.sources.base import Missing, Source


@dataclass(frozen=True)
class Plugin:
    """What carries traffic between nodes. `ports` are needed between all of them."""

    name: str
    ports: tuple[Port, ...]
    known_from: str
    note: str = ""
    """What cannot be tried, or is not known of it."""
    services: tuple[tuple[str, str, Port], ...] = ()
    """Services (namespace, name) that every node has to reach on the node's own network."""


@dataclass(frozen=True)
class Seen:
    """What a plugin is recognised by: its DaemonSet, and the Node that is asked about."""

    source: Source
    node: Machine
    namespace: str
    name: str

    @property
    def itself(self) -> str:
        return f"DaemonSet {self.namespace}/{self.name}"

    def config(self, name: str) -> dict[str, object]:
        """A ConfigMap's data beside it; empty where it cannot be seen."""
        found = self.source.get(CONFIG_MAPS, self.namespace, name)
        return {} if isinstance(found, Missing) else found.data


def plugins_of(source: Source, node: Machine) -> tuple[Plugin, ...]:
    """The plugins that are there; several at once are possible (Canal, chained plugins, MetalLB)."""
    found: dict[str, Plugin] = {}
    if backend := node.annotations.get(_BACKEND):
        found["Flannel"] = _flannel_by(backend, f"Node {node.name}, {_BACKEND}")
    sets = source.list(DAEMON_SETS)
    for one in () if isinstance(sets, Missing) else sets:
        seen = Seen(source, node, one.metadata.namespace, one.metadata.name)
        reader = next((read for prefix, read in _READERS.items() if seen.name.startswith(prefix)), None)
        if reader:
            plugin = reader(seen)
            found.setdefault(plugin.name, plugin)
    return tuple(found[name] for name in sorted(found))


_BACKEND = "flannel.alpha.coreos.com/backend-type"
"""Flannel writes it on each Node, also where it is built in (k3s, RKE2, Canal)."""
_FLANNEL: dict[str, tuple[Port, ...]] = {
    "vxlan": (table.FLANNEL_VXLAN,),
    "udp": (table.FLANNEL_UDP,),
    "wireguard": (table.FLANNEL_WIREGUARD,),
    "host-gw": (),
}


def _flannel_by(backend: str, known_from: str) -> Plugin:
    ports = _FLANNEL.get(backend.lower())
    note = "" if ports is not None else _("the ports of its backend {backend} are not known").format(backend=backend)
    return Plugin("Flannel", ports or (), known_from, note)


def _flannel(seen: Seen) -> Plugin:
    note = _("the Node does not say which backend it uses, so its ports are not known")
    return Plugin("Flannel", (), seen.itself, note)


def _calico(seen: Seen) -> Plugin:
    """Calico writes the addresses of its tunnels on each Node; its ConfigMap says whether BGP runs beside VXLAN."""
    annotations = seen.node.annotations
    vxlan, ipip = ("projectcalico.org/IPv4VXLANTunnelAddr" in annotations), (_IPIP in annotations)
    known_from = f"{seen.itself}, Node {seen.node.name}"
    if not vxlan and not any(name.startswith("projectcalico.org/") for name in annotations):
        note = _("the Node does not say how it carries traffic (BGP, IP-in-IP or VXLAN), so its ports are not known")
        return Plugin("Calico", (), seen.itself, note)
    backend = str(seen.config("calico-config").get("calico_backend", ""))
    ports = [table.CALICO_VXLAN] if vxlan else []
    if backend == "bird" or not vxlan:
        ports.append(table.CALICO_BGP)
    if "projectcalico.org/WireguardPublicKey" in annotations:
        ports.append(table.CALICO_WIREGUARD)
    note = _("IP protocol 4 (IP-in-IP) has to pass between the nodes as well; it has no port to try") if ipip else ""
    typha = (seen.namespace, "calico-typha", table.CALICO_TYPHA)
    return Plugin("Calico", tuple(ports), known_from, note, (typha,))


_IPIP = "projectcalico.org/IPv4IPIPTunnelAddr"


def _canal(seen: Seen) -> Plugin:
    return Plugin("Canal", (), seen.itself, _("it carries traffic as Flannel does"))


def _cilium(seen: Seen) -> Plugin:
    """Cilium 1.14 and later say `routing-mode` and `tunnel-protocol`, before that `tunnel`."""
    data = seen.config("cilium-config")
    if not data:
        note = _("its ConfigMap cilium-config could not be read, so its tunnel is not known")
        return Plugin("Cilium", (table.CILIUM_HEALTH,), seen.itself, note)
    tunnel = str(data.get("tunnel-protocol") or data.get("tunnel") or "vxlan").lower()
    if str(data.get("routing-mode", "")).lower() == "native":
        tunnel = "disabled"
    ports = {"vxlan": (table.CILIUM_VXLAN,), "geneve": (table.CILIUM_GENEVE,)}.get(tunnel, ())
    if str(data.get("enable-wireguard", "")).lower() == "true":
        ports = (*ports, table.CILIUM_WIREGUARD)
    known_from = f"{seen.itself}, ConfigMap {seen.namespace}/cilium-config"
    return Plugin("Cilium", (*ports, table.CILIUM_HEALTH), known_from)


def _antrea(seen: Seen) -> Plugin:
    lines = str(seen.config("antrea-config").get("antrea-agent.conf", "")).splitlines()
    settings = dict(line.split(":", 1) for line in lines if ":" in line and not line.lstrip().startswith("#"))
    tunnel = settings.get("tunnelType", "geneve").strip().strip("\"'").lower()
    ports = {"geneve": table.ANTREA_GENEVE, "vxlan": table.ANTREA_VXLAN, "stt": table.ANTREA_STT}
    chosen = (ports[tunnel],) if tunnel in ports else ()
    return Plugin("Antrea", (*chosen, table.ANTREA_AGENT), f"{seen.itself}, ConfigMap {seen.namespace}/antrea-config")


def _fixed(name: str, *ports: Port, cloud: bool = False) -> Callable[[Seen], Plugin]:
    def read(seen: Seen) -> Plugin:
        note = _("pods have addresses of the cloud's network: its security groups decide") if cloud else ""
        return Plugin(name, ports, seen.itself, note)

    return read


_METALLB = _fixed("MetalLB", table.METALLB, table.METALLB_UDP)
_READERS: dict[str, Callable[[Seen], Plugin]] = {
    "calico-node": _calico,
    "canal": _canal,
    "rke2-canal": _canal,
    "kube-flannel": _flannel,
    "cilium": _cilium,
    "antrea-agent": _antrea,
    "weave-net": _fixed("Weave", table.WEAVE_CONTROL, table.WEAVE_DATA),
    "ovnkube-node": _fixed("OVN-Kubernetes", table.OVN_GENEVE),
    "kube-router": _fixed("kube-router", table.KUBE_ROUTER_BGP),
    "aws-node": _fixed("AWS VPC CNI", cloud=True),
    "azure-cns": _fixed("Azure CNI", cloud=True),
    "speaker": _METALLB,
    "metallb-speaker": _METALLB,
}
"""By how the name of the DaemonSet begins."""
