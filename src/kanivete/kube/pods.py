"""Pods, as far as a diagnosis reads them."""

from msgspec import field

from kanivete.kube.meta import Condition, KubeObject, LabelSelector, Reference, Slice

Quantity = str | int | float
IntOrString = int | str


class EnvVarSource(Slice, frozen=True):
    config_map_key_ref: Reference | None = None
    secret_key_ref: Reference | None = None


class EnvVar(Slice, frozen=True):
    """`value` is not read: it may hold a credential, and no diagnosis needs it."""

    name: str = ""
    value_from: EnvVarSource | None = None


class EnvFrom(Slice, frozen=True):
    config_map_ref: Reference | None = None
    secret_ref: Reference | None = None


class HttpGet(Slice, frozen=True):
    path: str = ""
    port: IntOrString = ""
    scheme: str = ""
    host: str = ""


class TcpSocket(Slice, frozen=True):
    port: IntOrString = ""


class Exec(Slice, frozen=True):
    command: list[str] = []


class Grpc(Slice, frozen=True):
    port: IntOrString = ""
    service: str = ""


class Probe(Slice, frozen=True):
    http_get: HttpGet | None = None
    tcp_socket: TcpSocket | None = None
    exec: Exec | None = None
    grpc: Grpc | None = None
    initial_delay_seconds: int = 0
    period_seconds: int = 10
    timeout_seconds: int = 1
    failure_threshold: int = 3
    success_threshold: int = 1
    termination_grace_period_seconds: int | None = None


class LifecycleHandler(Slice, frozen=True):
    http_get: HttpGet | None = None
    tcp_socket: TcpSocket | None = None
    exec: Exec | None = None


class Lifecycle(Slice, frozen=True):
    post_start: LifecycleHandler | None = None
    pre_stop: LifecycleHandler | None = None


class Resources(Slice, frozen=True):
    limits: dict[str, Quantity] = {}
    requests: dict[str, Quantity] = {}


class SecurityContext(Slice, frozen=True):
    run_as_user: int | None = None
    run_as_non_root: bool | None = None
    read_only_root_filesystem: bool | None = None
    privileged: bool | None = None
    fs_group: int | None = None


class VolumeMount(Slice, frozen=True):
    name: str = ""
    mount_path: str = ""
    sub_path: str = ""
    sub_path_expr: str = ""
    read_only: bool = False


class ContainerPort(Slice, frozen=True):
    name: str = ""
    container_port: int = 0
    host_port: int = 0
    protocol: str = "TCP"


class Container(Slice, frozen=True):
    name: str = ""
    image: str = ""
    command: list[str] = []
    args: list[str] = []
    working_dir: str = ""
    image_pull_policy: str = ""
    restart_policy: str = ""
    env: list[EnvVar] = []
    env_from: list[EnvFrom] = []
    ports: list[ContainerPort] = []
    resources: Resources = Resources()
    liveness_probe: Probe | None = None
    readiness_probe: Probe | None = None
    startup_probe: Probe | None = None
    lifecycle: Lifecycle | None = None
    security_context: SecurityContext | None = None
    volume_mounts: list[VolumeMount] = []


class SecretVolume(Slice, frozen=True):
    secret_name: str = ""
    optional: bool = False


class ClaimVolume(Slice, frozen=True):
    claim_name: str = ""


class ProjectedSource(Slice, frozen=True):
    config_map: Reference | None = None
    secret: Reference | None = None


class ProjectedVolume(Slice, frozen=True):
    sources: list[ProjectedSource] = []


class EmptyDir(Slice, frozen=True):
    medium: str = ""
    size_limit: Quantity | None = None


class HostPath(Slice, frozen=True):
    path: str = ""
    type: str = ""


class Volume(Slice, frozen=True):
    name: str = ""
    config_map: Reference | None = None
    secret: SecretVolume | None = None
    persistent_volume_claim: ClaimVolume | None = None
    projected: ProjectedVolume | None = None
    empty_dir: EmptyDir | None = None
    host_path: HostPath | None = None


class TopologySpreadConstraint(Slice, frozen=True):
    topology_key: str = ""
    max_skew: int = 1
    when_unsatisfiable: str = ""
    label_selector: LabelSelector | None = None


class Toleration(Slice, frozen=True):
    key: str = ""
    operator: str = ""
    value: str = ""
    effect: str = ""


class NodeSelectorRequirement(Slice, frozen=True):
    key: str = ""
    operator: str = ""
    values: list[str] = []


class NodeSelectorTerm(Slice, frozen=True):
    """All requirements of a term must hold; one that has none matches no node."""

    match_expressions: list[NodeSelectorRequirement] = []
    match_fields: list[NodeSelectorRequirement] = []


class NodeSelector(Slice, frozen=True):
    """One of the terms must hold."""

    node_selector_terms: list[NodeSelectorTerm] = []


class NodeAffinity(Slice, frozen=True):
    required: NodeSelector | None = field(default=None, name="requiredDuringSchedulingIgnoredDuringExecution")


class Affinity(Slice, frozen=True):
    node_affinity: NodeAffinity | None = None


class DnsOption(Slice, frozen=True):
    name: str = ""
    value: str = ""


class DnsConfig(Slice, frozen=True):
    nameservers: list[str] = []
    searches: list[str] = []
    options: list[DnsOption] = []


class SchedulingGate(Slice, frozen=True):
    name: str = ""


class PodSpec(Slice, frozen=True):
    containers: list[Container] = []
    init_containers: list[Container] = []
    volumes: list[Volume] = []
    node_name: str = ""
    node_selector: dict[str, str] = {}
    restart_policy: str = ""
    service_account_name: str = ""
    image_pull_secrets: list[Reference] = []
    termination_grace_period_seconds: int | None = None
    active_deadline_seconds: int | None = None
    host_network: bool = False
    dns_policy: str = ""
    dns_config: DnsConfig | None = None
    scheduler_name: str = ""
    priority_class_name: str = ""
    runtime_class_name: str = ""
    security_context: SecurityContext | None = None
    affinity: Affinity | None = None
    tolerations: list[Toleration] = []
    topology_spread_constraints: list[TopologySpreadConstraint] = []
    scheduling_gates: list[SchedulingGate] = []


class Waiting(Slice, frozen=True):
    reason: str = ""
    message: str = ""


class Running(Slice, frozen=True):
    started_at: str = ""


class Terminated(Slice, frozen=True):
    """`exit_code` is None only where the dump left it out."""

    exit_code: int | None = None
    signal: int = 0
    reason: str = ""
    message: str = ""
    started_at: str = ""
    finished_at: str = ""
    container_id: str = field(default="", name="containerID")


class ContainerState(Slice, frozen=True):
    waiting: Waiting | None = None
    running: Running | None = None
    terminated: Terminated | None = None


class ContainerStatus(Slice, frozen=True):
    name: str = ""
    state: ContainerState = ContainerState()
    last_state: ContainerState = ContainerState()
    ready: bool = False
    started: bool | None = None
    restart_count: int = 0
    image: str = ""
    image_id: str = field(default="", name="imageID")
    container_id: str = field(default="", name="containerID")


class PodStatus(Slice, frozen=True):
    phase: str = ""
    reason: str = ""
    message: str = ""
    conditions: list[Condition] = []
    container_statuses: list[ContainerStatus] = []
    init_container_statuses: list[ContainerStatus] = []
    start_time: str = ""
    nominated_node_name: str = ""
    pod_ip: str = field(default="", name="podIP")
    host_ip: str = field(default="", name="hostIP")
    qos_class: str = ""


class Pod(KubeObject, frozen=True):
    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()
