"""What an image is made of: manifests, indexes, and for which platforms.

Source: OCI image specification 1.1, Docker's image manifest version 2, schema 2.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kanivete.i18n import _
from kanivete.kube.decode import NotJsonError, plain

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
ACCEPTED = (DOCKER_MANIFEST, DOCKER_LIST, OCI_MANIFEST, OCI_INDEX)
"""What containerd asks for. Schema 1 is not among it, but registries send it when they have nothing else."""
_SCHEMA_1 = (
    "application/vnd.docker.distribution.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v1+prettyjws",
)
_CONFIGS = ("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json", "")
_MOST = 4096
"""Layers or platforms of one document that are looked at."""


class Form(Enum):
    """The generations and kinds of what a registry keeps under a tag."""

    IMAGE = "image"
    INDEX = "index"
    SCHEMA_1 = "schema 1"
    OTHER = "other"
    """Something that no runtime runs: a Helm chart, a signature, a policy."""


class ManifestError(ValueError):
    """It is none; one line."""


@dataclass(frozen=True)
class Platform:
    """What an image was built for, in Go's words."""

    os: str
    architecture: str
    variant: str = ""

    def __str__(self) -> str:
        """`linux/arm/v7`."""
        return "/".join(filter(None, (self.os, self.architecture, self.variant)))


@dataclass(frozen=True)
class Descriptor:
    """A reference to content: `size` in bytes."""

    media_type: str
    digest: str
    size: int
    platform: Platform | None = None


@dataclass(frozen=True)
class Document:
    """A manifest or an index as it was served. `digest` is that of its bytes."""

    form: Form
    media_type: str
    digest: str
    config: Descriptor | None = None
    layers: tuple[Descriptor, ...] = ()
    children: tuple[Descriptor, ...] = ()

    @property
    def size(self) -> int:
        """Bytes to be fetched for it: configuration and layers, compressed as they are."""
        return sum(part.size for part in (self.config, *self.layers) if part)

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """What the index lists, without attestations (`unknown/unknown`)."""
        found = (child.platform for child in self.children)
        return tuple(dict.fromkeys(p for p in found if p and p.os != "unknown"))


def read_manifest(body: bytes, content_type: str) -> Document:
    """The document in an answer.

    Raises:
        ManifestError: The body is no manifest.
    """
    if not body.strip():
        raise ManifestError(_("the body is empty"))
    try:
        said = plain(body)
    except (NotJsonError, ValueError) as error:
        raise ManifestError(_("the body is not JSON: {why}").format(why=str(error)[:200])) from error
    digest = "sha256:" + hashlib.sha256(body).hexdigest()
    declared = said.get("mediaType")
    media_type = declared if isinstance(declared, str) and declared else content_type.partition(";")[0].strip().lower()
    if said.get("schemaVersion") == 1 or media_type in _SCHEMA_1:
        return Document(Form.SCHEMA_1, media_type, digest)
    if media_type in (OCI_INDEX, DOCKER_LIST) or (isinstance(said.get("manifests"), list) and "layers" not in said):
        children = tuple(_descriptors(said.get("manifests")))
        return Document(Form.INDEX, media_type, digest, children=children)
    config, layers = _descriptor(said.get("config")), tuple(_descriptors(said.get("layers")))
    if config is None:
        raise ManifestError(_("the body is JSON, but names neither a configuration nor manifests"))
    artifact = said.get("artifactType")
    is_image = config.media_type in _CONFIGS and not (
        isinstance(artifact, str) and artifact and artifact not in _CONFIGS
    )
    return Document(Form.IMAGE if is_image else Form.OTHER, media_type, digest, config, layers)


def platform_of_config(body: bytes) -> Platform | None:
    """What the configuration of an image says that it was built for; None where it does not."""
    try:
        return _platform(plain(body))
    except (NotJsonError, ValueError):
        return None


def platform_named(text: str) -> Platform | None:
    """`linux/amd64`, `linux/arm/v7`; None where it is no such thing."""
    parts = text.strip().lower().split("/")
    return Platform(*parts) if 2 <= len(parts) <= 3 and all(part.isalnum() for part in parts) else None


def runs_on(built: Platform, node: Platform) -> bool:
    """Whether a node of the one platform takes an image of the other, as containerd's default matcher does."""
    if built.os != node.os:
        return False
    if built.architecture == node.architecture:
        return not built.variant or not node.variant or built.variant <= node.variant
    # containerd takes the older instruction set where there is no better image
    return (node.architecture, built.architecture) in (("amd64", "386"), ("arm64", "arm"))


def choose(children: Iterable[Descriptor], node: Platform) -> Descriptor | None:
    """The entry of an index for a node: the same architecture before an older one, then those that do not say."""
    listed = list(children)
    fitting = [child for child in listed if child.platform and runs_on(child.platform, node)]
    exact = [child for child in fitting if child.platform and child.platform.architecture == node.architecture]
    silent = [child for child in listed if child.platform is None]
    return next(iter((*exact, *fitting, *silent)), None)


def _descriptors(value: object) -> Iterable[Descriptor]:
    if isinstance(value, list):
        yield from (found for one in value[:_MOST] if (found := _descriptor(one)))


def _descriptor(value: object) -> Descriptor | None:
    if not isinstance(value, dict) or not isinstance(value.get("digest"), str):
        return None
    size, kind = value.get("size"), value.get("mediaType")
    given = value.get("platform")
    return Descriptor(
        media_type=kind if isinstance(kind, str) else "",
        digest=value["digest"],
        size=size if isinstance(size, int) and size > 0 else 0,
        platform=_platform(given) if isinstance(given, dict) else None,
    )


def _platform(value: Mapping[str, Any]) -> Platform | None:
    os, architecture, variant = value.get("os"), value.get("architecture"), value.get("variant")
    if not (isinstance(os, str) and isinstance(architecture, str) and os and architecture):
        return None
    return Platform(os, architecture, variant if isinstance(variant, str) else "")
