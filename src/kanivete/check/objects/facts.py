"""The facts that fill the catalogue's texts about a Service."""

from collections.abc import Mapping

from kanivete.kube.network import Service


def facts(service: Service) -> dict[str, str]:
    """The facts every cause about a Service may use."""
    return {
        "namespace": service.metadata.namespace,
        "service": service.metadata.name,
        "selector": written(service.spec.selector),
    }


def written(labels: Mapping[str, str]) -> str:
    """`app=web,tier=front`."""
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items())) or "-"
