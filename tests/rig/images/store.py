"""Writes images into the storage of docker-registry, which need not run.

The layout is that of the distribution project's filesystem driver (``registry/storage/paths.go``).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from .layer import Layer

_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_INDEX = "application/vnd.oci.image.index.v1+json"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


class Store:
    """The storage below ``root`` (docker-registry's ``rootdirectory``)."""

    def __init__(self, root: Path) -> None:
        self._home = root / "docker" / "registry" / "v2"

    def push(
        self,
        repository: str,
        tags: Sequence[str],
        layers: Sequence[Layer],
        config: Mapping[str, object],
        architecture: str = "amd64",
        index: bool = False,
    ) -> None:
        """Add an image under its tags; with ``index``, by way of an image index of one platform."""
        configuration = {
            "created": "2023-11-14T22:13:20Z",
            "architecture": architecture,
            "os": "linux",
            "config": config,
            "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in layers]},
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": self._put(repository, _CONFIG, configuration),
            "layers": [self._put_layer(repository, layer) for layer in layers],
        }
        top = self._put(repository, _MANIFEST, manifest)
        self._revision(repository, str(top["digest"]))
        if index:
            platform = {"architecture": architecture, "os": "linux"}
            manifests = [{**top, "platform": platform}]
            top = self._put(repository, _INDEX, {"schemaVersion": 2, "mediaType": _INDEX, "manifests": manifests})
            self._revision(repository, str(top["digest"]))
        for tag in tags:
            self._tag(repository, tag, str(top["digest"]))

    def _put(self, repository: str, media_type: str, document: Mapping[str, object]) -> dict[str, object]:
        data = json.dumps(document).encode()
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        path = self._blob(digest)
        if not path.exists():
            path.write_bytes(data)
        self._link(self._home / "repositories" / repository / "_layers", digest)
        return {"mediaType": media_type, "digest": digest, "size": len(data)}

    def _put_layer(self, repository: str, layer: Layer) -> dict[str, object]:
        path = self._blob(layer.digest)
        if not path.exists():
            try:
                os.link(layer.path, path)
            except OSError:
                shutil.copyfile(layer.path, path)
        self._link(self._home / "repositories" / repository / "_layers", layer.digest)
        return {"mediaType": _LAYER, "digest": layer.digest, "size": layer.size}

    def _revision(self, repository: str, digest: str) -> None:
        self._link(self._home / "repositories" / repository / "_manifests" / "revisions", digest)

    def _tag(self, repository: str, tag: str, digest: str) -> None:
        home = self._home / "repositories" / repository / "_manifests" / "tags" / tag
        self._link(home / "index", digest)
        (home / "current").mkdir(exist_ok=True)
        (home / "current" / "link").write_text(digest)

    def _blob(self, digest: str) -> Path:
        algorithm, _, hexadecimal = digest.partition(":")
        folder = self._home / "blobs" / algorithm / hexadecimal[:2] / hexadecimal
        folder.mkdir(parents=True, exist_ok=True)
        return folder / "data"

    @staticmethod
    def _link(folder: Path, digest: str) -> None:
        algorithm, _, hexadecimal = digest.partition(":")
        target = folder / algorithm / hexadecimal
        target.mkdir(parents=True, exist_ok=True)
        (target / "link").write_text(digest)
