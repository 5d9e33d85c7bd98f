"""Where an Ingress sends to: the Services that it names."""

from collections.abc import Iterator
from dataclasses import dataclass

from kanivete.kube.network import Ingress, IngressBackend

_MADE_UP = "use-annotation"
"""The port's name by which the AWS Load Balancer Controller knows an action that is no Service:
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions"""


@dataclass(frozen=True)
class Backend:
    """A Service that requests are sent to. `path` is the field of the Ingress that says so; `port` as it is written."""

    service: str
    port_name: str
    port_number: int
    path: str
    url: str

    @property
    def port(self) -> str:
        return self.port_name or str(self.port_number)


def backends(ingress: Ingress) -> Iterator[Backend]:
    """The Services that the Ingress names, each time it does."""
    yield from _service(ingress.spec.default_backend, "spec.defaultBackend", "*")
    for at, rule in enumerate(ingress.spec.rules):
        for number, path in enumerate(rule.http.paths):
            where = f"spec.rules[{at}].http.paths[{number}].backend"
            yield from _service(path.backend, where, f"{rule.host or '*'}{path.path or '/'}")


def _service(backend: IngressBackend, path: str, url: str) -> Iterator[Backend]:
    service = backend.service
    if service and service.name and service.port.name != _MADE_UP:
        yield Backend(service.name, service.port.name, service.port.number, f"{path}.service", url)
