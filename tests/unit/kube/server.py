"""A real HTTP(S) server that plays an API server, and misbehaves as it is told."""

import gzip
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes = b""

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What to answer: `cut` closes the connection after so many bytes of the body, `wait` seconds pass first."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    wait: float = 0.0
    chunks: tuple[bytes, ...] = ()
    stream: Iterable[bytes] = ()
    """A body of unknown length."""

    @property
    def data(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


Respond = Callable[[Asked], Answer]


def status(code: int, message: str, *, name: str = "", **details: object) -> Answer:
    """An error as the API server words it."""
    found = {"name": name, **details} if name or details else {}
    return Answer({"kind": "Status", "status": "Failure", "message": message, "code": code, "details": found}, code)


NOT_SERVED = Answer(b"404 page not found\n", 404, {"Content-Type": "text/plain"})


class FakeServer:
    """Answers each path as told by `on`; the last answer of several goes on for ever."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.url = ""
        self._answers: dict[str, list[Answer | Respond]] = {}
        self._lock = threading.Lock()
        self.stopping = threading.Event()

    def on(self, path: str, *answers: Answer | Respond) -> None:
        self._answers[path] = list(answers)

    def answer(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            left = self._answers.get(asked.path, [NOT_SERVED])
            found = left.pop(0) if len(left) > 1 else left[0]
        return found if isinstance(found, Answer) else found(asked)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: FakeServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        headers = {key.lower(): value for key, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        form = dict(parse_qsl(body.decode()))
        answer = self.fake.answer(Asked(parts.path, dict(parse_qsl(parts.query)), headers, form, self.command, body))
        if answer.wait:
            self.fake.stopping.wait(answer.wait)
        data = answer.data
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.chunks:
            self._dribble(answer)
            return
        if answer.stream:
            self._stream(answer)
            return
        if "gzip" in headers.get("accept-encoding", "") and len(data) > 1000 and answer.cut is None:
            data = gzip.compress(data)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data if answer.cut is None else data[: answer.cut])
        if answer.cut is not None:
            self.close_connection = True

    def do_POST(self) -> None:
        self.do_GET()

    def do_PATCH(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()

    def _dribble(self, answer: Answer) -> None:
        self.send_header("Content-Length", str(sum(map(len, answer.chunks))))
        self.end_headers()
        for chunk in answer.chunks:
            if self.fake.stopping.is_set():
                break
            self.wfile.write(chunk)
            self.wfile.flush()
            time.sleep(0.02)
        self.close_connection = True

    def _stream(self, answer: Answer) -> None:
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in answer.stream:
            if self.fake.stopping.is_set():
                break
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the game."""


@contextmanager
def serve(tls: ssl.SSLContext | None = None) -> Iterator[FakeServer]:
    """A server on a free port of the loopback address."""
    fake = FakeServer()
    handler = type("Handler", (_Handler,), {"fake": fake})
    server = _Quiet(("127.0.0.1", 0), handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    fake.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
