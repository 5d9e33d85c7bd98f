"""A DNS server that answers every question with SERVFAIL (RFC 1035, section 4.1.1, RCODE 2)."""

from __future__ import annotations

import socket
import struct

_FLAGS = struct.Struct("!H")
_OFFSET = 2
_HEADER_BYTES = 12
_RESPONSE = 0x8000
_RECURSION_AVAILABLE = 0x0080
_RCODE = 0x000F
_SERVFAIL = 2


def answer(query: bytes) -> bytes | None:
    """The reply to a query, which repeats its question; None where it is too short to be one."""
    if len(query) < _HEADER_BYTES:
        return None
    (flags,) = _FLAGS.unpack_from(query, _OFFSET)
    flags = flags & ~_RCODE | _RESPONSE | _RECURSION_AVAILABLE | _SERVFAIL
    return query[:_OFFSET] + _FLAGS.pack(flags) + query[_OFFSET + _FLAGS.size :]


def serve(address: str, port: int = 53) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((address, port))
        while True:
            query, client = server.recvfrom(4096)
            if reply := answer(query):
                server.sendto(reply, client)
