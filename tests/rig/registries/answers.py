"""How each faulty registry answers over HTTP: one function for each behaviour named in ``sites``."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from . import content
from .exchange import Exchange
from .sites import HUB, PASSWORD, USER

SLOW_BYTES_PER_SECOND = 24 * 1024
STALL_SECONDS = 3600
_STARTED = time.time_ns()


def proxy(ask: Exchange) -> None:
    """The plain registry's content, behind whatever is wrong with the connection."""
    ask.pass_on()


def hub(ask: Exchange) -> None:
    """As Docker Hub: anybody gets a token, which opens public repositories and none else.

    A private and a missing repository get the same answer, 401 with ``insufficient_scope``.
    """
    challenge = _challenge(f"http://hub.registry.test:{HUB[1]}", "registry.docker.io", ask.repository)
    if ask.route == "/token":
        _token(ask)
    elif not ask.bearer:
        ask.refuse(401, "UNAUTHORIZED", "authentication required", WWW_Authenticate=challenge)
    elif ask.repository and ask.upstream_status(f"/v2/{ask.repository}/tags/list") == 404:
        challenge += ',error="insufficient_scope"'
        ask.refuse(401, "UNAUTHORIZED", "authentication required", WWW_Authenticate=challenge)
    else:
        ask.pass_on()


def token(ask: Exchange) -> None:
    """A token service that gives nothing to the nameless nor to a wrong password."""
    if ask.route == "/token" and ask.login == (USER, PASSWORD):
        _token(ask)
    elif ask.route == "/token":
        ask.reply(401, json.dumps({"details": "incorrect username or password"}).encode())
    elif ask.bearer:
        ask.pass_on()
    else:
        challenge = _challenge(f"https://{ask.site.name}", ask.site.name, ask.repository)
        ask.refuse(401, "UNAUTHORIZED", "authentication required", WWW_Authenticate=challenge)


def forbidden(ask: Exchange) -> None:
    ask.refuse(403, "DENIED", "requested access to the resource is denied")


def rate_limit(ask: Exchange) -> None:
    """Docker Hub's limit counts GETs of manifests; the repository ``team/head`` refuses HEADs too."""
    if ask.command == "GET" or ask.repository == "team/head":
        message = "You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit"
        ask.refuse(429, "TOOMANYREQUESTS", message)
    else:
        ask.send_document(content.image(f"limited {ask.repository}").manifest)


def server_error(ask: Exchange) -> None:
    ask.refuse(500, "UNKNOWN", "unknown error")


def unavailable(ask: Exchange) -> None:
    """What a load balancer says for a backend that is down."""
    page = (
        "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n"
    )
    ask.reply(503, page.encode(), "text/html")


def slow(ask: Exchange) -> None:
    """Any image, through a thin pipe: its one layer takes minutes. Other blobs each time the registries start."""
    image = content.image(f"{_STARTED} {ask.repository}", 8 << 20)
    if "/manifests/" in ask.route:
        ask.send_document(image.manifest)
    else:
        _blob(ask, image.blobs, SLOW_BYTES_PER_SECOND)


def captive(ask: Exchange) -> None:
    """A proxy that wants a login and shows its page to everybody, whatever was asked."""
    page = "<!DOCTYPE html>\n<html><head><title>Network login</title></head><body>Please sign in</body></html>\n"
    ask.reply(200, page.encode(), "text/html; charset=utf-8")


def name_unknown(ask: Exchange) -> None:
    """A registry without a single repository."""
    ask.refuse(404, "NAME_UNKNOWN", "repository name not known to registry")


def artifacts(ask: Exchange) -> None:
    """What is no image of today: a Helm chart, a schema-1 manifest, a manifest that a proxy has emptied."""
    chart = content.helm_chart()
    documents = {
        "charts/shop": chart.manifest,
        "old/schema1": content.schema_1(),
        "team/empty": content.Document(content.MANIFEST, b""),
    }
    if "/manifests/" in ask.route:
        ask.send_document(documents[ask.repository])
    else:
        _blob(ask, chart.blobs | content.image("schema1").blobs)


def faulty_blobs(ask: Exchange) -> None:
    """Good manifests; the repository's name (``team/stalled``…) tells what is wrong with the layer."""
    image = content.image(ask.repository, 4 << 20, archive=ask.repository != "team/damaged")
    if "/manifests/" in ask.route:
        ask.send_document(image.manifest)
    elif ask.route.endswith(image.layer):
        _LAYER_FAULTS[ask.repository](ask, image.blobs[image.layer])
    else:
        _blob(ask, image.blobs)


def _stalled(ask: Exchange, layer: bytes) -> None:
    _begin(ask, layer, len(layer) // 4)
    time.sleep(STALL_SECONDS)


def _truncated(ask: Exchange, layer: bytes) -> None:
    """The connection ends before the layer does."""
    _begin(ask, layer, len(layer) // 2)


def _corrupt(ask: Exchange, layer: bytes) -> None:
    """The right size, with the wrong bytes."""
    _begin(ask, layer[:-64] + bytes(64), len(layer))


def _damaged(ask: Exchange, layer: bytes) -> None:
    """What the manifest promises, but no archive: the layer was pushed so."""
    _begin(ask, layer, len(layer))


def _missing(ask: Exchange, _layer: bytes) -> None:
    ask.refuse(404, "BLOB_UNKNOWN", "blob unknown to registry")


_LAYER_FAULTS: dict[str, Callable[[Exchange, bytes], None]] = {
    "team/stalled": _stalled,
    "team/truncated": _truncated,
    "team/corrupt": _corrupt,
    "team/missing": _missing,
    "team/damaged": _damaged,
}


def _begin(ask: Exchange, layer: bytes, length: int) -> None:
    """Promise the whole layer and send its first ``length`` bytes."""
    ask.send_response(200)
    ask.send_header("Content-Type", "application/octet-stream")
    ask.send_header("Content-Length", str(len(layer)))
    ask.end_headers()
    ask.close_connection = True
    if ask.command != "HEAD":
        ask.wfile.write(layer[:length])
        ask.wfile.flush()


def _blob(ask: Exchange, blobs: dict[str, bytes], bytes_per_second: int | None = None) -> None:
    digest = ask.route.rsplit("/", 1)[-1]
    if digest in blobs and bytes_per_second:
        _begin(ask, blobs[digest], 0)
        for start in range(0, len(blobs[digest]), bytes_per_second):
            ask.wfile.write(blobs[digest][start : start + bytes_per_second])
            time.sleep(1)
    elif digest in blobs:
        ask.reply(200, blobs[digest], "application/octet-stream", Docker_Content_Digest=digest)
    else:
        ask.refuse(404, "BLOB_UNKNOWN", "blob unknown to registry")


def _token(ask: Exchange) -> None:
    ask.reply(200, json.dumps({"token": "rig", "access_token": "rig", "expires_in": 300}).encode())


def _challenge(base: str, service: str, repository: str) -> str:
    scope = f',scope="repository:{repository}:pull"' if repository else ""
    return f'Bearer realm="{base}/token",service="{service}"{scope}'
