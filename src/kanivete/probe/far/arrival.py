"""A datagram that is sent on one machine and looked for on another, as plain facts.

Sent to other machines too: it needs Python 3.7 with its library; to look for it, Linux and root.
"""

from __future__ import annotations

import binascii
import contextlib
import json
import select
import socket
import struct
import sys
import time
from typing import Any

_EVERY = 0x0003
_PAUSE = 0.25
_PATIENCE = 1.0


def main(given: dict[str, Any]) -> None:
    """`{"role": "send" or "watch", "port", "token", "seconds"}`, and to send an `address`."""
    token = binascii.unhexlify(given["token"])
    try:
        found = send(given, token) if given["role"] == "send" else watch(given, token)
    except OSError as error:
        found = {"error": str(error)[:200]}
    sys.stdout.write("KV 0 arrival " + json.dumps(found) + "\n")


def send(given: dict[str, Any], token: bytes) -> dict[str, Any]:
    """Send it again and again: to no protocol that is spoken over UDP does it mean anything."""
    address = given["address"]
    end, sent = time.monotonic() + given["seconds"], 0
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as sending:
        while time.monotonic() < end:
            sending.sendto(b"\0" * 8 + token, (address, given["port"]))
            sent += 1
            time.sleep(_PAUSE)
    return {"sent": sent}


def watch(given: dict[str, Any], token: bytes) -> dict[str, Any]:
    """Look twice: at what comes in on every interface, and at what the machine's own firewall lets through."""
    end = time.monotonic() + given["seconds"]
    found: dict[str, Any] = {"arrived": False, "delivered": False, "listening": listening(given["port"])}
    with contextlib.ExitStack() as closing:
        looking = closing.enter_context(socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_EVERY)))
        getting = [closing.enter_context(one) for one in _raw()]
        while not found["delivered"] and time.monotonic() < end:
            for one in select.select([looking, *getting], [], [], max(end - time.monotonic(), 0.0))[0]:
                packet, place = one.recvfrom(2048)
                # what this machine sends itself is seen as well
                if token not in packet or (one is looking and place[2] == socket.PACKET_OUTGOING):
                    continue
                if one is looking and not found["arrived"]:
                    end = min(end, time.monotonic() + _PATIENCE)
                found["arrived"] = True
                found["delivered"] = found["delivered"] or one is not looking
    return found


def _raw() -> list[socket.socket]:
    """Raw sockets get a copy of each datagram after the kernel's INPUT hooks."""
    made = []
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError):
            made.append(socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_UDP))
    return made


def listening(port: int) -> bool | None:
    """Whether a UDP port is open here, the kernel's own tunnels included; None where it cannot be told."""
    ports: set[int] = set()
    known = False
    for path in ("/proc/net/udp", "/proc/net/udp6"):
        try:
            with open(path, encoding="ascii") as file:
                lines = file.read().splitlines()[1:]
        except (OSError, ValueError):
            continue
        known = True
        ports |= {struct.unpack(">H", binascii.unhexlify(line.split()[1][-4:]))[0] for line in lines if line.split()}
    return port in ports if known else None
