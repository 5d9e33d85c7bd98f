"""Services, what stands behind them, and what stands before them."""

from msgspec import field

from kanivete.kube.meta import KubeObject, Reference, Slice
from kanivete.kube.pods import IntOrString


class ServicePort(Slice, frozen=True):
    name: str = ""
    port: int = 0
    target_port: IntOrString = ""
    protocol: str = "TCP"
    node_port: int = 0


class ServiceSpec(Slice, frozen=True):
    type: str = ""
    cluster_ip: str = field(default="", name="clusterIP")
    cluster_ips: list[str] = field(default_factory=list, name="clusterIPs")
    external_ips: list[str] = field(default_factory=list, name="externalIPs")
    selector: dict[str, str] = {}
    ports: list[ServicePort] = []
    external_name: str = ""
    session_affinity: str = ""
    internal_traffic_policy: str = ""
    external_traffic_policy: str = ""
    publish_not_ready_addresses: bool = False
    load_balancer_class: str = ""


class LoadBalancerIngress(Slice, frozen=True):
    """An address under which a load balancer takes traffic."""

    ip: str = ""
    hostname: str = ""


class LoadBalancerStatus(Slice, frozen=True):
    ingress: list[LoadBalancerIngress] = []


class BalancedStatus(Slice, frozen=True):
    """The status of what a load balancer may stand before: a Service, an Ingress."""

    load_balancer: LoadBalancerStatus = LoadBalancerStatus()


class Service(KubeObject, frozen=True):
    spec: ServiceSpec = ServiceSpec()
    status: BalancedStatus = BalancedStatus()

    @property
    def is_headless(self) -> bool:
        """Whether its name stands for the pods' own addresses."""
        return self.spec.cluster_ip == "None"


class EndpointConditions(Slice, frozen=True):
    """None means unknown, which consumers take as ready."""

    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class Endpoint(Slice, frozen=True):
    addresses: list[str] = []
    conditions: EndpointConditions = EndpointConditions()
    node_name: str = ""
    target_ref: Reference | None = None


class EndpointPort(Slice, frozen=True):
    name: str = ""
    port: int = 0
    protocol: str = "TCP"


class EndpointSlice(KubeObject, frozen=True):
    address_type: str = ""
    endpoints: list[Endpoint] = []
    ports: list[EndpointPort] = []


class IngressPort(Slice, frozen=True):
    """A port of a Service, by its name or its number."""

    name: str = ""
    number: int = 0


class IngressService(Slice, frozen=True):
    name: str = ""
    port: IngressPort = IngressPort()


class IngressBackend(Slice, frozen=True):
    """A Service; None where it is something else (`resource`), which only the controller understands."""

    service: IngressService | None = None


class IngressPath(Slice, frozen=True):
    path: str = ""
    backend: IngressBackend = IngressBackend()


class IngressPaths(Slice, frozen=True):
    paths: list[IngressPath] = []


class IngressRule(Slice, frozen=True):
    host: str = ""
    http: IngressPaths = IngressPaths()


class IngressTls(Slice, frozen=True):
    """Without a Secret's name, the controller shows a certificate of its own."""

    hosts: list[str] = []
    secret_name: str = ""


class IngressSpec(Slice, frozen=True):
    ingress_class_name: str = ""
    default_backend: IngressBackend = IngressBackend()
    rules: list[IngressRule] = []
    tls: list[IngressTls] = []


class Ingress(KubeObject, frozen=True):
    spec: IngressSpec = IngressSpec()
    status: BalancedStatus = BalancedStatus()


class IngressClassSpec(Slice, frozen=True):
    controller: str = ""


class IngressClass(KubeObject, frozen=True):
    spec: IngressClassSpec = IngressClassSpec()
