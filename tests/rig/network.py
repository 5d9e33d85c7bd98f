"""Network namespaces, the bridge that joins them, and routes between the Pods of two nodes.

Cables are made from one namespace of the rig to another, so that the machine's own never sees an end of one.
"""

from collections.abc import Sequence
from pathlib import Path

from tests.rig.settings import (
    CONTROL_PLANE,
    CONTROL_PLANE_IP,
    PREFIX,
    REGISTRY,
    SUBNET_BITS,
    SWITCH,
    WORKERS,
    netns,
)
from tests.rig.shell import run

NETNS_FOLDER = Path("/run/netns")
BRIDGE = "br0"

# The kernel resets these in every new network namespace. Services are unreachable from a Pod of the same node
# unless what crosses the node's bridge passes iptables.
WORKER_SYSCTLS = {
    "net.ipv4.ip_forward": "1",
    "net.ipv4.conf.all.rp_filter": "0",
    "net.bridge.bridge-nf-call-iptables": "1",
    "net.bridge.bridge-nf-call-ip6tables": "1",
}


def ip(namespace: str, *words: str) -> None:
    """Run `ip` on the network namespace of a part."""
    run(["ip", "-n", netns(namespace), *words])


def inside(namespace: str, command: Sequence[str | Path]) -> list[str | Path]:
    """The command line that runs a command in the network namespace of a part, all else as on the host."""
    return ["nsenter", f"--net={NETNS_FOLDER / netns(namespace)}", "--", *command]


def exists(namespace: str) -> bool:
    return (NETNS_FOLDER / netns(namespace)).exists()


def up(registry_addresses: Sequence[str]) -> None:
    """Make whatever is not there: namespaces, bridge, cables, addresses, routes."""
    _namespace(SWITCH)
    _bridge()
    _cable(CONTROL_PLANE, [CONTROL_PLANE_IP])
    _cable(REGISTRY, registry_addresses)
    for worker in WORKERS:
        _cable(worker.name, [worker.ip])
        settings = [f"{key}={value}" for key, value in WORKER_SYSCTLS.items()]
        run(inside(worker.name, ["sysctl", "-qw", *settings]))
    for worker in WORKERS:
        for other in (CONTROL_PLANE, REGISTRY, *(w.name for w in WORKERS if w is not worker)):
            ip(other, "route", "replace", worker.pod_cidr, "via", worker.ip)
        # Leads nowhere, but must be: a packet that has no route never reaches the rules of kube-proxy that refuse
        # connections to a Service without endpoints.
        ip(worker.name, "route", "replace", "default", "via", registry_addresses[0])


def _namespace(name: str) -> None:
    if not exists(name):
        run(["ip", "netns", "add", netns(name)])
    ip(name, "link", "set", "lo", "up")


def _bridge() -> None:
    if not _has_link(SWITCH, BRIDGE):
        ip(SWITCH, "link", "add", BRIDGE, "type", "bridge", "forward_delay", "0")
    ip(SWITCH, "link", "set", BRIDGE, "up")


def _has_link(namespace: str, link: str) -> bool:
    return run(["ip", "-n", netns(namespace), "link", "show", link], check=False).returncode == 0


def _cable(name: str, addresses: Sequence[str]) -> None:
    _namespace(name)
    end = f"v-{name}"
    if not _has_link(name, "eth0"):
        words = ["eth0", "netns", netns(name), "type", "veth", "peer", "name", end, "netns", netns(SWITCH)]
        run(["ip", "link", "add", "name", *words])
        ip(SWITCH, "link", "set", end, "master", BRIDGE, "up")
    for address in addresses:
        ip(name, "address", "replace", f"{address}/{SUBNET_BITS}", "dev", "eth0")
    ip(name, "link", "set", "eth0", "up")


def ours() -> list[str]:
    """The network namespaces of the rig that exist, by their full names."""
    if not NETNS_FOLDER.is_dir():
        return []
    return sorted(path.name for path in NETNS_FOLDER.iterdir() if path.name.startswith(PREFIX))


def down() -> None:
    """Delete the rig's network namespaces, and the mount of their folder when `ip netns` made it for us alone."""
    for name in ours():
        run(["ip", "netns", "delete", name], check=False)
    if NETNS_FOLDER.is_dir() and not any(NETNS_FOLDER.iterdir()):
        while run(["umount", NETNS_FOLDER], check=False).returncode == 0:
            pass
        NETNS_FOLDER.rmdir()
