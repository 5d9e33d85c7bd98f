"""Which registry failed: the image's own, or one that stands in for it."""

import re

from kanivete.kube.images import Endpoint, ImageReference, endpoints_in, parse_endpoint, same_registry
from kanivete.recognise.mirrors import primary

_PULLED_FROM = re.compile(r"(?:pulling from host|pinging (?:container|docker) registry) ([^\s:]+(?::\d+)?)")


def failing_endpoint(text: str, image: ImageReference | None) -> Endpoint | None:
    """The endpoint that the last request of a text went to, else the image's registry."""
    text = text[primary(text) :]
    named = [e for host in _PULLED_FROM.findall(text) if (e := parse_endpoint(host))]
    found = [e for e in (*named, *endpoints_in(text)) if not _is_documentation(e)]
    if not found:
        return image.registry if image else None
    if image and same_registry(found[-1], image.registry):
        return image.registry
    return found[-1]


def stands_in(endpoint: Endpoint | None, image: ImageReference | None) -> bool:
    """Whether the endpoint is another than the image's registry: a mirror, a token server, a content store."""
    return bool(endpoint and image and not same_registry(endpoint, image.registry))


def _is_documentation(endpoint: Endpoint) -> bool:
    """Registries put links for the reader into their answers."""
    return endpoint.host in (
        "www.docker.com",
        "docs.docker.com",
        "aka.ms",
        "cloud.google.com",
        "login.microsoftonline.com",
    )
