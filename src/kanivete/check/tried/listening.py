"""On which addresses and ports the programs of a pod listen, read from the kernel's own tables.

Source: https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
"""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from kanivete.probe.shell.base import Shell, ShellError

TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_LISTEN = "0A"
_PYTHON = "import sys\nfor name in sys.argv[1:]:\n    print(open(name).read())"
_MOST = 1024 * 1024


@dataclass(frozen=True, order=True)
class Listener:
    """A TCP port that is listened on. `address` is `0.0.0.0` or `::` for all."""

    port: int
    address: str

    @property
    def is_loopback(self) -> bool:
        """Whether only the pod itself can connect."""
        found = ipaddress.ip_address(self.address)
        mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
        return (mapped or found).is_loopback

    def takes(self, address: str) -> bool:
        """Whether a connection to that address of the pod ends up here."""
        found = ipaddress.ip_address(self.address)
        return found.is_unspecified or self.address == address

    def __str__(self) -> str:
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"


def listeners(shell: Shell) -> tuple[Listener, ...] | str:
    """What is listened on where the shell is, sorted; or why that could not be read."""
    try:
        ran = shell.run(("cat", *TABLES), seconds=10.0, most=_MOST)
        if ran.exit_code in (126, 127):
            ran = shell.run(("python3", "-c", _PYTHON, *TABLES), seconds=10.0, most=_MOST)
    except ShellError as error:
        return str(error)
    text = ran.stdout.decode("ascii", "replace")
    if "local_address" not in text:
        said = ran.stderr.decode("utf-8", "replace").strip().split("\n")[0][:200]
        return said or f"exit code {ran.exit_code}"
    return tuple(sorted(set(read(text))))


def read(text: str) -> Iterator[Listener]:
    """The listeners of the tables; lines that are none are passed over."""
    for line in text.splitlines():
        words = line.split()
        if len(words) < 4 or words[3] != _LISTEN:
            continue
        address, colon, port = words[1].partition(":")
        try:
            if colon and int(port, 16) <= 65535:
                yield Listener(int(port, 16), _address(address))
        except ValueError:
            continue


def _address(text: str) -> str:
    """`0100007F` is 127.0.0.1: words of four bytes, each as a little-endian machine has it in memory."""
    raw = bytes.fromhex(text)
    if len(raw) not in (4, 16):
        raise ValueError(text)
    packed = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
    return str(ipaddress.ip_address(packed))
