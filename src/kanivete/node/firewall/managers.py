"""Whose chains these are: rules in them come back when they are removed by hand."""

from kanivete.i18n import N_, _

_BY_CHAIN = (
    ("KUBE-NWPLCY", "kube-router"),
    ("KUBE-POD-FW", "kube-router"),
    ("KUBE-FIREWALL", N_("the kubelet")),
    ("KUBE-KUBELET", N_("the kubelet")),
    ("KUBE-", "kube-proxy"),
    ("cali-", "Calico"),
    ("CILIUM_", "Cilium"),
    ("OLD_CILIUM_", "Cilium"),
    ("FLANNEL-", "flannel"),
    ("WEAVE-", "Weave Net"),
    ("CNI-", N_("the CNI's portmap plugin")),
    ("ANTREA-", "Antrea"),
    ("DOCKER", "Docker"),
    ("ufw-", "ufw"),
    ("ufw6-", "ufw"),
    ("f2b-", "fail2ban"),
    ("LIBVIRT_", "libvirt"),
    ("NETAVARK", "Podman"),
    ("IN_", "firewalld"),
    ("FWD_", "firewalld"),
    ("FWDI_", "firewalld"),
    ("FWDO_", "firewalld"),
    ("INPUT_ZONES", "firewalld"),
    ("FORWARD_ZONES", "firewalld"),
)
_OF_PEOPLE = frozenset(("DOCKER-USER",))
"""Chains that programs call and leave to people."""
_BY_TABLE = {"firewalld": "firewalld", "kube-proxy": "kube-proxy", "calico": "Calico", "cilium": "Cilium"}


def manager_of(chain: str, table: str) -> str:
    """The program that writes the chain's rules, for people; empty if it is nobody that is known."""
    by_table = _BY_TABLE.get(table)
    if by_table:
        return by_table
    if chain in _OF_PEOPLE:
        return ""
    return next((_(name) for prefix, name in _BY_CHAIN if chain.startswith(prefix)), "")
