"""Addresses behind Services: the API servers, pods on a node, webhooks and aggregated APIs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from kanivete.i18n import _
from kanivete.kube.kinds import ENDPOINT_SLICES
from kanivete.kube.network import EndpointSlice
from kanivete.node.ports.extensions import services_called
from kanivete.sources.base import Missing, Source

_API_SERVICE = "kubernetes"
_SERVICE_NAME = "kubernetes.io/service-name"
_HTTPS = 443
_USUAL = 6443


@dataclass(frozen=True)
class Place:
    """An address and port, and where they are known from."""

    host: str
    port: int
    known_from: str
    required: bool = True
    name: str = ""


def api_servers(source: Source, kubelet_server: str | None, servers: Sequence[str]) -> tuple[Place, ...]:
    """Every address of the API server that counts, each once: the kubelet's own first."""
    found: list[Place] = []
    if kubelet_server and (own := server(kubelet_server, _("the kubelet's kubeconfig"))):
        found.append(own)
    for one in _slices(source, "default", _API_SERVICE):
        port = next((port.port for port in one.ports if port.name in ("https", "") and port.port), _USUAL)
        found += [Place(host, port, f"EndpointSlice default/{one.metadata.name}") for host in _hosts(one)]
    for text in servers:
        theirs = server(text, _("the kubeconfig"), required=False)
        # A loopback address is that machine's own way in, a tunnel or a forwarded port.
        if theirs and not theirs.host.startswith("127.") and theirs.host not in ("localhost", "::1"):
            found.append(theirs)
    once: dict[tuple[str, int], Place] = {}
    for place in found:
        once.setdefault((place.host, place.port), place)
    return tuple(once.values())


def server(text: str, known_from: str, required: bool = True) -> Place | None:
    """The place that a server's URL or `host:port` names; None where it names none."""
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        port = parts.port or (80 if parts.scheme == "http" else _HTTPS)
    except ValueError:
        return None
    return Place(parts.hostname, port, known_from, required) if parts.hostname else None


def pods_on(source: Source, node: str) -> list[Place]:
    """Pods of kube-system's Services on a node, which are the cluster's own and always there: DNS first."""
    slices = source.list(ENDPOINT_SLICES, "kube-system")
    found: list[Place] = []
    for one in () if isinstance(slices, Missing) else sorted(slices, key=lambda one: "dns" not in one.metadata.name):
        found += _places(one, node)
    return found


def extension_pods(source: Source, node: str) -> Iterator[Place]:
    """The pods on a node that the API server itself has to call."""
    for called in services_called(source):
        for one in _slices(source, called.namespace, called.service):
            for place in _places(one, node, called.port_name(source)):
                yield Place(place.host, place.port, called.known_from, name=called.name)


def behind(source: Source, namespace: str, service: str) -> list[Place]:
    """Every ready endpoint of a Service, wherever it runs."""
    found: list[Place] = []
    for one in _slices(source, namespace, service):
        found += _places(one, None)
    return found


def _slices(source: Source, namespace: str, service: str) -> list[EndpointSlice]:
    listed = source.list(ENDPOINT_SLICES, namespace)
    found = () if isinstance(listed, Missing) else listed
    return [one for one in found if one.metadata.labels.get(_SERVICE_NAME, one.metadata.name) == service]


def _hosts(one: EndpointSlice) -> Iterable[str]:
    return [address for endpoint in one.endpoints for address in endpoint.addresses if one.address_type != "FQDN"]


def _places(one: EndpointSlice, node: str | None, port_name: str | None = None) -> list[Place]:
    ports = [port for port in one.ports if port.protocol in ("TCP", "") and port.port]
    chosen = next((port for port in ports if port_name in (None, port.name)), None)
    if chosen is None:
        return []
    known_from = f"EndpointSlice {one.metadata.namespace}/{one.metadata.name}"
    return [
        Place(address, chosen.port, known_from, name=endpoint.node_name)
        for endpoint in one.endpoints
        if node in (None, endpoint.node_name) and endpoint.conditions.ready is not False
        for address in endpoint.addresses[:1]
    ]
