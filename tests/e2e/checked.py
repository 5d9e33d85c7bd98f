"""A namespace with everything that `kanivete check` is to tell apart: one server with many ports, and many clients."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Object = dict[str, Any]

PYTHON = "python:3.11-slim"
HTTP, FAILING, PLAIN, LOOPBACK, EXPIRED, MISNAMED, PRIVATE, GOOD = 8080, 8081, 8082, 9090, 8443, 8444, 8445, 8446
NOBODY = 8099

_SERVER = """
import http.server, ssl, threading, time

def handler(status):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = b"all is well" if status == 200 else b"the database is down"
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
    return Handler

def serve(address, port, status=200, cert=None):
    server = http.server.ThreadingHTTPServer((address, port), handler(status))
    if cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("/files/" + cert + ".pem")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()

serve("0.0.0.0", 8081, status=503)
serve("0.0.0.0", 8082)
serve("127.0.0.1", 9090)
for port, cert in ((8443, "expired"), (8444, "misnamed"), (8445, "private"), (8446, "good")):
    serve("0.0.0.0", port, cert=cert)
serve("0.0.0.0", 8080)
time.sleep(86400)
"""


class Authority:
    """A company's own certificate authority."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Check Test CA")])
        made = self._builder(self._name, self._key.public_key(), days=(-400, 400))
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.pem = made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()

    def issue(self, *names: str, days: tuple[int, int] = (-1, 30)) -> str:
        """A key and a certificate for the names, valid from and until so many days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        made = self._builder(subject, key.public_key(), days).add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return (
            private.decode() + made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
        )

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, days: tuple[int, int]
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=days[0]))
            .not_valid_after(now + timedelta(days=days[1]))
        )


def pod(name: str, image: str, command: list[str], node: str = "node1", **spec: Any) -> Object:
    """A pod labelled `app: NAME` that ends at once when told to."""
    container: Object = {"name": "main", "image": image, **spec.pop("container", {})}
    if command:
        container["command"] = command
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name, **spec.pop("labels", {})}},
        "spec": {"nodeName": node, "terminationGracePeriodSeconds": 0, "containers": [container], **spec},
    }


def service(name: str, target: int | str, app: str = "server", port: int = 80, **spec: Any) -> Object:
    """A Service with one port."""
    ports = [{"name": "main", "port": port, "targetPort": target}]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"selector": {"app": app}, "ports": ports, **spec},
    }


def client(name: str, image: str = PYTHON, node: str = "node1", **spec: Any) -> Object:
    """A pod that sleeps."""
    return pod(name, image, ["sleep", "86400"], node, **spec)


def server(namespace: str, authority: Authority) -> list[Object]:
    """The server, its program and its certificates."""
    certificates = {
        "expired": authority.issue(f"expired.{namespace}", days=(-60, -30)),
        "misnamed": authority.issue("another.example"),
        "private": authority.issue(f"private.{namespace}"),
        "good": authority.issue(f"good.{namespace}", f"good.{namespace}.svc"),
    }
    files = {"server.py": _SERVER, **{f"{name}.pem": text for name, text in certificates.items()}}
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "server"},
        "data": {name: base64.b64encode(text.encode()).decode() for name, text in files.items()},
    }
    running = pod(
        "server",
        PYTHON,
        ["python3", "/files/server.py"],
        "node2",
        volumes=[{"name": "files", "secret": {"secretName": "server"}}],
        container={
            "volumeMounts": [{"name": "files", "mountPath": "/files"}],
            "ports": [{"name": "http", "containerPort": HTTP}],
            "readinessProbe": {"tcpSocket": {"port": HTTP}, "periodSeconds": 1},
        },
    )
    return [secret, running]


def services() -> list[Object]:
    """One that works, and one for each fault."""
    return [
        service("api", "http"),
        service("wrong-selector", HTTP, app="serverr"),
        service("wrong-target", NOBODY, app="web"),
        service("named-missing", "htttp"),
        service("unready", HTTP, app="unready"),
        service("loopback", LOOPBACK),
        service("silent", NOBODY),
        service("failing", FAILING),
        service("expired", EXPIRED, port=443),
        service("misnamed", MISNAMED, port=443),
        service("private", PRIVATE, port=443),
        service("good", GOOD, port=443),
        service("plain", PLAIN, port=443),
        service("guarded", HTTP, app="web"),
        service("solo", NOBODY, app="solo"),
        service("headless", HTTP, clusterIP="None"),
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "by-hand"}, "spec": {"ports": [{"port": 80}]}},
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "address"},
            "spec": {"type": "ExternalName", "externalName": "192.0.2.1"},
        },
    ]


def policies() -> list[Object]:
    """Pods labelled app=web admit nobody; those labelled role=caged may connect to the server alone, without DNS."""
    to_server = {"to": [{"podSelector": {"matchLabels": {"app": "server"}}}], "ports": [{"port": HTTP}]}
    return [
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "closed"},
            "spec": {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress"]},
        },
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "caged"},
            "spec": {
                "podSelector": {"matchLabels": {"role": "caged"}},
                "policyTypes": ["Egress"],
                "egress": [to_server],
            },
        },
    ]


def clients() -> list[Object]:
    """Where it is tried from."""
    return [
        client("client"),
        client("busy", "busybox:1.36"),
        client("caged", labels={"role": "caged"}),
        client(
            "deaf",
            dnsPolicy="None",
            dnsConfig={"nameservers": ["10.96.255.53"], "options": [{"name": "timeout", "value": "1"}]},
        ),
        client("foreign", dnsPolicy="None", dnsConfig={"nameservers": ["10.89.0.5"]}),
        pod("web", "labtest/web", [], "node1"),
        pod("solo", "busybox:1.36", ["httpd", "-f", "-p", str(HTTP)], "node2"),
        pod(
            "unready",
            "busybox:1.36",
            ["sleep", "86400"],
            container={"readinessProbe": {"exec": {"command": ["false"]}, "periodSeconds": 1}},
        ),
    ]
