"""A server before the real API server that passes requests on, and makes trouble as it is told."""

import http.client
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.rig.pki import Authority, Pair

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Asked:
    """A request: the how-manieth of all, the how-manieth for this path and query, and these."""

    number: int
    turn: int
    path: str
    query: str


@dataclass(frozen=True)
class Trouble:
    """`status` answers in place of the API server; `wait` are seconds before it is asked; `sent` is the share of the
    body after which the connection breaks."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    sent: float = 1.0


Policy = Callable[[Asked], Trouble]
NONE = Trouble()


@dataclass
class Faulty:
    """The server: where it listens, what it was asked, and how it behaves from now on."""

    url: str
    authority: Path
    policy: Policy = lambda _: NONE
    asked: list[Asked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, target: str) -> Asked:
        parts = urlsplit(target)
        with self.lock:
            turn = 1 + sum((one.path, one.query) == (parts.path, parts.query) for one in self.asked)
            asked = Asked(len(self.asked) + 1, turn, parts.path, parts.query)
            self.asked.append(asked)
        return asked


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faulty: Faulty
    upstream: tuple[str, int, ssl.SSLContext]

    def do_GET(self) -> None:
        asked = self.faulty.note(self.path)
        trouble = self.faulty.policy(asked)
        time.sleep(trouble.wait)
        if trouble.status:
            self._answer(trouble.status, trouble.headers, _status(trouble.status))
            return
        try:
            status, headers, body = self._passed_on()
        except (OSError, http.client.HTTPException):
            self.close_connection = True
            return
        self._answer(status, headers, body, trouble.sent)

    def _passed_on(self) -> tuple[int, dict[str, str], bytes]:
        host, port, context = self.upstream
        connection = http.client.HTTPSConnection(host, port, context=context, timeout=60)
        try:
            wanted = {name: self.headers[name] for name in ("Accept", "Accept-Encoding") if name in self.headers}
            connection.request("GET", self.path, headers=wanted)
            answer = connection.getresponse()
            kept = {name: answer.headers[name] for name in ("Content-Type", "Content-Encoding") if answer.headers[name]}
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: dict[str, str], body: bytes, sent: float = 1.0) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if sent >= 1 else body[: int(len(body) * sent)])
        self.close_connection = self.close_connection or sent < 1

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the game."""


def _status(code: int) -> bytes:
    reason = {410: "Expired", 429: "TooManyRequests", 503: "ServiceUnavailable"}[code]
    return f'{{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{reason}","code":{code}}}'.encode()


@contextmanager
def faulty(folder: Path, upstream: str, authority: Path, admin: Pair) -> Iterator[Faulty]:
    """The server on a free port: its own certificate to its clients, the administrator's to the API server."""
    own = Authority.create(folder, "faulty-ca", "authority of the faulty server")
    pair = own.issue("faulty", "faulty", hosts=[HOST])
    inward = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inward.load_cert_chain(pair.certificate, pair.key)
    outward = ssl.create_default_context(cafile=str(authority))
    outward.load_cert_chain(admin.certificate, admin.key)
    target = urlsplit(upstream)
    found = Faulty("", own.file)
    handler = type(
        "Handler", (_Handler,), {"faulty": found, "upstream": (target.hostname, target.port or 443, outward)}
    )
    server = _Server((HOST, 0), handler)
    server.socket = inward.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    found.url = f"https://{HOST}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
