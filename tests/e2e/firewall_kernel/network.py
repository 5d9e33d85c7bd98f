"""client — node — far: three network namespaces of our own, in one row. The machine's own is never touched."""

import contextlib
import ctypes
import os
import shutil
import socket
import struct
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

PREFIX = f"kvfw-{os.getpid()}"
PORTS = (22, 53, 80, 443, 6443, 8080)
CLIENT = ("10.77.1.2", "10.77.1.3", "10.77.1.200")
NODE = ("10.77.1.1",)
FAR = ("10.77.3.2",)
CLIENT6, NODE6, FAR6 = ("fd77:1::2", "fd77:1::3"), ("fd77:1::1",), ("fd77:3::2",)

T = TypeVar("T")
_CLONE_NEWNET = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)


def cannot_run() -> str:
    """Why the kernel cannot be asked here; empty if it can."""
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    missing = [tool for tool in ("ip", "sysctl", "iptables-save", "nft") if shutil.which(tool) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    done = subprocess.run(["ip", "netns", "add", f"{PREFIX}-try"], capture_output=True, text=True, check=False)
    subprocess.run(["ip", "netns", "del", f"{PREFIX}-try"], capture_output=True, check=False)
    return done.stderr.strip() if done.returncode else ""


class Namespace:
    """A network namespace, and a thread that lives in it: what it opens or starts belongs there."""

    def __init__(self, name: str) -> None:
        self.name = f"{PREFIX}-{name}"
        subprocess.run(["ip", "netns", "add", self.name], check=True)
        self._thread = ThreadPoolExecutor(1)
        self._thread.submit(self._enter).result()
        self.run("ip", "link", "set", "lo", "up")

    def _enter(self) -> None:
        with open(f"/var/run/netns/{self.name}", "rb") as file:
            if _LIBC.setns(file.fileno(), _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")

    def call(self, function: Callable[[], T]) -> T:
        """Call it in the namespace."""
        return self._thread.submit(function).result()

    def run(self, *words: str, stdin: str = "") -> str:
        """Run a program in the namespace and return what it prints.

        Raises:
            subprocess.CalledProcessError: It failed.
        """
        return self.call(
            lambda: subprocess.run(words, input=stdin, capture_output=True, text=True, check=True, timeout=20).stdout
        )

    def close(self) -> None:
        """Remove it, and with it all that was in it."""
        self._thread.shutdown()
        subprocess.run(["ip", "netns", "del", self.name], check=False)


class Network:
    """The three, with listeners on `PORTS` everywhere."""

    def __init__(self, closing: contextlib.ExitStack) -> None:
        self.client, self.node, self.far = (self._made(name, closing) for name in ("client", "node", "far"))
        self._wire(self.client, "eth0", (*CLIENT, *CLIENT6), NODE, NODE6, "eth0")
        self._wire(self.far, "eth0", (*FAR, *FAR6), ("10.77.3.1",), ("fd77:3::1",), "eth1")
        self._acquaint(self.client, "eth0", (*CLIENT, *CLIENT6), (*NODE, *NODE6))
        self._acquaint(self.far, "eth1", (*FAR, *FAR6), ("10.77.3.1", "fd77:3::1"))
        self.node.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        self.inbox: dict[str, list[socket.socket]] = {}
        for namespace in (self.client, self.node, self.far):
            self.inbox[namespace.name] = namespace.call(lambda: list(_listeners(closing)))

    def _made(self, name: str, closing: contextlib.ExitStack) -> Namespace:
        namespace = Namespace(name)
        closing.callback(namespace.close)
        return namespace

    def _wire(
        self,
        end: Namespace,
        name: str,
        own: Sequence[str],
        gateway: Sequence[str],
        gateway6: Sequence[str],
        interface: str,
    ) -> None:
        end.run("ip", "link", "add", name, "type", "veth", "peer", "name", interface, "netns", self.node.name)
        for namespace, dev, addresses in ((end, name, own), (self.node, interface, (*gateway, *gateway6))):
            for address in addresses:
                length = "64" if ":" in address else "24"
                nodad = ["nodad"] if ":" in address else []
                namespace.run("ip", "addr", "add", f"{address}/{length}", "dev", dev, *nodad)
            namespace.run("ip", "link", "set", dev, "up")
        end.run("ip", "route", "add", "default", "via", gateway[0])
        end.run("ip", "-6", "route", "add", "default", "via", gateway6[0])

    def _acquaint(self, end: Namespace, interface: str, theirs: Sequence[str], ours: Sequence[str]) -> None:
        """Let both sides know each other's hardware address: rules would drop IPv6's way of asking for it."""
        for namespace, device, other, addresses in (
            (end, "eth0", _hardware(self.node, interface), ours),
            (self.node, interface, _hardware(end, "eth0"), theirs),
        ):
            for address in addresses:
                namespace.run("ip", "neigh", "replace", address, "lladdr", other, "dev", device)


def _hardware(namespace: Namespace, interface: str) -> str:
    words = namespace.run("ip", "-o", "link", "show", "dev", interface).split()
    return words[words.index("link/ether") + 1]


def _listeners(closing: contextlib.ExitStack) -> Iterator[socket.socket]:
    for family, anywhere in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            for port in PORTS:
                one = closing.enter_context(socket.socket(family, kind))
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                one.bind((anywhere, port))
                one.setblocking(False)
                if kind == socket.SOCK_STREAM:
                    one.listen(64)
                yield one


def wire_tap(namespace: Namespace, interface: str) -> socket.socket:
    """Sees what arrives at the interface, whatever the programs behind it do."""

    def opened() -> socket.socket:
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0003))
        tap.bind((interface, 0x0003))
        tap.setblocking(False)
        return tap

    return namespace.call(opened)


class Ports(NamedTuple):
    """Of a TCP or UDP packet; `flags` are TCP's."""

    source: int
    destination: int
    flags: int = 0


def ports_of(frame: bytes) -> Ports | None:
    """What an IP packet is from and for; None if it has no ports."""
    if not frame:
        return None
    start, protocol = ((frame[0] & 15) * 4, frame[9]) if frame[0] >> 4 == 4 else (40, frame[6])
    if protocol not in (6, 17) or len(frame) < start + (14 if protocol == 6 else 4):
        return None
    source, destination = struct.unpack_from("!HH", frame, start)
    return Ports(source, destination, frame[start + 13] if protocol == 6 else 0)
