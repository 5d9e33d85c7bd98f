"""One real packet, and what became of it."""

import contextlib
import errno
import select
import socket
import struct
import time
from dataclasses import dataclass

from tests.e2e.firewall_kernel.network import Namespace, ports_of

PATIENCE = 0.03
"""Seconds until silence counts as a drop: between namespaces a packet takes well under a millisecond."""

_REFUSALS = {
    errno.ECONNREFUSED,
    errno.EHOSTUNREACH,
    errno.ENETUNREACH,
    errno.EACCES,
    errno.ECONNRESET,
    errno.ENOPROTOOPT,
    errno.EPROTO,
}


@dataclass(frozen=True, slots=True)
class Shot:
    """What is sent."""

    protocol: str
    src: str
    dst: str
    sport: int
    port: int

    @property
    def family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in self.dst else socket.AF_INET


def send(shot: Shot, sender: Namespace, tap: socket.socket | None, inbox: list[socket.socket]) -> str:
    """`accept` if it arrived, `reject` if the sender was told, `drop` if nothing happened.

    `tap` is where it would arrive; without one, it is for the sender's neighbour, whose `inbox` tells.
    """
    _empty(tap)
    return sender.call(lambda: _shoot(shot, tap, inbox))


def _empty(tap: socket.socket | None) -> None:
    with contextlib.suppress(BlockingIOError):
        while tap is not None and tap.recv(2048):
            pass


def _shoot(shot: Shot, tap: socket.socket | None, inbox: list[socket.socket]) -> str:
    kind = socket.SOCK_STREAM if shot.protocol == "tcp" else socket.SOCK_DGRAM
    with socket.socket(shot.family, kind) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.setblocking(False)
        one.bind((shot.src, shot.sport))
        if kind == socket.SOCK_STREAM:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        error = one.connect_ex((shot.dst, shot.port))
        if kind == socket.SOCK_DGRAM and not error:
            try:
                one.send(b"kanivete")
            except OSError as refused:
                if refused.errno != errno.EPERM:
                    raise
                return "drop"  # the sender's own firewall: the call itself fails
        return _fate(shot, one, error, tap, inbox)


def _fate(shot: Shot, one: socket.socket, error: int, tap: socket.socket | None, inbox: list[socket.socket]) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if error in _REFUSALS or (error := one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)) in _REFUSALS:
            return "reject"
        if tap is not None:
            if _arrived(shot, tap):
                return "accept"
        elif _received(shot, one, inbox):
            return "accept"
        select.select([tap] if tap is not None else inbox, [], [], 0.002)
    return "drop"


def _arrived(shot: Shot, tap: socket.socket) -> bool:
    with contextlib.suppress(BlockingIOError):
        while True:
            found = ports_of(tap.recv(2048))
            if found is not None and found[1] == shot.sport:
                return True
    return False


def _received(shot: Shot, one: socket.socket, inbox: list[socket.socket]) -> bool:
    for listener in inbox:
        if listener.type == socket.SOCK_STREAM:
            continue
        with contextlib.suppress(BlockingIOError):
            listener.recv(64)
            return shot.protocol == "udp"
    if shot.protocol != "tcp":
        return False
    with contextlib.suppress(OSError):
        return bool(one.getpeername())
    return False
