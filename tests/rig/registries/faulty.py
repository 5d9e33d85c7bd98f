"""The process behind every faulty registry: ``python -m tests.rig.registries.faulty PKI_DIR``."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

from . import answers, resolver, sockets
from .certificates import TRUSTED_CA, server_files
from .exchange import Exchange
from .sites import HUB, SERVFAIL, SITES, Site

_HUB_SITE = Site("hub", int(HUB[0].rsplit(".", 1)[1]), "hub", None, port=HUB[1])


class Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, _request: Any, client_address: Any) -> None:
        # half of the sites exist to break connections
        sys.stderr.write(f"{self.server_address} {client_address[0]}: {sys.exc_info()[1]}\n")


def handler(site: Site, pki_dir: Path) -> type[BaseRequestHandler]:
    """The request handler class of a site."""
    below_http: Callable[[socket.socket], None] | None = getattr(sockets, site.behaviour, None)
    if below_http:
        return _socket_handler(below_http)
    answer: Callable[[Exchange], None] = getattr(answers, site.behaviour)
    context = tls_context(site, pki_dir)

    class Handler(Exchange):
        def setup(self) -> None:
            if context:
                # here, and not where connections are accepted: a handshake may take its time
                self.request.settimeout(self.timeout)
                self.request = context.wrap_socket(self.request, server_side=True, do_handshake_on_connect=False)
                shake_hands(self.request)
            super().setup()

        def do_GET(self) -> None:  # noqa: N802
            self.read_form()
            answer(self)

        do_HEAD = do_POST = do_GET  # noqa: N815

    Handler.site = site
    return Handler


def shake_hands(connection: ssl.SSLSocket) -> None:
    """Do the handshake. Where it fails, stay until the client has gone: a RST could overtake the alert."""
    try:
        connection.do_handshake()
    except ssl.SSLError:
        plain = socket.socket(fileno=connection.detach())
        with plain:
            plain.settimeout(2)
            plain.shutdown(socket.SHUT_WR)
            while plain.recv(65536):
                pass
        raise


def tls_context(site: Site, pki_dir: Path) -> ssl.SSLContext | None:
    """The server side of the site's TLS; None for plain HTTP."""
    if site.certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if site.tls == "tls-1.0":
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    elif site.tls == "client-certificate":
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(pki_dir / f"{TRUSTED_CA}.crt")
    context.load_cert_chain(*server_files(pki_dir, site.certificate))
    return context


def _socket_handler(behave: Callable[[socket.socket], None]) -> type[BaseRequestHandler]:
    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            behave(self.request)

    return Handler


class SocketServer(Server):
    def shutdown_request(self, request: Any) -> None:
        # no shutdown() first: it would send a FIN where a RST is meant
        self.close_request(request)


def main(pki_dir: Path) -> None:
    for site in (_HUB_SITE, *SITES):
        kind = SocketServer if hasattr(sockets, site.behaviour) else Server
        server = kind((site.address, site.port), handler(site, pki_dir))
        threading.Thread(target=server.serve_forever, name=site.label).start()
    resolver.serve(SERVFAIL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
