"""Ports by who listens there.

Sources: https://kubernetes.io/docs/reference/networking/ports-and-protocols/, Kubernetes' pkg/cluster/ports/ports.go,
and the network plugins' own pages on requirements.
"""

from dataclasses import dataclass

from kanivete.i18n import N_


@dataclass(frozen=True)
class Port:
    """A row: `why` is for people, `http_path` what answers there to everybody, if anything does."""

    id: str
    port: int
    why: str
    protocol: str = "tcp"
    tls: bool = False
    http_path: str | None = None
    required: bool = True


API_SERVER = Port("apiserver", 6443, N_("every node talks to the API server"), tls=True, http_path="/livez")
KUBELET = Port("kubelet", 10250, N_("the control plane asks the kubelet for logs, exec and metrics"), tls=True)
SCHEDULER = Port("scheduler", 10259, N_("the scheduler's health"), tls=True, http_path="/healthz", required=False)
CONTROLLERS = Port(
    "controller-manager", 10257, N_("the controller manager's health"), tls=True, http_path="/healthz", required=False
)
ETCD_CLIENT = Port("etcd", 2379, N_("the API server keeps everything in etcd"), tls=True)
KUBELET_HEALTH = Port("kubelet-healthz", 10248, N_("the kubelet's own health"), http_path="/healthz", required=False)
KUBE_PROXY_HEALTH = Port("kube-proxy-healthz", 10256, N_("kube-proxy's health"), http_path="/healthz", required=False)
RKE2_SUPERVISOR = Port("rke2-supervisor", 9345, N_("RKE2's agents join and renew there"), tls=True)
KONNECTIVITY = Port(
    "konnectivity", 8132, N_("the konnectivity agents keep the API server's tunnel open there"), tls=True
)

CALICO_BGP = Port("calico-bgp", 179, N_("Calico's BGP tells the routes to the pods"))
CALICO_VXLAN = Port("calico-vxlan", 4789, N_("Calico's VXLAN carries the pods' traffic"), "udp")
CALICO_TYPHA = Port("calico-typha", 5473, N_("Calico's agents hear of changes from Typha"))
CALICO_WIREGUARD = Port(
    "calico-wireguard", 51820, N_("Calico's WireGuard carries the pods' traffic"), "udp", required=False
)
CILIUM_VXLAN = Port("cilium-vxlan", 8472, N_("Cilium's VXLAN carries the pods' traffic"), "udp")
CILIUM_GENEVE = Port("cilium-geneve", 6081, N_("Cilium's Geneve carries the pods' traffic"), "udp")
CILIUM_HEALTH = Port("cilium-health", 4240, N_("Cilium's nodes check each other"), required=False)
CILIUM_WIREGUARD = Port("cilium-wireguard", 51871, N_("Cilium's WireGuard carries the pods' traffic"), "udp")
FLANNEL_VXLAN = Port("flannel-vxlan", 8472, N_("Flannel's VXLAN carries the pods' traffic"), "udp")
FLANNEL_UDP = Port("flannel-udp", 8285, N_("Flannel's UDP tunnel carries the pods' traffic"), "udp")
FLANNEL_WIREGUARD = Port("flannel-wireguard", 51820, N_("Flannel's WireGuard carries the pods' traffic"), "udp")
WEAVE_CONTROL = Port("weave", 6783, N_("Weave's peers find each other"))
WEAVE_DATA = Port("weave-data", 6784, N_("Weave's fast datapath carries the pods' traffic"), "udp")
ANTREA_GENEVE = Port("antrea-geneve", 6081, N_("Antrea's Geneve carries the pods' traffic"), "udp")
ANTREA_VXLAN = Port("antrea-vxlan", 4789, N_("Antrea's VXLAN carries the pods' traffic"), "udp")
ANTREA_STT = Port("antrea-stt", 7471, N_("Antrea's STT carries the pods' traffic"))
ANTREA_AGENT = Port("antrea-agent", 10350, N_("Antrea's controller asks the agents"), tls=True, required=False)
OVN_GENEVE = Port("ovn-geneve", 6081, N_("OVN's Geneve carries the pods' traffic"), "udp")
KUBE_ROUTER_BGP = Port("kube-router-bgp", 179, N_("kube-router's BGP tells the routes to the pods"))
METALLB = Port("metallb", 7946, N_("MetalLB's speakers agree on who announces an address"))
METALLB_UDP = Port(
    "metallb-udp", 7946, N_("MetalLB's speakers agree on who announces an address"), "udp", required=False
)
