"""A real WebSocket server that plays the API server's exec."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

V5, V4 = "v5.channel.k8s.io", "v4.channel.k8s.io"
SUCCESS = {"metadata": {}, "status": "Success"}


def failure(code: int) -> dict[str, object]:
    """How the status channel says that a program ended with that exit code."""
    cause = {"reason": "ExitCode", "message": str(code)}
    return {"status": "Failure", "reason": "NonZeroExitCode", "message": "…", "details": {"causes": [cause]}}


@dataclass
class Program:
    """What runs in the container: `act` is given the connection; `refuse` answers before there is one."""

    act: Callable[["Far"], None]
    protocols: tuple[str, ...] = (V5, V4)
    refuse: tuple[int, bytes] | None = None
    url: str = ""
    asked: list[tuple[str, list[tuple[str, str]], dict[str, str]]] = field(default_factory=list)


class Far:
    """The far end of a connection."""

    def __init__(self, connection: ServerConnection) -> None:
        self.connection = connection

    def say(self, channel: int, data: bytes) -> None:
        self.connection.send(bytes((channel,)) + data)

    def end(self, status: object) -> None:
        """Say how it ended, and close."""
        self.say(3, json.dumps(status).encode())
        self.connection.close()

    def hear(self) -> tuple[int, bytes]:
        """The next message."""
        message = self.connection.recv(10)
        assert isinstance(message, bytes)
        return message[0], message[1:]


@contextmanager
def running(program: Program, tls: ssl.SSLContext | None = None) -> Iterator[Program]:
    """The program behind a server on a free port of the loopback address."""

    def ask(_connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        program.asked.append((parts.path, parse_qsl(parts.query), headers))
        if program.refuse:
            code, body = program.refuse
            given = Headers({"Content-Length": str(len(body)), "Connection": "close"})
            return Response(code, HTTPStatus(code).phrase, given, body)
        return None

    def run(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            program.act(Far(connection))

    subprotocols = [Subprotocol(name) for name in program.protocols]
    with serve(
        run, "127.0.0.1", 0, process_request=ask, subprotocols=subprotocols, ssl=tls, compression=None
    ) as server:
        program.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield program
        finally:
            server.shutdown()
            thread.join()
