"""Services and what stands behind them."""

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


class Service(KubeObject, frozen=True):
    spec: ServiceSpec = ServiceSpec()

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
