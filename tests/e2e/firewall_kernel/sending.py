"""One real packet, and what became of it."""

import contextlib
import errno
import select
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.e2e.firewall_kernel.network import Namespace, Ports, ports_of

PATIENCE = {"drop": 0.02}
"""Seconds until silence counts as a drop, by what is expected. A rule's counter proves a drop; anything else that is
expected comes well within a millisecond, but for a machine with other things to do."""
_LONGEST = 2.0

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


def send(shot: Shot, sender: Namespace, tap: socket.socket, inbox: list[socket.socket], expected: str) -> str:
    """`accept` if it arrived, `reject` if the sender was told, `drop` if nothing happened.

    `tap` is where it would arrive. If that is behind the rules, `inbox` has the sockets it may be for, and `tap` is at
    the sender's, to see the answer.
    """
    for late in (tap, *inbox):
        if late.type == socket.SOCK_DGRAM:
            _empty(late)
    patience = PATIENCE.get(expected, _LONGEST if expected != "undecided" else 0)
    return sender.call(lambda: _shoot(shot, tap, inbox, patience))


def _empty(one: socket.socket) -> None:
    with contextlib.suppress(BlockingIOError):
        while one.recv(2048):
            pass


def _shoot(shot: Shot, tap: socket.socket, inbox: list[socket.socket], patience: float) -> str:
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
                if refused.errno == errno.EPERM:
                    return "drop"  # the sender's own firewall: the call itself fails
                error = refused.errno or 0
        return _fate(shot, one, error, tap, inbox, patience)


def _fate(
    shot: Shot, one: socket.socket, error: int, tap: socket.socket, inbox: list[socket.socket], patience: float
) -> str:
    until = time.monotonic() + patience
    arrived = _delivered if inbox else _arrived
    while True:
        if arrived(shot, tap, inbox):
            return "accept"
        if error in _REFUSALS or (error := one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)) in _REFUSALS:
            return "reject"
        if time.monotonic() > until:
            return "drop"
        select.select([tap, *inbox], [], [], 0.002)


def _frames(tap: socket.socket) -> Iterator[Ports]:
    with contextlib.suppress(BlockingIOError):
        while True:
            found = ports_of(tap.recv(2048))
            if found is not None:
                yield found


def _arrived(shot: Shot, tap: socket.socket, inbox: list[socket.socket]) -> bool:
    del inbox
    return any(ports.source == shot.sport for ports in _frames(tap))


def _delivered(shot: Shot, tap: socket.socket, inbox: list[socket.socket]) -> bool:
    """A SYN was answered (what follows it may meet other rules), or a program has the datagram."""
    if shot.protocol == "tcp":
        return any(ports.destination == shot.sport and ports.flags & 0x12 == 0x12 for ports in _frames(tap))
    for listener in inbox:
        if listener.type == socket.SOCK_DGRAM:
            with contextlib.suppress(BlockingIOError):
                return bool(listener.recv(64))
    return False
