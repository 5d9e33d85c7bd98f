"""Real servers on the loopback address: good ones, and one for each way to fail."""

import socket
import ssl
import struct
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.rig.pki import Authority

Handler = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\nServer: shop/1.0\r\nContent-Length: 3\r\nConnection: close\r\n\r\nhi\n"


@contextmanager
def serving(handler: Handler, family: int = socket.AF_INET) -> Iterator[int]:
    """A server that hands each connection to `handler`; gives its port."""
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
    listening.listen(32)

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=handle, args=(connection,), daemon=True).start()

    def handle(connection: socket.socket) -> None:
        with suppress(OSError, ssl.SSLError), connection:
            connection.settimeout(10)
            handler(connection)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def answering(answer: bytes) -> Handler:
    """Read a request, answer with these bytes."""

    def handle(connection: socket.socket) -> None:
        received = b""
        while b"\r\n\r\n" not in received and (piece := connection.recv(4096)):
            received += piece
        connection.sendall(answer)

    return handle


def over_tls(
    authority: Authority, then: Handler, *, hosts: tuple[str, ...] = ("127.0.0.1",), old: bool = False, **issued: object
) -> Handler:
    """Speak TLS with a certificate of this authority, then go on."""
    pair = authority.issue(f"server-{abs(hash((hosts, old, str(issued))))}", "server", hosts=list(hosts), **issued)  # type: ignore[arg-type]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    if old:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1

    def handle(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as talking:
            then(talking)

    return handle


def mutual(authority: Authority, then: Handler) -> Handler:
    """TLS that wants a client certificate."""
    pair = authority.issue("mutual", "server", hosts=["127.0.0.1"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    context.load_verify_locations(authority.file)
    context.verify_mode = ssl.CERT_REQUIRED

    def handle(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as talking:
            try:
                talking.do_handshake()
            except ssl.SSLError:
                # closed with something unread, the connection would be reset before the alert is read
                socket.socket.recv(talking, 4096)
                return
            then(talking)

    return handle


def silent(connection: socket.socket) -> None:
    """Take everything, answer nothing."""
    while connection.recv(4096):
        pass


def closing(_connection: socket.socket) -> None:
    """Close at once, as a proxy with nothing behind it."""


def closing_after_hello(connection: socket.socket) -> None:
    """Close once the other side has spoken."""
    connection.recv(4096)


def resetting(connection: socket.socket) -> None:
    """Reset once the other side has spoken."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def greeting(connection: socket.socket) -> None:
    """Speak first, as SSH does."""
    connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
    connection.recv(4096)


def closed_port() -> int:
    """A port where nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def pem(authority: Authority) -> str:
    """The authority's certificate."""
    return Path(authority.file).read_text()
