"""Runs in the cluster, alone in a pod with nothing but Python: a registry of small images, each with its own fault.

`FAULTS` (JSON, in base64) says which: `{"app": "blob-missing"}` is of every image whose last name is `app`. A fault
that is not known ends the program at once. Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
"""

import base64
import gzip
import hashlib
import io
import json
import os
import ssl
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OCI = "application/vnd.oci.image"
MANIFEST, INDEX, CONFIG, LAYER = (
    f"{OCI}.{part}" for part in ("manifest.v1+json", "index.v1+json", "config.v1+json", "layer.v1.tar+gzip")
)
HELM = "application/vnd.cncf.helm.config.v1+json"
CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
HERE = ("amd64", "arm64")
FOREIGN = ("s390x",)
DRIP = 24 * 1024

REFUSALS = {
    "tag-missing": (404, "MANIFEST_UNKNOWN", "manifest unknown"),
    "digest-missing": (404, "MANIFEST_UNKNOWN", "manifest unknown"),
    "repository-missing": (404, "NAME_UNKNOWN", "repository name not known to registry"),
    "denied": (403, "DENIED", "requested access to the resource is denied"),
    "rate-limited": (429, "TOOMANYREQUESTS", "You have reached your pull rate limit"),
    "error": (500, "UNKNOWN", "unknown error"),
    "unavailable": (503, "UNAVAILABLE", "service unavailable"),
    "login": (401, "UNAUTHORIZED", "authentication required"),
    "token": (401, "UNAUTHORIZED", "authentication required"),
    "token-refused": (401, "UNAUTHORIZED", "authentication required"),
}
"""Of manifests."""
OF_TLS = ("tls-expired", "tls-not-yet-valid", "tls-name-mismatch", "tls-unknown-authority", "tls-old")
"""Of the connection, whatever the image; `CERTIFICATE` holds what is shown, with its key."""
BAD_LAYERS = ("blob-missing", "truncated", "corrupt", "damaged", "stalled", "slow", "blob-elsewhere")
OTHERS = ("none", "user", "platform", "media-type", "manifest-invalid", "html", "hang-up", "mute", *BAD_LAYERS, *OF_TLS)

SEED = os.environ.get("SEED", "")
"""Nodes keep blobs that they have: what one run serves must be new to them."""
FAULTS = json.loads(base64.b64decode(os.environ.get("FAULTS", "")) or "{}")
if unknown := set(FAULTS.values()) - set(REFUSALS) - set(OTHERS):
    raise SystemExit(f"unknown faults: {', '.join(sorted(unknown))}")


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def packed(name: str, size: int) -> bytes:
    """A layer with one file that does not shrink."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        entry = tarfile.TarInfo(f"{name}.txt")
        content = hashlib.shake_256(f"{SEED} {name}".encode()).digest(size)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(tar.getvalue(), mtime=0)


class Image:
    """What is served of one image: its index or manifest, and its blobs by digest."""

    def __init__(self, name: str, fault: str) -> None:
        size = 8 * 1024 * 1024 if fault in ("slow", "stalled") else 64 * 1024
        self.layer = (
            packed(name, size)
            if fault != "damaged"
            else gzip.compress(f"{SEED} is no tar archive ".encode() * 512, mtime=0)
        )
        self.layer_digest = digest(self.layer)
        self.blobs = {self.layer_digest: self.layer}
        self.manifests: dict[str, tuple[str, bytes]] = {}
        made = [self._manifest(one, fault) for one in (FOREIGN if fault == "platform" else HERE)]
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": made}
        self.top = (INDEX, json.dumps(index).encode())
        if fault == "media-type":
            self.top = next(iter(self.manifests.values()))
        if fault == "manifest-invalid":
            self.top = (MANIFEST, b"")

    def _manifest(self, architecture: str, fault: str) -> "dict[str, object]":
        unpacked = gzip.decompress(self.layer)
        content = {
            "architecture": architecture,
            "os": "linux",
            "config": {"Cmd": ["/nothing"], **({"User": "nobody-such"} if fault == "user" else {})},
            "rootfs": {"type": "layers", "diff_ids": [digest(unpacked)]},
        }
        config = json.dumps(content).encode()
        self.blobs[digest(config)] = config
        kind, layer = (HELM, CHART) if fault == "media-type" else (CONFIG, LAYER)
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {"mediaType": kind, "digest": digest(config), "size": len(config)},
            "layers": [{"mediaType": layer, "digest": self.layer_digest, "size": len(self.layer)}],
        }
        data = json.dumps(manifest).encode()
        self.manifests[digest(data)] = (MANIFEST, data)
        platform = {"architecture": architecture, "os": "linux"}
        return {"mediaType": MANIFEST, "digest": digest(data), "size": len(data), "platform": platform}


IMAGES = {name: Image(name, fault) for name, fault in FAULTS.items()}


class Handler(BaseHTTPRequestHandler):
    protocol_version = default_request_version = "HTTP/1.1"  # Also towards those who speak TLS

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path in ("/healthz", "/v2/"):
            self.answer(200, b"{}")
        elif path == "/token":
            self.refuse("token-refused" if "refused" in self.path else "denied")
        elif path.startswith("/v2/") and path.count("/") >= 4:
            where, kind, reference = path[4:].rsplit("/", 2)
            self.serve(where.rsplit("/", 1)[-1], kind, reference)
        else:
            self.answer(404, b"{}")

    do_HEAD = do_GET  # noqa: N815

    def serve(self, name: str, kind: str, reference: str) -> None:
        fault = FAULTS.get(name, "repository-missing")
        if fault in REFUSALS:
            self.refuse(fault)
        elif fault == "hang-up":
            self.close_connection = True
        elif fault == "mute":
            time.sleep(600)
        elif fault == "html":
            self.answer(200, b"<html><title>Log in</title></html>", "text/html")
        elif kind == "manifests":
            self.manifest(IMAGES[name], reference)
        else:
            self.blob(IMAGES[name], fault, reference)

    def manifest(self, image: Image, reference: str) -> None:
        if reference.startswith("sha256:") and reference != digest(image.top[1]):
            found = image.manifests.get(reference)
        else:
            found = image.top
        if found is None:
            self.refuse("tag-missing")
        else:
            self.answer(200, found[1], found[0], {"Docker-Content-Digest": digest(found[1])})

    def blob(self, image: Image, fault: str, reference: str) -> None:
        data = image.blobs.get(reference)
        bad = reference == image.layer_digest
        if data is None or (bad and fault == "blob-missing"):
            self.error(404, "BLOB_UNKNOWN", "blob unknown to registry")
        elif bad and fault == "blob-elsewhere":
            self.answer(307, b"", headers={"Location": f"http://localhost:1{self.path}"})
        elif bad and fault in ("truncated", "stalled", "slow"):
            self.answer(200, data, "application/octet-stream", how=fault)
        else:
            # The first bytes stay, so that it is still a gzip file
            spoilt = data[:-64] + bytes(byte ^ 0xFF for byte in data[-64:]) if bad and fault == "corrupt" else data
            self.answer(200, spoilt, "application/octet-stream")

    def refuse(self, fault: str) -> None:
        status, code, message = REFUSALS[fault]
        headers = {}
        host = self.headers.get("Host", "localhost")
        if fault == "login":
            headers["WWW-Authenticate"] = 'Basic realm="registry"'
        elif fault.startswith("token") and not self.path.startswith("/token"):
            path = f"http://{host}/token?{fault.partition('-')[2]}"
            headers["WWW-Authenticate"] = f'Bearer realm="{path}",service="registry"'
        elif fault == "rate-limited":
            headers["Retry-After"] = "3600"
        self.error(status, code, message, headers)

    def error(self, status: int, code: str, message: str, headers: "dict[str, str] | None" = None) -> None:
        body = json.dumps({"errors": [{"code": code, "message": message}]}).encode()
        self.answer(status, body, headers=headers)

    def answer(
        self,
        status: int,
        body: bytes,
        kind: str = "application/json",
        headers: "dict[str, str] | None" = None,
        how: str = "",
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if not how:
            self.wfile.write(body)
        elif how == "truncated":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif how == "stalled":
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            time.sleep(3600)
        else:
            for at in range(0, len(body), DRIP):
                self.wfile.write(body[at : at + DRIP])
                time.sleep(1)


class Server(ThreadingHTTPServer):
    daemon_threads = True


class SecretServer(Server):
    """Over TLS; the handshake is the connection's own thread's, so that nobody waits for another's."""

    def __init__(self, port: int, fault: str, certificate: str) -> None:
        super().__init__(("", port), Handler)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if fault == "tls-old":
            self.context.set_ciphers("DEFAULT:@SECLEVEL=0")
            self.context.minimum_version = ssl.TLSVersion.TLSv1
            self.context.maximum_version = ssl.TLSVersion.TLSv1_1
        file = f"/dev/shm/certificate-{os.getpid()}.pem"  # The only place to write: nothing else takes a certificate
        with open(file, "w") as opened:
            opened.write(certificate)
        self.context.load_cert_chain(file)

    def finish_request(self, request, client_address):  # type: ignore[no-untyped-def]
        try:
            request = self.context.wrap_socket(request, server_side=True)
        except OSError:
            return
        super().finish_request(request, client_address)


if __name__ == "__main__":
    plain = int(os.environ.get("PORT", "5000"))
    over_tls = next((fault for fault in FAULTS.values() if fault in OF_TLS), "")
    if over_tls:
        secret = SecretServer(plain + 1, over_tls, os.environ["CERTIFICATE"])
        threading.Thread(target=secret.serve_forever, daemon=True).start()
    Server(("", plain), Handler).serve_forever()
