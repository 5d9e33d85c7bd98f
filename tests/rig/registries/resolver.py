"""A DNS server that answers every question with SERVFAIL (RFC 1035, section 4.1.1, RCODE 2)."""

from __future__ import annotations

import socket
import struct

_RESPONSE = 0x8000
_RECURSION_DESIRED = 0x0100
_RECURSION_AVAILABLE = 0x0080
_OPCODE = 0x7800
_SERVFAIL = 2
_HEADER = struct.Struct("!6H")


def answer(query: bytes) -> bytes | None:
    """The reply to a query; None where it is too short to be one."""
    if len(query) < _HEADER.size:
        return None
    identity, flags, *_ = _HEADER.unpack_from(query)
    kept = flags & (_OPCODE | _RECURSION_DESIRED)
    return _HEADER.pack(identity, _RESPONSE | _RECURSION_AVAILABLE | kept | _SERVFAIL, 0, 0, 0, 0)


def serve(address: str, port: int = 53) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((address, port))
        while True:
            query, client = server.recvfrom(4096)
            if reply := answer(query):
                server.sendto(reply, client)
