"""Two machines of our own, in network namespaces: one that tries, and one behind a firewall."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

PREFIX = f"kvprobe-{os.getpid()}"
HERE, THERE, NOBODY = "10.213.7.1", "10.213.7.2", "10.213.7.99"
NO_ROUTE = "192.0.2.1"
OPEN, DROPPED, PROHIBITED, RESET, UNREACHABLE, NO_HOST, NO_NET, CLOSED = range(8001, 8009)
"""Ports of the machine that is tried, by what its firewall does."""
_RULES = {
    DROPPED: ("DROP",),
    PROHIBITED: ("REJECT", "--reject-with", "icmp-admin-prohibited"),
    RESET: ("REJECT", "--reject-with", "tcp-reset"),
    UNREACHABLE: ("REJECT", "--reject-with", "icmp-port-unreachable"),
    NO_HOST: ("REJECT", "--reject-with", "icmp-host-unreachable"),
    NO_NET: ("REJECT", "--reject-with", "icmp-net-unreachable"),
}
_SERVER = "import http.server as h; h.ThreadingHTTPServer(('', {port}), h.SimpleHTTPRequestHandler).serve_forever()"


def cannot_run() -> str:
    """Why there can be none here; empty if there can."""
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    missing = [tool for tool in ("ip", "iptables", "sysctl") if shutil.which(tool) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    done = _run("ip", "netns", "add", f"{PREFIX}-try", check=False)
    _run("ip", "netns", "del", f"{PREFIX}-try", check=False)
    return done.stderr.decode().strip() if done.returncode else ""


@contextlib.contextmanager
def two_machines() -> Iterator[tuple[str, ...]]:
    """The words before a command that run it on the machine that tries."""
    here, there = f"{PREFIX}-here", f"{PREFIX}-there"
    with contextlib.ExitStack() as closing:
        for name in (here, there):
            _run("ip", "netns", "add", name)
            closing.callback(_run, "ip", "netns", "del", name, check=False)
            _run("ip", "-n", name, "link", "set", "lo", "up")
        _run("ip", "-n", here, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", there)
        for name, address in ((here, HERE), (there, THERE)):
            _run("ip", "-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
            _run("ip", "-n", name, "link", "set", "eth0", "up")
        inside = ("ip", "netns", "exec", there)
        # otherwise the kernel sends one ICMP error a second
        _run(*inside, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv4.icmp_msgs_per_sec=10000")
        for port, target in _RULES.items():
            for protocol in ("tcp", "udp"):
                if (protocol, port) != ("udp", RESET):
                    rule = ("-A", "INPUT", "-p", protocol, "--dport", str(port), "-j", *target)
                    _run(*inside, "iptables", "-w", *rule)
        server = subprocess.Popen([*inside, sys.executable, "-c", _SERVER.format(port=OPEN)], stderr=subprocess.DEVNULL)
        closing.callback(server.wait)
        closing.callback(server.kill)
        _wait(inside)
        yield ("ip", "netns", "exec", here)


def _wait(inside: tuple[str, ...]) -> None:
    """Until the server listens."""
    look = f"import socket,time\nfor _ in range(100):\n try: socket.create_connection(('127.0.0.1', {OPEN})); break\n"
    _run(*inside, sys.executable, "-c", f"{look} except OSError: time.sleep(0.1)")


def _run(*words: str, check: bool = True) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(words, capture_output=True, check=check, timeout=30)
