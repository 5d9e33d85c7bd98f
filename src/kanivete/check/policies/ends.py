"""The two ends of a connection as NetworkPolicies see them."""

from kanivete.check.lookup import address_of
from kanivete.check.objects.way import Behind
from kanivete.check.places import Origin
from kanivete.check.policies.evaluate import End
from kanivete.kube.kinds import NAMESPACES
from kanivete.kube.pods import Pod
from kanivete.sources.base import Missing, Source

NAME_LABEL = "kubernetes.io/metadata.name"
"""Every namespace has its name under this label."""


def end_of_pod(pod: Pod, source: Source) -> End:
    """A pod; one in its node's network is no pod to policies."""
    meta = pod.metadata
    found = source.get(NAMESPACES, "", meta.namespace)
    labels = {} if isinstance(found, Missing) else found.metadata.labels
    ports = {p.name: (p.container_port, p.protocol or "TCP") for c in pod.spec.containers for p in c.ports if p.name}
    return End(
        address=pod.status.pod_ip,
        namespace=meta.namespace,
        labels=meta.labels,
        namespace_labels={NAME_LABEL: meta.namespace, **labels},
        is_pod=not pod.spec.host_network,
        ports=ports,
    )


def end_of_origin(origin: Origin, source: Source) -> End | None:
    """FROM; nothing for here, whose address inside the cluster nobody knows."""
    if origin.pod:
        return end_of_pod(origin.pod, source)
    return End(address_of(origin.node), is_pod=False) if origin.node else None


def end_of(behind: Behind, source: Source) -> End:
    """What traffic ends up at."""
    return end_of_pod(behind.pod, source) if behind.pod else End(behind.address, is_pod=False)
