"""Image references, read the way runtimes read them: `nginx` is `docker.io/library/nginx:latest`."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

DOCKER_HUB = "docker.io"
_HUB_HOSTS = frozenset({DOCKER_HUB, "index.docker.io", "registry-1.docker.io", "auth.docker.io"})
_HUB_API = "registry-1.docker.io"
_HUB_SECRET_SERVER = "https://index.docker.io/v1/"

_HOST = re.compile(
    r"(?P<host>\[[0-9a-fA-F:.%]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::(?P<port>[0-9]{1,5}))?\Z"
)
_PATH = re.compile(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*\Z")
_TAG = re.compile(r"\w[\w.-]{0,127}\Z", re.ASCII)
_DIGEST = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}\Z")
_URL = re.compile(r"https?://[^\s\"'\\<>()]{1,2000}")


@dataclass(frozen=True)
class Endpoint:
    """Where requests go; `host` keeps the brackets of an IPv6 address, `port` is 0 for HTTPS's own."""

    host: str
    port: int = 0

    def __str__(self) -> str:
        """`host[:port]`, as registries are named."""
        return f"{self.host}:{self.port}" if self.port else self.host


@dataclass(frozen=True)
class ImageReference:
    """The parts of an image's name. `tag` is `latest` where neither tag nor digest is given, empty beside a digest."""

    registry: Endpoint
    path: str
    tag: str = ""
    digest: str = ""

    @property
    def repository(self) -> str:
        """Registry and path, as they are written: `docker.io/library/nginx`."""
        return f"{self.registry}/{self.path}"

    @property
    def official(self) -> bool:
        """One of Docker Hub's official images, which are public and need no account."""
        return self.registry.host == DOCKER_HUB and self.path.startswith("library/")

    def __str__(self) -> str:
        """The full name."""
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.repository}{tag}" + (f"@{self.digest}" if self.digest else "")


def parse_image(name: str) -> ImageReference | None:
    """The parts of an image's name, or None where it is no valid name. Total: takes any text."""
    rest, at, digest = name.partition("@")
    if at and not _DIGEST.match(digest):
        return None
    last = rest.rpartition("/")[2]
    tag = ""
    if ":" in last and not last.endswith("]"):
        tag = last.partition(":")[2]
        if not _TAG.match(tag):
            return None
        rest = rest[: -len(tag) - 1]
    first, slash, path = rest.partition("/")
    if slash and (any(mark in first for mark in ".:[") or first == "localhost" or first != first.lower()):
        endpoint = parse_endpoint(first)
    else:
        endpoint, path = Endpoint(DOCKER_HUB), rest
    if endpoint is None:
        return None
    if endpoint.host in _HUB_HOSTS and not endpoint.port:
        endpoint, path = Endpoint(DOCKER_HUB), path if "/" in path else f"library/{path}"
    if not all(_PATH.match(part) for part in path.split("/")):
        return None
    return ImageReference(endpoint, path, tag or ("" if digest else "latest"), digest)


def parse_endpoint(text: str) -> Endpoint | None:
    """`host[:port]`, or None where it is none."""
    found = _HOST.match(text)
    if not found:
        return None
    port = int(found["port"] or 0)
    return Endpoint(found["host"], port) if port < 65536 else None


def endpoint_of_url(url: str) -> Endpoint | None:
    """The endpoint that a URL leads to, or None where it cannot be read."""
    try:
        return parse_endpoint(urlsplit(url).netloc.rpartition("@")[2])
    except ValueError:
        return None


def endpoints_in(text: str) -> list[Endpoint]:
    """The endpoints of the URLs in a text, in order."""
    found = (endpoint_of_url(url) for url in _URL.findall(text))
    return [endpoint for endpoint in found if endpoint]


def api_endpoint(registry: Endpoint) -> Endpoint:
    """Where a registry's API answers: Docker Hub's has another name than its images."""
    return Endpoint(_HUB_API) if registry.host in _HUB_HOSTS else registry


def same_registry(one: Endpoint, other: Endpoint) -> bool:
    """Whether two endpoints belong to one registry, as far as names tell: equal, or both Docker Hub's."""
    if one.host in _HUB_HOSTS and other.host in _HUB_HOSTS:
        return True
    return one.host.lower() == other.host.lower() and (one.port or 443) == (other.port or 443)


def endpoint_facts(endpoint: Endpoint | None, image: ImageReference | None) -> dict[str, str]:
    """The facts about registry and image that the catalogue's texts use (see `kanivete.catalogue.image`)."""
    facts: dict[str, str] = {}
    if endpoint:
        api = api_endpoint(endpoint)
        facts |= {"registry": str(endpoint), "endpoint": str(api), "host": api.host, "port": str(api.port or 443)}
        facts["secret_server"] = _HUB_SECRET_SERVER if api != endpoint else str(endpoint)
    if image:
        facts |= {"repository": image.repository, "path": image.path, "digest": image.digest, "tag": image.tag}
    return {name: value for name, value in facts.items() if value}
