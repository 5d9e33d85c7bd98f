"""What the API server calls in the cluster: admission webhooks and aggregated APIs.

Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kanivete.kube.kinds import SERVICES, Kind
from kanivete.kube.meta import KubeObject, Slice
from kanivete.sources.base import Missing, Source

_MOST = 16


class CalledService(Slice, frozen=True):
    namespace: str = ""
    name: str = ""
    port: int = 443


class ClientConfig(Slice, frozen=True):
    service: CalledService | None = None


class Webhook(Slice, frozen=True):
    name: str = ""
    client_config: ClientConfig = ClientConfig()


class WebhookConfiguration(KubeObject, frozen=True):
    webhooks: list[Webhook] = []


class ApiServiceSpec(Slice, frozen=True):
    service: CalledService | None = None


class ApiService(KubeObject, frozen=True):
    spec: ApiServiceSpec = ApiServiceSpec()


_GROUP = "admissionregistration.k8s.io"
VALIDATING = Kind(
    _GROUP,
    "v1",
    "validatingwebhookconfigurations",
    "ValidatingWebhookConfiguration",
    WebhookConfiguration,
    namespaced=False,
)
MUTATING = Kind(
    _GROUP,
    "v1",
    "mutatingwebhookconfigurations",
    "MutatingWebhookConfiguration",
    WebhookConfiguration,
    namespaced=False,
)
API_SERVICES = Kind("apiregistration.k8s.io", "v1", "apiservices", "APIService", ApiService, namespaced=False)


@dataclass(frozen=True)
class Called:
    """A Service that the API server calls, and what for."""

    name: str
    namespace: str
    service: str
    port: int
    known_from: str

    def port_name(self, source: Source) -> str | None:
        """The name of the Service's port, by which its EndpointSlices have it; None where it cannot be seen."""
        found = source.get(SERVICES, self.namespace, self.service)
        if isinstance(found, Missing):
            return None
        return next((port.name for port in found.spec.ports if port.port == self.port), None)


def services_called(source: Source) -> tuple[Called, ...]:
    """Each Service that is called, once."""
    found: dict[tuple[str, str, int], Called] = {}
    for called in [*_webhooks(source, VALIDATING), *_webhooks(source, MUTATING), *_aggregated(source)]:
        found.setdefault((called.namespace, called.service, called.port), called)
    return tuple(found.values())[:_MOST]


def _webhooks(source: Source, kind: Kind[WebhookConfiguration]) -> Iterator[Called]:
    listed = source.list(kind)
    for one in () if isinstance(listed, Missing) else listed:
        for webhook in one.webhooks:
            if to := webhook.client_config.service:
                known_from = f"{kind.kind} {one.metadata.name}"
                yield Called(webhook.name or one.metadata.name, to.namespace, to.name, to.port, known_from)


def _aggregated(source: Source) -> Iterator[Called]:
    listed = source.list(API_SERVICES)
    for one in () if isinstance(listed, Missing) else listed:
        if to := one.spec.service:
            yield Called(one.metadata.name, to.namespace, to.name, to.port, f"APIService {one.metadata.name}")
