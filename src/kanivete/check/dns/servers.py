"""Who answers for the cluster's names: the DNS Service and its pods, wherever a distribution puts them.

Sources: the manifests of kubeadm, k3s and RKE2 (namespace kube-system); https://docs.redhat.com/, "DNS Operator in
OpenShift" (Service `dns-default` of openshift-dns, whose pods listen on 5353).
"""

from kanivete.check.lookup import listed
from kanivete.kube.kinds import PODS, SERVICES
from kanivete.kube.network import Service
from kanivete.kube.pods import Pod
from kanivete.sources.base import Missing, Source

NAMESPACE = "kube-system"
"""Where it usually is."""
NAME = "kube-dns"
PORT = 53
_NAMES = {NAMESPACE: (NAME, "coredns", "rke2-coredns-rke2-coredns"), "openshift-dns": ("dns-default",)}
_LABEL = ("k8s-app", "kube-dns")
_PORT_NAMES = ("dns", "dns-tcp")


def dns_service(source: Source) -> Service | None:
    """The Service that pods are told to ask; nothing where there is none, or the usual namespace cannot be seen."""
    for namespace, names in _NAMES.items():
        services = source.list(SERVICES, namespace)
        if isinstance(services, Missing):
            return None
        named = {one.metadata.name: one for one in services}
        found = next((named[name] for name in names if name in named), None) or _labelled(services)
        if found:
            return found
    return _labelled(listed(SERVICES, "", source))


def servers_of(service: Service, source: Source) -> list[Pod]:
    """The pods behind it."""
    wanted = service.spec.selector.items()
    pods = listed(PODS, service.metadata.namespace, source) if wanted else ()
    return [pod for pod in pods if wanted <= pod.metadata.labels.items()]


def dns_servers(source: Source) -> list[Pod]:
    """The pods that answer, by their label, or else as those of the Service."""
    pods = source.list(PODS, NAMESPACE)
    if isinstance(pods, Missing):
        return []
    found = [pod for pod in pods if pod.metadata.labels.get(_LABEL[0]) == _LABEL[1]]
    service = None if found else dns_service(source)
    return servers_of(service, source) if service else found


def port_of(server: Pod) -> int:
    """The port that it listens on, which is the one that policies see."""
    ports = (p for c in server.spec.containers for p in c.ports)
    return next((p.container_port for p in ports if p.name in _PORT_NAMES and p.container_port), PORT)


def _labelled(services: tuple[Service, ...]) -> Service | None:
    return next((one for one in services if one.metadata.labels.get(_LABEL[0]) == _LABEL[1]), None)
