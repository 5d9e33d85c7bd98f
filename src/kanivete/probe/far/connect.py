"""Routes, connections and datagrams, as plain facts.

Sent to other machines too: it needs Python 3.7 with its library, and the modules beside it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import struct
import subprocess
import sys
import time
from typing import Any

_LINGER = 0.1
"""Seconds in which a connection that is closed at once shows it."""
_IP_RECVERR, _IPV6_RECVERR = 11, 25
_ICMP = {2: 4, 3: 6}


def literal(host: str) -> bool:
    """Whether it is an address and no name."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host.partition("%")[0])
            return True
        except (OSError, ValueError):
            continue
    return False


def failure(error: BaseException) -> dict[str, Any]:
    """`errno` is a name, as the numbers are not the same everywhere."""
    if isinstance(error, socket.timeout):
        return {"timeout": True}
    # OpenSSL's errors have numbers of their own
    number = error.errno if isinstance(error, OSError) and not hasattr(error, "library") else None
    said = (os.strerror(number) if number else str(error)) or type(error).__name__
    return {"errno": errno.errorcode.get(number or 0, ""), "said": said[:300]}


def route(address: str) -> dict[str, Any]:
    """The source address that the kernel takes, and what `ip route get` says where it is there."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((address, 9))
            found = {"source": asking.getsockname()[0]}
        except OSError as error:
            return failure(error)
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            ["ip", "route", "get", address], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=2
        )
        found["said"] = " ".join(done.stdout.decode("utf-8", "replace").split()[:16])
    return found


def _socket(address: str, kind: int, seconds: float) -> socket.socket:
    """A socket that remembers which ICMP error came, where the kernel can (Linux)."""
    six = ":" in address
    made = socket.socket(socket.AF_INET6 if six else socket.AF_INET, kind)
    made.settimeout(seconds)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            made.setsockopt(41 if six else 0, _IPV6_RECVERR if six else _IP_RECVERR, 1)
    return made


def _icmp(made: socket.socket) -> dict[str, Any]:
    """The ICMP error behind a failure: its type, its code and who sent it (struct sock_extended_err, ip(7))."""
    made.setblocking(False)
    try:
        _, ancillary, _, _ = made.recvmsg(512, 512, 0x2000)
    except (AttributeError, OSError, ValueError):
        return {}
    for _, _, data in ancillary:
        origin, kind, code = struct.unpack_from("4x3B", data)
        if origin in _ICMP:
            six = _ICMP[origin] == 6
            offender = data[24:40] if six else data[20:24]
            sender = socket.inet_ntop(socket.AF_INET6 if six else socket.AF_INET, offender)
            return {"icmp": {"version": _ICMP[origin], "type": kind, "code": code, "from": sender}}
    return {}


def tcp(address: str, port: int, seconds: float, tried: list[dict[str, Any]]) -> socket.socket | None:
    """A connection, or None; how it went is added to `tried`."""
    start = time.monotonic()
    made = _socket(address, socket.SOCK_STREAM, seconds)
    try:
        made.connect((address, port))
    except OSError as error:
        tried.append({"address": address, "seconds": time.monotonic() - start, **failure(error), **_icmp(made)})
        made.close()
        return None
    tried.append({"address": address, "seconds": time.monotonic() - start})
    return made


def linger(connection: socket.socket, tried: dict[str, Any]) -> None:
    """Note whether it is closed at once, as proxies do that have nothing behind them."""
    connection.settimeout(_LINGER)
    try:
        if not connection.recv(1, socket.MSG_PEEK):
            tried["closed"] = True
    except socket.timeout:  # noqa: UP041 (another one before Python 3.10)
        pass
    except OSError:
        tried["closed"] = True


def udp(address: str, port: int, seconds: float) -> dict[str, Any]:
    """A few zero bytes, to which few programs answer; a closed port does, with ICMP."""
    start = time.monotonic()
    found: dict[str, Any] = {"address": address, "answered": False}
    with _socket(address, socket.SOCK_DGRAM, seconds) as made:
        try:
            made.connect((address, port))
            made.send(b"\0" * 8)
            made.recv(4096)
            found["answered"] = True
        except OSError as error:
            found.update({**failure(error), **_icmp(made)})
    found["seconds"] = time.monotonic() - start
    return found
