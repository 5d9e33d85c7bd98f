"""One HTTP request to a faulty registry, and the means to answer it."""

from __future__ import annotations

import base64
import http.client
import json
import sys
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

from .content import Document
from .sites import MIRROR, Site

_PASSED_ON = (
    *("content-type", "content-length", "content-range", "accept-ranges"),
    *("docker-content-digest", "docker-distribution-api-version", "etag"),
)


class Exchange(BaseHTTPRequestHandler):
    """A request; subclasses give ``site`` and answer in ``do_GET``."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    site: Site
    form: dict[str, str]

    @property
    def route(self) -> str:
        return urlsplit(self.path).path

    @property
    def repository(self) -> str:
        """``team/app`` of ``/v2/team/app/manifests/1.0``; empty where the path names none."""
        return "/".join(self.route.strip("/").split("/")[1:-2])

    @property
    def bearer(self) -> bool:
        return self.headers.get("Authorization", "").startswith("Bearer ")

    @property
    def login(self) -> tuple[str, str] | None:
        """User and password, of basic authentication or of an OAuth form."""
        scheme, _, encoded = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            user, _, password = base64.b64decode(encoded).decode().partition(":")
            return user, password
        if "username" in self.form:
            return self.form["username"], self.form.get("password", "")
        return None

    def read_form(self) -> None:
        """Read the body, which must not stay on the connection, into ``form``."""
        length = int(self.headers.get("Content-Length") or 0)
        self.form = dict(parse_qsl(self.rfile.read(length).decode()))

    def reply(self, status: int, body: bytes = b"", kind: str = "application/json", **headers: str) -> None:
        """Answer. Header names are given with underscores for dashes."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status: int, code: str, message: str, **headers: str) -> None:
        """Answer with an error in the registry's own format."""
        body = {"errors": [{"code": code, "message": message, "detail": None}]}
        self.reply(status, json.dumps(body).encode(), **headers)

    def send_document(self, document: Document) -> None:
        self.reply(200, document.body, document.media_type, Docker_Content_Digest=document.digest)

    def upstream_status(self, path: str) -> int:
        """What the plain registry answers to a GET of ``path``."""
        connection = http.client.HTTPConnection(*MIRROR, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def pass_on(self) -> None:
        """Answer what the plain registry answers."""
        connection = http.client.HTTPConnection(*MIRROR, timeout=30)
        try:
            connection.putrequest(self.command, self.path, skip_accept_encoding=True)
            for name in ("Accept", "Range"):
                for value in self.headers.get_all(name, []):
                    connection.putheader(name, value)
            connection.endheaders()
            self._copy(connection.getresponse())
        finally:
            connection.close()

    def _copy(self, answer: http.client.HTTPResponse) -> None:
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() in _PASSED_ON:
                self.send_header(name, value)
        self.close_connection = answer.getheader("Content-Length") is None
        self.end_headers()
        if self.command == "HEAD":
            return
        while chunk := answer.read(1 << 18):
            self.wfile.write(chunk)

    def log_message(self, format: str, *args: object) -> None:
        sys.stderr.write(f"{self.site.label} {self.client_address[0]} {format % args}\n")
