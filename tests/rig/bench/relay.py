"""A TCP relay that counts: what goes over the wire, TLS and headers and all."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.rig.bench.server import HOST

_PIECE = 1 << 18


class Relay:
    """Counts the bytes between its clients and the server; see `relaying`."""

    def __init__(self, listener: socket.socket, to: int) -> None:
        self._listener = listener
        self._to = to
        self._lock = threading.Lock()
        self._received = 0
        self.port = int(listener.getsockname()[1])

    @property
    def received(self) -> int:
        """The bytes that clients received so far."""
        with self._lock:
            return self._received

    def run(self) -> None:
        """Serve until the listener is closed."""
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection((HOST, self._to))
            except OSError:
                return
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._copy, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._copy, args=(server, client, True), daemon=True).start()

    def _copy(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                if counted:
                    with self._lock:
                        self._received += len(piece)
                target.sendall(piece)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def relaying(to: int) -> Iterator[Relay]:
    """A relay on a free port of 127.0.0.1 to another port."""
    with socket.create_server((HOST, 0)) as listener:
        relay = Relay(listener, to)
        threading.Thread(target=relay.run, daemon=True).start()
        yield relay
        listener.shutdown(socket.SHUT_RDWR)
