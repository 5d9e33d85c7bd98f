"""A pod that takes back what the garbage collector cannot: patches of objects outside the run's namespace, and the
namespace itself, with the cluster-wide objects that it owns. Its rights are to exactly these."""

from importlib.resources import files
from typing import Any

from kanivete.simulate.journal.cluster import name_of
from kanivete.simulate.journal.model import Patched
from kanivete.toolbox import marks

NAME = "kanivete-reaper"
IMAGE = "python:3.11-slim"
_RBAC = "rbac.authorization.k8s.io"
_LATE = 900
"""Seconds it may go on trying once the time is over."""


def reaper(run: str, namespace: str, expires: str, seconds: int, image: str, broken: str = "") -> list[dict[str, Any]]:
    """The service account, its rights in the run's namespace, and the Job whose pod waits and then takes back.

    The pod does not run on the node that is `broken`, if any.
    """
    rules = [
        {"apiGroups": [""], "resources": ["namespaces"], "resourceNames": [namespace], "verbs": ["get", "delete"]},
        {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": [name_of(run)], "verbs": ["get"]},
    ]
    return [
        _object("v1", "ServiceAccount", run, namespace),
        *_grant(run, namespace, namespace, rules, NAME),
        _job(run, namespace, expires, seconds, image, broken),
    ]


def patch_rights(run: str, number: int, namespace: str, patched: Patched) -> list[dict[str, Any]]:
    """The right to take the run's patch of that number back: a Role where the object is, or a ClusterRole."""
    group, resource, name = _parts(patched.path)
    rules = [{"apiGroups": [group], "resources": [resource], "resourceNames": [name], "verbs": ["patch"]}]
    return _grant(run, namespace, patched.namespace, rules, f"{NAME}-{run}-{number}")


def _grant(run: str, namespace: str, where: str, rules: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    prefix = "" if where else "Cluster"
    subject = {"kind": "ServiceAccount", "name": NAME, "namespace": namespace}
    role = _object(f"{_RBAC}/v1", f"{prefix}Role", run, where, name) | {"rules": rules}
    binding = _object(f"{_RBAC}/v1", f"{prefix}RoleBinding", run, where, name) | {
        "roleRef": {"apiGroup": _RBAC, "kind": f"{prefix}Role", "name": name},
        "subjects": [subject],
    }
    return [role, binding]


def _object(api_version: str, kind: str, run: str, namespace: str, name: str = NAME) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": name, "labels": marks.labels("simulate", run)}
    if namespace:
        metadata["namespace"] = namespace
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata}


def _job(run: str, namespace: str, expires: str, seconds: int, image: str, broken: str) -> dict[str, Any]:
    script = (files("kanivete.simulate.timer") / "reap.py").read_text(encoding="utf-8")
    environment = {"NAMESPACE": namespace, "JOURNAL": name_of(run), "EXPIRES": expires}
    container = {
        "name": "reaper",
        "image": image,
        "command": ["python3", "-c", script],
        "env": [{"name": name, "value": value} for name, value in environment.items()],
        "resources": {"requests": {"cpu": "5m", "memory": "24Mi"}, "limits": {"cpu": "200m", "memory": "64Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    pod: dict[str, Any] = {
        "restartPolicy": "OnFailure",
        "serviceAccountName": NAME,
        "terminationGracePeriodSeconds": 1,
        "enableServiceLinks": False,
        "securityContext": {"runAsNonRoot": True, "runAsUser": 65534, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [container],
    }
    if broken:
        elsewhere = [{"matchFields": [{"key": "metadata.name", "operator": "NotIn", "values": [broken]}]}]
        required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": elsewhere}}
        pod["affinity"] = {"nodeAffinity": required}
    labels = marks.labels("simulate", run)
    return _object("batch/v1", "Job", run, namespace) | {
        "spec": {
            "activeDeadlineSeconds": seconds + _LATE,
            "backoffLimit": 20,
            "template": {"metadata": {"labels": labels}, "spec": pod},
        }
    }


def _parts(path: str) -> tuple[str, str, str]:
    """Group, resource and name of an object's path."""
    words = path.strip("/").split("/")
    group = "" if words[0] == "api" else words[1]
    return group, words[-2], words[-1]
