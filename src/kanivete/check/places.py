"""FROM and TO, found in the cluster."""

from dataclasses import dataclass
from typing import Any

from kanivete.check.lookup import (
    NothingFoundError,
    address_of,
    did_you_mean,
    is_over,
    is_ready,
    listed,
    one,
    reference,
    workload_pods,
)
from kanivete.check.words import HERE, WORKLOADS, Address, Named
from kanivete.i18n import _
from kanivete.kube.kinds import NAMESPACES, NODES, PODS, SERVICES, Kind
from kanivete.kube.network import Service
from kanivete.kube.nodes import Node
from kanivete.kube.pods import Pod
from kanivete.model import ObjectRef
from kanivete.sources.base import Missing, Source


@dataclass(frozen=True)
class Origin:
    """Where it is tried from: a pod (one of a workload, perhaps), a node, or here, where neither is set."""

    word: str
    namespace: str
    pod: Pod | None = None
    node: Node | None = None
    workload: ObjectRef | None = None

    @property
    def ref(self) -> ObjectRef | None:
        """The pod or the node; nothing for here."""
        if self.pod:
            return reference(self.pod, PODS)
        return reference(self.node, NODES) if self.node else None


@dataclass(frozen=True)
class Destination:
    """What is to be reached. At most one of `service`, `pods`, `node` is meant; none for a host outside.

    `host` is the name or address as programs would use it from FROM; `port` a number or the name of a Service's port.
    `namespace` is where a Service of that name was looked for, and empty for a host outside.
    """

    word: str
    host: str
    port: str = ""
    number: int | None = None
    scheme: str = ""
    path: str = ""
    namespace: str = ""
    name: str = ""
    service: Service | None = None
    pods: tuple[Pod, ...] = ()
    node: Node | None = None
    workload: ObjectRef | None = None

    @property
    def is_service(self) -> bool:
        """Whether it is the name of a Service, be there one or not."""
        return bool(self.name)

    @property
    def ref(self) -> ObjectRef | None:
        """The object that was named."""
        if self.service:
            return reference(self.service, SERVICES)
        if self.workload:
            return self.workload
        if self.pods:
            return reference(self.pods[0], PODS)
        if self.node:
            return reference(self.node, NODES)
        if self.name:
            return ObjectRef(api_version="v1", kind=SERVICES.kind, namespace=self.namespace, name=self.name)
        return None


def origins(word: Named | str, source: Source, namespace: str, *, every: bool = False) -> tuple[Origin, ...]:
    """Where to try it from: one, or with `every` all pods of a workload that run.

    Raises:
        NothingFoundError: There is no such object, or no pod of it.
    """
    if word == HERE:
        return (Origin(HERE, namespace),)
    if isinstance(word, str):
        word = _guess(word, source, namespace)
    where = word.namespace or namespace
    if word.kind.kind == NODES.kind:
        return (Origin(f"node/{word.name}", namespace, node=one(NODES, "", word.name, source)),)
    if word.kind.kind == PODS.kind:
        return (Origin(f"pod/{word.name}", where, pod=one(PODS, where, word.name, source)),)
    ref, pods = workload_pods(word, where, source)
    running = [pod for pod in pods if pod.status.phase == "Running" and not pod.metadata.deletion_timestamp]
    if not running:
        raise NothingFoundError(
            _("{workload} has no pod that runs: `kanivete diagnose {type}/{name} -n {namespace}` says why").format(
                workload=ref, type=word.kind.short[0], name=word.name, namespace=where
            )
        )
    running.sort(key=lambda pod: not is_ready(pod))
    chosen = running if every else running[:1]
    return tuple(Origin(f"{word.kind.short[0]}/{word.name}", where, pod=pod, workload=ref) for pod in chosen)


def destination(word: Named | Address, source: Source, namespace: str) -> Destination:
    """What is to be reached, as seen from a namespace.

    Raises:
        NothingFoundError: A pod, workload or node that was named does not exist.
    """
    if isinstance(word, Address):
        return _host(word, source, namespace)
    where = word.namespace or namespace
    text = str(word)
    number = int(word.port) if word.port.isdigit() else None
    if word.kind.kind == SERVICES.kind:
        found = source.get(SERVICES, where, word.name)
        host = word.name if where == namespace else f"{word.name}.{where}"
        service = None if isinstance(found, Missing) else found
        return Destination(text, host, word.port, number, namespace=where, name=word.name, service=service)
    if word.kind.kind == NODES.kind:
        node = one(NODES, "", word.name, source)
        return Destination(text, address_of(node), word.port, number, node=node)
    if word.kind.kind == PODS.kind:
        pod = one(PODS, where, word.name, source)
        return Destination(text, pod.status.pod_ip, word.port, number, pods=(pod,))
    ref, pods = workload_pods(word, where, source)
    host = pods[0].status.pod_ip if pods else ""
    return Destination(text, host, word.port, number, pods=tuple(pods), workload=ref)


def _host(word: Address, source: Source, namespace: str) -> Destination:
    name, where = _service_name(word, source, namespace)
    common = (str(word), word.host, word.port, word.number, word.scheme, word.path)
    if name:
        found = source.get(SERVICES, where, name)
        return Destination(*common, namespace=where, name=name, service=None if isinstance(found, Missing) else found)
    if word.is_ip:
        return _by_address(word, source, common)
    return Destination(*common)


def _service_name(word: Address, source: Source, namespace: str) -> tuple[str, str]:
    """The name and namespace of the Service that the host's name stands for; nothing for a host outside."""
    labels = word.host.rstrip(".").split(".")
    if word.is_ip or "" in labels or word.host == "localhost":
        return "", ""
    if len(labels) == 1:
        return (labels[0], namespace) if not word.host.endswith(".") else ("", "")
    if len(labels) >= 3 and labels[2] == "svc":
        return labels[0], labels[1]
    if len(labels) == 2:
        known = source.get(NAMESPACES, "", labels[1])
        service = source.get(SERVICES, labels[1], labels[0]) if isinstance(known, Missing) else Missing.UNSEEN
        if not isinstance(known, Missing) or not isinstance(service, Missing):
            return labels[0], labels[1]
    return "", ""


def _by_address(word: Address, source: Source, common: tuple[str, str, str, int | None, str, str]) -> Destination:
    """The Service, pod or node that has the address, where it is one of the cluster's."""
    services = source.list(SERVICES)
    for service in () if isinstance(services, Missing) else services:
        if word.host in (service.spec.cluster_ip, *service.spec.cluster_ips, *service.spec.external_ips):
            meta = service.metadata
            return Destination(*common, namespace=meta.namespace, service=service)
    nodes = source.list(NODES)
    for node in () if isinstance(nodes, Missing) else nodes:
        if any(address.address == word.host for address in node.status.addresses):
            return Destination(*common, node=node)
    pods = source.list(PODS)
    for pod in () if isinstance(pods, Missing) else pods:
        if pod.status.pod_ip == word.host and not pod.spec.host_network and not is_over(pod):
            return Destination(*common, pods=(pod,))
    return Destination(*common)


def _guess(name: str, source: Source, namespace: str) -> Named:
    """What a bare name means: a pod, else a workload."""
    kinds: tuple[Kind[Any], ...] = (PODS, *WORKLOADS)
    for kind in kinds:
        if not isinstance(source.get(kind, namespace, name), Missing):
            return Named(kind, name, namespace)
    known = [o.metadata.name for kind in kinds[:4] for o in listed(kind, namespace, source)]
    raise NothingFoundError(
        _("there is no pod or workload {name} in {namespace}").format(name=name, namespace=namespace)
        + did_you_mean(name, known)
    )
