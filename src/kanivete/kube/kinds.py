"""The kinds a diagnosis may ask for: where the API serves them and how they are decoded."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from kanivete.kube.aggregation import ApiService
from kanivete.kube.autoscaling import HorizontalPodAutoscaler
from kanivete.kube.config import ConfigMap, Namespace, PersistentVolumeClaim, Secret, ServiceAccount
from kanivete.kube.disruption import PodDisruptionBudget
from kanivete.kube.events import Event
from kanivete.kube.meta import KubeObject
from kanivete.kube.network import EndpointSlice, Ingress, IngressClass, Service
from kanivete.kube.nodes import Lease, Node
from kanivete.kube.pods import Pod
from kanivete.kube.policies import NetworkPolicy
from kanivete.kube.volumes import PersistentVolume, StorageClass
from kanivete.kube.workloads import Workload

T = TypeVar("T", bound=KubeObject)


def root(group: str, version: str) -> str:
    """The path under which an API server has a version of a group, which is empty for the core group."""
    return f"/apis/{group}/{version}" if group else f"/api/{version}"


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A resource of the API: `group` is empty for the core group, `resource` is the plural used in paths and RBAC."""

    group: str
    version: str
    resource: str
    kind: str
    type: type[T]
    namespaced: bool = True
    short: tuple[str, ...] = ()

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    def path(self, namespace: str = "", name: str = "") -> str:
        """The path on the API server; no namespace means all of them."""
        scope = f"/namespaces/{namespace}" if namespace and self.namespaced else ""
        return f"{root(self.group, self.version)}{scope}/{self.resource}" + (f"/{name}" if name else "")


PODS = Kind("", "v1", "pods", "Pod", Pod, short=("po", "pod"))
NODES = Kind("", "v1", "nodes", "Node", Node, namespaced=False, short=("no", "node"))
NAMESPACES = Kind("", "v1", "namespaces", "Namespace", Namespace, namespaced=False, short=("ns", "namespace"))
EVENTS = Kind("", "v1", "events", "Event", Event, short=("ev", "event"))
NEW_EVENTS = Kind("events.k8s.io", "v1", "events", "Event", Event)
SERVICES = Kind("", "v1", "services", "Service", Service, short=("svc", "service"))
ENDPOINT_SLICES = Kind("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", EndpointSlice)
NETWORK_POLICIES = Kind(
    "networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", NetworkPolicy, short=("netpol", "networkpolicy")
)
INGRESSES = Kind("networking.k8s.io", "v1", "ingresses", "Ingress", Ingress, short=("ing", "ingress"))
INGRESS_CLASSES = Kind(
    "networking.k8s.io", "v1", "ingressclasses", "IngressClass", IngressClass, namespaced=False, short=("ingressclass",)
)
CONFIG_MAPS = Kind("", "v1", "configmaps", "ConfigMap", ConfigMap, short=("cm", "configmap"))
SECRETS = Kind("", "v1", "secrets", "Secret", Secret, short=("secret",))
SERVICE_ACCOUNTS = Kind("", "v1", "serviceaccounts", "ServiceAccount", ServiceAccount, short=("sa", "serviceaccount"))
CLAIMS = Kind(
    "",
    "v1",
    "persistentvolumeclaims",
    "PersistentVolumeClaim",
    PersistentVolumeClaim,
    short=("pvc", "persistentvolumeclaim"),
)
LEASES = Kind("coordination.k8s.io", "v1", "leases", "Lease", Lease, short=("lease",))
DEPLOYMENTS = Kind("apps", "v1", "deployments", "Deployment", Workload, short=("deploy", "deployment"))
REPLICA_SETS = Kind("apps", "v1", "replicasets", "ReplicaSet", Workload, short=("rs", "replicaset"))
STATEFUL_SETS = Kind("apps", "v1", "statefulsets", "StatefulSet", Workload, short=("sts", "statefulset"))
DAEMON_SETS = Kind("apps", "v1", "daemonsets", "DaemonSet", Workload, short=("ds", "daemonset"))
REPLICATION_CONTROLLERS = Kind(
    "",
    "v1",
    "replicationcontrollers",
    "ReplicationController",
    Workload,
    short=("rc", "replicationcontroller"),
)
JOBS = Kind("batch", "v1", "jobs", "Job", Workload, short=("job",))
CRON_JOBS = Kind("batch", "v1", "cronjobs", "CronJob", Workload, short=("cj", "cronjob"))
AUTOSCALERS = Kind(
    "autoscaling",
    "v2",
    "horizontalpodautoscalers",
    "HorizontalPodAutoscaler",
    HorizontalPodAutoscaler,
    short=("hpa", "horizontalpodautoscaler"),
)
VOLUMES = Kind(
    "",
    "v1",
    "persistentvolumes",
    "PersistentVolume",
    PersistentVolume,
    namespaced=False,
    short=("pv", "persistentvolume"),
)
STORAGE_CLASSES = Kind(
    "storage.k8s.io",
    "v1",
    "storageclasses",
    "StorageClass",
    StorageClass,
    namespaced=False,
    short=("sc", "storageclass"),
)
API_SERVICES = Kind(
    "apiregistration.k8s.io", "v1", "apiservices", "APIService", ApiService, namespaced=False, short=("apiservice",)
)
BUDGETS = Kind(
    "policy",
    "v1",
    "poddisruptionbudgets",
    "PodDisruptionBudget",
    PodDisruptionBudget,
    short=("pdb", "poddisruptionbudget"),
)

KINDS: tuple[Kind[KubeObject], ...] = (
    PODS,
    NODES,
    NAMESPACES,
    EVENTS,
    NEW_EVENTS,
    SERVICES,
    ENDPOINT_SLICES,
    NETWORK_POLICIES,
    INGRESSES,
    INGRESS_CLASSES,
    CONFIG_MAPS,
    SECRETS,
    SERVICE_ACCOUNTS,
    CLAIMS,
    LEASES,
    DEPLOYMENTS,
    REPLICA_SETS,
    STATEFUL_SETS,
    DAEMON_SETS,
    REPLICATION_CONTROLLERS,
    JOBS,
    CRON_JOBS,
    AUTOSCALERS,
    VOLUMES,
    STORAGE_CLASSES,
    API_SERVICES,
    BUDGETS,
)  # type: ignore[assignment]


def kind_named(word: str) -> Kind[KubeObject] | None:
    """The kind a person means by `po`, `deploy`, `Deployment`, `deployments` or `deployments.apps`."""
    wanted = word.lower()
    for kind in KINDS:
        if wanted in (*kind.short, kind.resource, kind.kind.lower(), f"{kind.resource}.{kind.group}"):
            return kind
    return None
