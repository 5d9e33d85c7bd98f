"""What runs beside the machines: the registries, the machines' DNS server, and the host's way to the API server."""

import shutil
from functools import partial

from tests.rig import network, registries
from tests.rig.processes import Keeper
from tests.rig.settings import (
    API_PORT,
    CONTROL_PLANE,
    CONTROL_PLANE_IP,
    REGISTRY,
    REGISTRY_IP,
    machine_addresses,
    netns,
)
from tests.rig.shell import run, wait_for
from tests.rig.state import State

HOST_BRIDGE = ("api-inside", "api-host")
"""The processes by which the host reaches the API server."""


def start_registries(state: State, keeper: Keeper) -> None:
    """Start the registries and the DNS server in their network namespace; returns when all of them answer."""
    registries.prepare(state.root, state.pki)
    for command in registries.firewall(netns(REGISTRY)):
        run(command)
    _start_dns(state, keeper)
    for name, words in registries.commands(state.root, state.pki):
        keeper.start(name, network.inside(REGISTRY, words))
    for url in registries.ready_urls():
        wait_for(f"the registry at {url}", partial(_answers, url), 30)


def _start_dns(state: State, keeper: Keeper) -> None:
    names = {**registries.NAMES, **machine_addresses()}
    hosts = state.run / "dns-hosts"
    hosts.write_text("".join(f"{ip} {name}\n" for name, ip in names.items()))
    program = shutil.which("dnsmasq", path="/usr/sbin:/usr/bin") or "dnsmasq"
    words = [program, "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root"]
    words += [f"--addn-hosts={hosts}", f"--listen-address={REGISTRY_IP}", "--bind-interfaces", "--pid-file="]
    # whatever is not in the file does not exist
    words += ["--address=/#/", "--log-facility=-", *registries.DNS_ARGUMENTS]
    keeper.start("dns", network.inside(REGISTRY, words))


def _answers(url: str) -> bool:
    """Whether any answer comes, whatever its status or certificate: some are wrong on purpose."""
    words = ["curl", "--silent", "--insecure", "--max-time", "2", "--output", "/dev/null", url]
    return run(network.inside(REGISTRY, words), check=False).returncode == 0


def start_host_bridge(state: State, keeper: Keeper, port: int) -> None:
    """Let the host reach the API server on 127.0.0.1:`port`, through a socket file: no interface of it is touched."""
    socket = state.run / "apiserver.sock"
    listen = f"UNIX-LISTEN:{socket},fork,unlink-early,mode=600"
    words = ["socat", listen, f"TCP4:{CONTROL_PLANE_IP}:{API_PORT}"]
    inside, host = HOST_BRIDGE
    keeper.start(inside, network.inside(CONTROL_PLANE, words))
    keeper.start(host, ["socat", f"TCP4-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork", f"UNIX-CONNECT:{socket}"])
