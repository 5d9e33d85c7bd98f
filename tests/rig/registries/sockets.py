"""What goes wrong below HTTP: one function for each behaviour named in ``sites``.

Each gets an accepted connection, which its caller closes.
"""

from __future__ import annotations

import socket
import struct


def reset(connection: socket.socket) -> None:
    """Hear the client's TLS hello, then cut it off with a RST."""
    connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang_up(connection: socket.socket) -> None:
    """Hear the client's TLS hello, then end the connection in good order."""
    connection.recv(65536)


def mute(connection: socket.socket) -> None:
    """Take the connection and never say a word; the client gives up first."""
    connection.settimeout(120)
    while connection.recv(65536):
        pass


def greet(connection: socket.socket) -> None:
    """Another protocol altogether: an SSH server's first line."""
    connection.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    connection.recv(65536)
