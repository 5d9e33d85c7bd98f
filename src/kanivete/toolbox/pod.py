"""The manifest of a test pod, as a person would write it."""

from dataclasses import dataclass, field
from typing import Any

from kanivete.toolbox.run import Run

Object = dict[str, Any]

CONTAINER = "toolbox"
USER = 65532
"""Whom programs run as where root is not allowed; the number that images call nonroot."""


@dataclass(frozen=True)
class Likeness:
    """What a pod takes over from a workload. `spec` and `container` are parts of a pod's spec and of a container's."""

    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    spec: Object = field(default_factory=dict)
    container: Object = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What it does not share with the workload, and why: a line each, for people."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants a test pod to be."""

    namespace: str
    seconds: int
    like: Likeness = Likeness()
    node: str = ""
    host_network: bool = False
    linux: bool = True
    """Whether to keep it off nodes with Windows, where nothing else says where it runs."""


@dataclass(frozen=True)
class Fit:
    """What a namespace demands of a pod: `restricted` by Pod Security or the like, `resources` by a quota."""

    restricted: bool = False
    resources: Object = field(default_factory=dict)


def manifest(wish: Wish, run: Run, image: str, fit: Fit = Fit(), *, attempt: int = 1) -> Object:
    """A pod that sleeps until its time is over, and ends by itself even if nobody comes back for it."""
    like = wish.like
    container: Object = {
        "name": CONTAINER,
        "image": image,
        "command": ["sleep", str(wish.seconds)],
        **like.container,
    }
    if fit.resources:
        container["resources"] = fit.resources
    spec: Object = {
        **_place(wish),
        **like.spec,
        "containers": [container],
        "restartPolicy": "Never",
        "activeDeadlineSeconds": wish.seconds,
        "terminationGracePeriodSeconds": 1,
    }
    if not like.spec:
        spec["automountServiceAccountToken"] = False
    if wish.node:
        _on_node(spec, wish.node)
    if wish.host_network:
        spec["hostNetwork"] = True
        spec.setdefault("dnsPolicy", "ClusterFirstWithHostNet")
    if fit.restricted:
        restrict(spec, container)
    metadata = {
        "name": run.name if attempt == 1 else f"{run.name}-{attempt}",
        "namespace": wish.namespace,
        "labels": {**like.labels, **run.labels},
        "annotations": {**like.annotations, **run.annotations},
    }
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def restrict(spec: Object, container: Object) -> None:
    """Make them fit the restricted Pod Security Standard.

    Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    """
    pod = {**(spec.get("securityContext") or {})}
    own = {**(container.get("securityContext") or {})}
    pod["runAsNonRoot"] = True
    if not own.get("runAsUser") and not pod.get("runAsUser"):
        pod["runAsUser"] = USER
    pod.setdefault("seccompProfile", {"type": "RuntimeDefault"})
    spec["securityContext"] = pod
    container["securityContext"] = restricted_container(own)


def restricted_container(own: Object) -> Object:
    """A container's security context that the standard takes, as near to the given one as it may be."""
    left = {key: value for key, value in own.items() if key not in ("privileged", "runAsNonRoot")}
    if left.get("runAsUser") == 0:
        del left["runAsUser"]
    return {**left, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}


def _place(wish: Wish) -> Object:
    if wish.node or wish.like.spec or not wish.linux:
        return {}
    return {"nodeSelector": {"kubernetes.io/os": "linux"}}


def _on_node(spec: Object, node: str) -> None:
    """There, without asking the scheduler: it may be broken, and a cordoned or full node is the more interesting."""
    spec["nodeName"] = node
    spec["tolerations"] = [{"operator": "Exists"}]
    for key in ("nodeSelector", "affinity", "topologySpreadConstraints"):
        spec.pop(key, None)
