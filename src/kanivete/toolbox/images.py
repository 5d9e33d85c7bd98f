"""Which image serves a need, from which registries."""

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.kinds import NODES
from kanivete.sources.live.paths import path_of

NEEDS: dict[str, tuple[str, ...]] = {
    "alpine": (
        "docker.io/library/alpine",
        "public.ecr.aws/docker/library/alpine",
        "mirror.gcr.io/library/alpine",
        "docker.io/library/busybox",
        "registry.k8s.io/e2e-test-images/busybox:1.36.1-1",
    ),
    "netshoot": ("docker.io/nicolaka/netshoot", "ghcr.io/nicolaka/netshoot"),
    "curl": ("docker.io/curlimages/curl", "quay.io/curl/curl"),
}
"""Images by what they are good for, the usual one first, then the same or the like in other registries."""

DEFAULT = "alpine"


def candidates(asked: tuple[str, ...]) -> tuple[str, ...]:
    """The images to try, one after the other, for what was asked for: needs and references."""
    found = [image for one in asked or (DEFAULT,) for image in NEEDS.get(one, (one,))]
    return tuple(dict.fromkeys(found))


def present_first(images: tuple[str, ...], api: Api, node: str) -> tuple[str, ...]:
    """The same, those first that a node has already: what cannot be taken back should need no second try."""
    try:
        status = api.read(path_of(NODES, "", node)).get("status") if node else None
    except KubeError:
        return images
    listed = status.get("images") if isinstance(status, dict) else None
    entries = [one for one in listed or [] if isinstance(one, dict)] if isinstance(listed, list) else []
    names = {name for one in entries for name in one.get("names") or [] if isinstance(name, str)}
    return tuple(sorted(images, key=lambda image: _tagged(image) not in names))


def _tagged(image: str) -> str:
    last = image.rpartition("/")[2]
    return image if ":" in last or "@" in last else f"{image}:latest"
