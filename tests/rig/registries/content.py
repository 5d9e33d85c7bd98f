"""Images made in memory, each with blobs that no other image has.

A runtime does not fetch a blob that it has already, so a fault in a blob needs a blob of its own.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import tarfile
from dataclasses import dataclass
from functools import cache

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"


@dataclass(frozen=True)
class Document:
    """A manifest as a registry serves it."""

    media_type: str
    body: bytes

    @property
    def digest(self) -> str:
        return digest_of(self.body)


@dataclass(frozen=True)
class Image:
    manifest: Document
    blobs: dict[str, bytes]
    """By digest: the configuration and the one layer."""
    layer: str
    """The layer's digest."""


def digest_of(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


@cache
def image(name: str, layer_bytes: int = 1 << 20, archive: bool = True) -> Image:
    """An image for linux/amd64 whose one layer holds ``layer_bytes`` of noise, the same for each ``name``.

    Without ``archive`` the layer is that noise, compressed, and no tar archive.
    """
    noise = random.Random(name).randbytes(layer_bytes)
    inside = _archive(noise) if archive else noise
    layer = gzip.compress(inside, compresslevel=1, mtime=0)
    config = _json(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": {"Cmd": ["/noise"]},
            "rootfs": {"type": "layers", "diff_ids": [digest_of(inside)]},
        }
    )
    layer_type = "application/vnd.oci.image.layer.v1.tar+gzip"
    manifest = _manifest("application/vnd.oci.image.config.v1+json", config, layer_type, layer)
    return Image(manifest, {digest_of(config): config, digest_of(layer): layer}, digest_of(layer))


@cache
def helm_chart() -> Image:
    """A Helm chart, which registries keep beside images but which no runtime can run."""
    config = _json({"name": "shop", "version": "1.0.0", "apiVersion": "v2"})
    chart = gzip.compress(b"name: shop\n", mtime=0)
    manifest = _manifest(
        "application/vnd.cncf.helm.config.v1+json",
        config,
        "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
        chart,
    )
    return Image(manifest, {digest_of(config): config, digest_of(chart): chart}, digest_of(chart))


@cache
def schema_1() -> Document:
    """A manifest of the first generation, as an old registry still serves them (not signed)."""
    old = {
        "schemaVersion": 1,
        "name": "old/schema1",
        "tag": "1.0",
        "architecture": "amd64",
        "fsLayers": [{"blobSum": image("schema1").layer}],
        "history": [{"v1Compatibility": json.dumps({"id": "0" * 64, "os": "linux"})}],
    }
    return Document(SCHEMA_1, _json(old))


def _archive(data: bytes) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        entry = tarfile.TarInfo("noise")
        entry.size = len(data)
        tar.addfile(entry, io.BytesIO(data))
    return written.getvalue()


def _manifest(config_type: str, config: bytes, layer_type: str, layer: bytes) -> Document:
    def describe(media_type: str, data: bytes) -> dict[str, object]:
        return {"mediaType": media_type, "digest": digest_of(data), "size": len(data)}

    body = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": describe(config_type, config),
        "layers": [describe(layer_type, layer)],
    }
    return Document(MANIFEST, _json(body))


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
