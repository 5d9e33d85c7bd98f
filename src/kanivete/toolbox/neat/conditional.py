"""Defaults that depend on more than the type of a field: on what stands beside it, or on the kind of the object.

Source: the `SetDefaults_…` functions of Kubernetes (pkg/apis/*/v1/defaults.go); each is held against an API server by
tests/e2e/test_neat.py.
"""

from collections.abc import Callable, Mapping
from typing import Any

MISSING = object()
"""There is no default here."""

Rule = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
"""From what stands beside the field, and the whole object, to the default."""


def _pull_policy(container: Mapping[str, Any], _whole: Mapping[str, Any]) -> Any:
    image = container.get("image")
    if not isinstance(image, str) or not image:
        return MISSING
    if "@" in image:
        return "IfNotPresent"
    tag = image.rpartition("/")[2].partition(":")[2]
    return "Always" if tag in ("", "latest") else "IfNotPresent"


def _target_port(port: Mapping[str, Any], _whole: Mapping[str, Any]) -> Any:
    return port.get("port", MISSING)


def _host_port(port: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:
    """Only in pods: workloads hand their template on as it is."""
    spec = whole.get("spec")
    on_host = whole.get("kind") == "Pod" and isinstance(spec, Mapping) and spec.get("hostNetwork") is True
    return port.get("containerPort", MISSING) if on_host else MISSING


def _completions(job: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:
    """A number of workers without a number of completions is another kind of Job: a work queue."""
    return 1 if whole.get("kind") == "Job" and job.get("parallelism", 1) == 1 else MISSING


def _backoff_limit(job: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:
    if whole.get("kind") != "Job":
        return MISSING
    return 2**31 - 1 if "backoffLimitPerIndex" in job else 6


def _pod_replacement(job: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:
    if whole.get("kind") != "Job":
        return MISSING
    return "Failed" if job.get("podFailurePolicy") else "TerminatingOrFailed"


def _selector(controller: Mapping[str, Any], _whole: Mapping[str, Any]) -> Any:
    """Only of this oldest kind: the later ones want it written."""
    template = controller.get("template")
    metadata = template.get("metadata") if isinstance(template, Mapping) else None
    labels = metadata.get("labels") if isinstance(metadata, Mapping) else None
    return labels or MISSING


def _singular(names: Mapping[str, Any], _whole: Mapping[str, Any]) -> Any:
    kind = names.get("kind")
    return kind.lower() if isinstance(kind, str) else MISSING


def _list_kind(names: Mapping[str, Any], _whole: Mapping[str, Any]) -> Any:
    kind = names.get("kind")
    return f"{kind}List" if isinstance(kind, str) else MISSING


_CRD_NAMES = "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames"

CONDITIONAL: Mapping[str, Mapping[str, Rule]] = {
    "core.v1.Container": {"imagePullPolicy": _pull_policy},
    "core.v1.EphemeralContainer": {"imagePullPolicy": _pull_policy},
    "core.v1.ContainerPort": {"hostPort": _host_port},
    "core.v1.ServicePort": {"targetPort": _target_port},
    "core.v1.ReplicationControllerSpec": {"selector": _selector},
    "batch.v1.JobSpec": {
        "completions": _completions,
        "backoffLimit": _backoff_limit,
        "podReplacementPolicy": _pod_replacement,
    },
    _CRD_NAMES: {"singular": _singular, "listKind": _list_kind},
}
"""By type and field."""

ADDED: Mapping[str, frozenset[str]] = {
    "core.v1.PodSpec": frozenset(
        {"nodeName", "preemptionPolicy", "priority", "serviceAccount", "serviceAccountName", "tolerations"}
    ),
    "core.v1.ResourceRequirements": frozenset({"requests"}),
    "core.v1.ServiceSpec": frozenset({"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}),
    "core.v1.ServicePort": frozenset({"nodePort"}),
    "core.v1.NamespaceSpec": frozenset({"finalizers"}),
    "core.v1.NodeSpec": frozenset({"taints"}),
    "core.v1.LimitRangeItem": frozenset({"default", "defaultRequest"}),
    "batch.v1.JobSpec": frozenset({"manualSelector", "selector"}),
    "rbac.v1.ClusterRole": frozenset({"rules"}),
}
"""Fields that the cluster fills in otherwise than by a default: what `kinds` looks after, and no table can hold."""
