"""`python -m tests.rig.bench.kubelet WORLD PORT CERTIFICATE KEY`: the one kubelet of all nodes. It has logs only."""

import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.rig.bench.world import WORLDS

_ROUTINE = "2026-11-22 06:59:{:02},113 INFO shop.http GET /api/v1/orders/{} 200 12.4ms trace=7f3a9c0e\n"
ROUTINE = "".join(_ROUTINE.format(number % 60, number) for number in range(400))
"""What every container prints while it works."""


def logs(world: str) -> dict[str, bytes]:
    """The logs of the broken pods' main containers, by `NAMESPACE/POD`."""
    found: dict[str, bytes] = {}
    for workload in WORLDS[world].broken():
        if workload.fault and workload.fault.log is not None:
            text = (ROUTINE + workload.fault.log).encode()
            found |= {f"{workload.namespace}/{workload.pod_name(n)}": text for n in range(workload.replicas)}
    return found


def _handler(texts: dict[str, bytes]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            # /containerLogs/NAMESPACE/POD/CONTAINER
            words = urlsplit(self.path).path.split("/")
            text = texts.get("/".join(words[2:4])) if words[1:2] == ["containerLogs"] else None
            self.send_response(404 if text is None else 200)
            self.send_header("Content-Length", str(len(text or b"")))
            self.end_headers()
            self.wfile.write(text or b"")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


def main() -> None:
    world, port, certificate, key = sys.argv[1:5]
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), _handler(logs(world)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    main()
