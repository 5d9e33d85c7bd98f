"""A small real registry on 127.0.0.1: one good image, and whatever a test makes of the answers."""

import gzip
import hashlib
import io
import json
import random
import socket
import ssl
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kanivete.probe.registry.manifest import DOCKER_LIST, OCI_MANIFEST

LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
CONFIG = "application/vnd.oci.image.config.v1+json"


def digest_of(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


@dataclass
class Image:
    """An image with one layer that holds a file of noise."""

    architecture: str = "amd64"
    layer_bytes: int = 100_000
    config_type: str = CONFIG
    archive: bool = True

    @cached_property
    def config(self) -> bytes:
        return json.dumps({"architecture": self.architecture, "os": "linux"}).encode()

    @cached_property
    def layer(self) -> bytes:
        noise = random.Random(self.layer_bytes).randbytes(self.layer_bytes)
        if not self.archive:
            return gzip.compress(noise, mtime=0)
        written = io.BytesIO()
        with tarfile.open(fileobj=written, mode="w") as tar:
            entry = tarfile.TarInfo("noise")
            entry.size = len(noise)
            tar.addfile(entry, io.BytesIO(noise))
        return gzip.compress(written.getvalue(), compresslevel=1, mtime=0)

    @cached_property
    def manifest(self) -> bytes:
        def part(kind: str, data: bytes) -> dict[str, Any]:
            return {"mediaType": kind, "digest": digest_of(data), "size": len(data)}

        layers = [part(LAYER, self.layer)]
        said = {"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": part(self.config_type, self.config)}
        return json.dumps({**said, "layers": layers}).encode()

    @property
    def blobs(self) -> dict[str, bytes]:
        return {digest_of(data): data for data in (self.config, self.layer)}


def index_of(*images: Image) -> bytes:
    """A manifest list of images for several architectures."""
    manifests = [
        {
            "mediaType": OCI_MANIFEST,
            "digest": digest_of(image.manifest),
            "size": len(image.manifest),
            "platform": {"os": "linux", "architecture": image.architecture},
        }
        for image in images
    ]
    return json.dumps({"schemaVersion": 2, "mediaType": DOCKER_LIST, "manifests": manifests}).encode()


class Exchange(BaseHTTPRequestHandler):
    """One request; `fake` says what to answer."""

    protocol_version = "HTTP/1.1"
    fake: "FakeRegistry"

    @property
    def route(self) -> str:
        return urlsplit(self.path).path

    @property
    def query(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.form = self.rfile.read(length)
        self.fake.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
        for start, answer in self.fake.overrides:
            if self.route.startswith(start):
                answer(self)
                return
        self.fake.answer(self)

    do_HEAD = do_POST = do_GET  # noqa: N815

    def reply(self, status: int, body: bytes = b"", kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("Content_Length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status: int, code: str, message: str = "", **headers: str) -> None:
        body = {"errors": [{"code": code, "message": message or code.lower(), "detail": None}]}
        self.reply(status, json.dumps(body).encode(), **headers)

    def log_message(self, format: str, *args: object) -> None:
        pass


Answer = Callable[[Exchange], None]


@dataclass
class FakeRegistry:
    """Serves `image` under any tag of `tags`; `overrides` are tried first, by the start of the path."""

    image: Image = field(default_factory=Image)
    tags: list[str] = field(default_factory=lambda: ["1.0", "latest"])
    repository: str = "team/app"
    documents: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    overrides: list[tuple[str, Answer]] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def on(self, path: str, answer: Answer) -> None:
        self.overrides.append((path, answer))

    def answer(self, ask: Exchange) -> None:
        root = f"/v2/{self.repository}"
        if ask.route == "/v2/":
            ask.reply(200, b"{}")
        elif ask.route == f"{root}/tags/list":
            ask.reply(200, json.dumps({"name": self.repository, "tags": self.tags}).encode())
        elif not ask.route.startswith(root):
            ask.refuse(404, "NAME_UNKNOWN", "repository name not known to registry")
        elif "/manifests/" in ask.route:
            self._manifest(ask, ask.route.rpartition("/")[2])
        else:
            self._blob(ask, ask.route.rpartition("/")[2])

    def _manifest(self, ask: Exchange, reference: str) -> None:
        known = {digest_of(body): (body, kind) for body, kind in self.documents.values()} | self.documents
        known[digest_of(self.image.manifest)] = (self.image.manifest, OCI_MANIFEST)
        if reference in self.tags and reference not in known:
            known[reference] = (self.image.manifest, OCI_MANIFEST)
        if reference not in known:
            ask.refuse(404, "MANIFEST_UNKNOWN", "manifest unknown")
            return
        body, kind = known[reference]
        ask.reply(200, body, kind, Docker_Content_Digest=digest_of(body))

    def _blob(self, ask: Exchange, digest: str) -> None:
        data = self.image.blobs.get(digest)
        if data is None:
            ask.refuse(404, "BLOB_UNKNOWN", "blob unknown to registry")
        else:
            ask.reply(200, data, "application/octet-stream", Docker_Content_Digest=digest)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Half of the tests break connections."""


@contextmanager
def serving(fake: FakeRegistry | None = None, tls: ssl.SSLContext | None = None) -> Iterator[FakeRegistry]:
    """Run it; its `url` is set."""
    fake = fake or FakeRegistry()
    assert fake.image.manifest  # made now, and not while somebody waits for it

    class Handler(Exchange):
        def setup(self) -> None:
            if tls:
                self.request.settimeout(10)
                self.request = tls.wrap_socket(self.request, server_side=True, do_handshake_on_connect=False)
                try:
                    self.request.do_handshake()
                except OSError:
                    self.request.close()
                    raise
            super().setup()

        def finish(self) -> None:
            super().finish()
            self.request.close()

    Handler.fake = fake
    server = _Server(("127.0.0.1", 0), Handler)
    fake.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def socket_server(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """`host:port` of a server that does what it is told with each connection."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            try:
                connection, _from = listening.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(10)
                try:
                    behave(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        stopped.set()
        thread.join()
        listening.close()


def closed_port() -> int:
    """A port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
