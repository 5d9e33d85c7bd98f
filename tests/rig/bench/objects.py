"""The objects of a world, as they are sent to the API."""

from datetime import datetime, timedelta

from tests.rig.bench.faults import Fault, Pod, Told, stamp
from tests.rig.bench.states import AGE
from tests.rig.bench.template import APP, LOGIN, REGISTRY, Json, pod_spec
from tests.rig.bench.world import Workload


def namespace(name: str) -> Json:
    labels = {"pod-security.kubernetes.io/enforce": "baseline", "team": name}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def login(namespace_name: str) -> Json:
    """The pull Secret: it exists, what is in it the registry does not take everywhere."""
    auths = f'{{"auths":{{"{REGISTRY}":{{"auth":"YmVuY2g6YmVuY2g="}}}}}}'
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/dockerconfigjson",
        "metadata": {"name": LOGIN, "namespace": namespace_name},
        "stringData": {".dockerconfigjson": auths},
    }


def reader(user: str) -> Json:
    """Lets the user read (and do) everything."""
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"}
    subject = {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": user},
        "roleRef": role,
        "subjects": [subject],
    }


def node_name(number: int) -> str:
    return f"worker-{number:03}.example.com"


def node(number: int) -> Json:
    name = node_name(number)
    labels = {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/os": "linux",
        "kubernetes.io/hostname": name,
        "topology.kubernetes.io/zone": f"zone-{number % 3}",
        "node.kubernetes.io/instance-type": "m.large",
    }
    cidr = f"10.{128 + number // 256}.{number % 256}.0/24"
    spec = {"podCIDR": cidr, "podCIDRs": [cidr]}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "spec": spec}


def node_status(number: int, kubelet_port: int, now: datetime) -> Json:
    """A healthy node's; its kubelet is where the bench has one that stands for all."""
    calm = ("MemoryPressure", "DiskPressure", "PIDPressure")
    conditions = [(kind, "False", f"KubeletHasNo{kind}", f"kubelet has no {kind}") for kind in calm]
    conditions.append(("Ready", "True", "KubeletReady", "kubelet is posting ready status"))
    times = {"lastHeartbeatTime": stamp(now), "lastTransitionTime": stamp(now - AGE)}
    size = {"cpu": "16", "memory": "65806644Ki", "pods": "110", "ephemeral-storage": "203070420Ki"}
    names = ("type", "status", "reason", "message")
    return {
        "addresses": [
            {"type": "InternalIP", "address": "127.0.0.1"},
            {"type": "Hostname", "address": node_name(number)},
        ],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": kubelet_port}},
        "capacity": size,
        "allocatable": size,
        "conditions": [dict(zip(names, values, strict=True)) | times for values in conditions],
        "images": [
            {"names": [f"{REGISTRY}/shop/shop-{index:02}:1.14.2"], "sizeBytes": 84_000_000 + index}
            for index in range(40)
        ],
        "nodeInfo": {
            "machineID": f"{number:032x}",
            "systemUUID": f"{number:032x}",
            "bootID": f"{number:032x}",
            "kernelVersion": "6.12.0",
            "osImage": "Debian GNU/Linux 13 (trixie)",
            "containerRuntimeVersion": "containerd://2.1.4",
            "kubeletVersion": "v1.36.3",
            "kubeProxyVersion": "",
            "operatingSystem": "linux",
            "architecture": "amd64",
        },
    }


def _labels(workload: Workload) -> Json:
    return {
        "app.kubernetes.io/name": workload.app,
        "app.kubernetes.io/part-of": workload.namespace,
        "app.kubernetes.io/version": "1.14.2",
    }


def _template(workload: Workload, labels: Json) -> Json:
    annotations = {
        "checksum/config": f"{workload.number:064x}",
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "9090",
    }
    return {"metadata": {"labels": labels, "annotations": annotations}, "spec": pod_spec(workload.app)}


def deployment(workload: Workload) -> Json:
    labels = _labels(workload)
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "name": workload.app,
            "namespace": workload.namespace,
            "labels": labels,
            "annotations": {"deployment.kubernetes.io/revision": "1"},
        },
        "spec": {
            "replicas": workload.replicas,
            "selector": {"matchLabels": {"app.kubernetes.io/name": workload.app}},
            "template": _template(workload, labels),
        },
    }


def _owner(kind: str, name: str, uid: str) -> list[Json]:
    owner = {"apiVersion": "apps/v1", "kind": kind, "name": name, "uid": uid}
    return [{**owner, "controller": True, "blockOwnerDeletion": True}]


def replica_set(workload: Workload, deployment_uid: str) -> Json:
    labels = {**_labels(workload), "pod-template-hash": workload.template_hash}
    chosen = {"app.kubernetes.io/name": workload.app, "pod-template-hash": workload.template_hash}
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": workload.replica_set,
            "namespace": workload.namespace,
            "labels": labels,
            "annotations": {"deployment.kubernetes.io/revision": "1"},
            "ownerReferences": _owner("Deployment", workload.app, deployment_uid),
        },
        "spec": {
            "replicas": workload.replicas,
            "selector": {"matchLabels": chosen},
            "template": _template(workload, labels),
        },
    }


def pod(workload: Workload, replica: int, replica_set_uid: str, on_node: str) -> Json:
    template = _template(workload, {**_labels(workload), "pod-template-hash": workload.template_hash})
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            **template["metadata"],
            "name": workload.pod_name(replica),
            "generateName": f"{workload.replica_set}-",
            "namespace": workload.namespace,
            "ownerReferences": _owner("ReplicaSet", workload.replica_set, replica_set_uid),
        },
        "spec": {**template["spec"], "nodeName": on_node},
    }


def events(of: Pod, fault: Fault, now: datetime) -> list[Json]:
    """What the scheduler and the kubelet tell of a broken pod."""
    assigned = Told("Scheduled", f"Successfully assigned {of.namespace}/{of.name} to {of.node}", 1, normal=True)
    return [_event(of, number, told, now) for number, told in enumerate([assigned, *fault.events(of)])]


def _event(of: Pod, number: int, told: Told, now: datetime) -> Json:
    about = {"apiVersion": "v1", "kind": "Pod", "namespace": of.namespace, "name": of.name, "uid": of.uid}
    scheduler = told.reason == "Scheduled"
    if not scheduler:
        about["fieldPath"] = f"spec.containers{{{APP}}}"
    component = "default-scheduler" if scheduler else "kubelet"
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": f"{of.name}.{number:016x}", "namespace": of.namespace},
        "involvedObject": about,
        "reason": told.reason,
        "message": told.text,
        "type": "Normal" if told.normal else "Warning",
        "count": told.count,
        "firstTimestamp": stamp(now - timedelta(minutes=30)),
        "lastTimestamp": stamp(now - timedelta(seconds=60 - number)),
        "source": {"component": component, "host": of.node},
        "reportingComponent": component,
        "reportingInstance": of.node,
    }
