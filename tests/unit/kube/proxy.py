"""A tiny HTTP proxy that opens tunnels (CONNECT), or refuses to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Proxy:
    """`opened` are the tunnels' ends; `wants` is the Proxy-Authorization that it demands."""

    address: str = ""
    wants: str = ""
    opened: list[str] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy

    def do_CONNECT(self) -> None:
        if self.proxy.wants and self.headers.get("Proxy-Authorization") != self.proxy.wants:
            self.send_error(407)
            return
        self.proxy.opened.append(self.path)
        host, _, port = self.path.rpartition(":")
        try:
            far = socket.create_connection((host, int(port)), timeout=5)
        except OSError:
            self.send_error(502)
            return
        self.send_response(200)
        self.end_headers()
        with far:
            back = threading.Thread(target=_carry, args=(far, self.connection), daemon=True)
            back.start()
            _carry(self.connection, far)
            back.join(5)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def proxying(wants: str = "") -> Iterator[Proxy]:
    """A proxy on a free port of the loopback address."""
    proxy = Proxy(wants=wants)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": proxy}))
    proxy.address = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
