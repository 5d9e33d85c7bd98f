"""The objects of a reaper: a service account with rights to exactly what it takes back, and a Job whose pod does it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any

Object = dict[str, Any]

NAME = "kanivete-reaper"
CONTAINER = "reaper"
LATE = 900
"""Seconds it may go on trying once the time is over."""
SMALL: Object = {"requests": {"cpu": "5m", "memory": "24Mi"}, "limits": {"cpu": "50m", "memory": "32Mi"}}
"""What its pod needs, where there is no journal to be unpacked."""
USER = 65534
_RBAC = "rbac.authorization.k8s.io"


@dataclass(frozen=True)
class Reaper:
    """What is to be taken back, and when.

    Args:
        name: Of all its objects.
        namespace: Where they are.
        labels, annotations: Theirs; the pod has the labels too.
        until: When the time is over.
        seconds: That are left until then.
        image: With Python.
        rules: Its rights in the namespace, as a Role has them.
        at_last: Requests for when the time is over, as `reap` describes them.
        at_first: Requests for when it begins to wait.
        journal: The path of a ConfigMap that says what was patched; "" for none.
        resources: Of its container.
        place: Parts of the pod's spec that say where it runs.
    """

    name: str
    namespace: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    until: datetime
    seconds: int
    image: str
    rules: tuple[Object, ...]
    at_last: tuple[Object, ...]
    at_first: tuple[Object, ...] = ()
    journal: str = ""
    resources: Object = field(default_factory=lambda: SMALL)
    place: Object = field(default_factory=dict)

    def objects(self) -> list[Object]:
        """All of them, in the order in which they are made."""
        account = self._object("v1", "ServiceAccount", self.namespace, self.name)
        return [account, *self.grant(self.namespace, list(self.rules), self.name), self._job()]

    def grant(self, where: str, rules: list[Object], name: str) -> list[Object]:
        """More rights: in a namespace, or cluster-wide for none."""
        prefix = "" if where else "Cluster"
        role = self._object(f"{_RBAC}/v1", f"{prefix}Role", where, name)
        binding = self._object(f"{_RBAC}/v1", f"{prefix}RoleBinding", where, name)
        binding["roleRef"] = {"apiGroup": _RBAC, "kind": f"{prefix}Role", "name": name}
        binding["subjects"] = [{"kind": "ServiceAccount", "name": self.name, "namespace": self.namespace}]
        return [role | {"rules": rules}, binding]

    def pod_spec(self) -> Object:
        """Of its pod, which fits the restricted Pod Security Standard."""
        environment = {
            "UNTIL": str(int(self.until.timestamp())),
            "AT_FIRST": _packed(self.at_first),
            "AT_LAST": _packed(self.at_last),
            **({"JOURNAL": self.journal} if self.journal else {}),
        }
        container = {
            "name": CONTAINER,
            "image": self.image,
            "command": ["python3", "-I", "-S", "-c", script()],
            "env": [{"name": name, "value": value} for name, value in environment.items()],
            "resources": self.resources,
            "securityContext": {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            },
        }
        return {
            "restartPolicy": "OnFailure",
            "serviceAccountName": self.name,
            "terminationGracePeriodSeconds": 1,
            "enableServiceLinks": False,
            "securityContext": {"runAsNonRoot": True, "runAsUser": USER, "seccompProfile": {"type": "RuntimeDefault"}},
            "containers": [container],
            **self.place,
        }

    def _job(self) -> Object:
        return self._object("batch/v1", "Job", self.namespace, self.name) | {
            "spec": {
                "activeDeadlineSeconds": self.seconds + LATE,
                "backoffLimit": 20,
                "template": {"metadata": {"labels": dict(self.labels)}, "spec": self.pod_spec()},
            }
        }

    def _object(self, api_version: str, kind: str, namespace: str, name: str) -> Object:
        metadata: Object = {"name": name, "labels": dict(self.labels)}
        if namespace:
            metadata["namespace"] = namespace
        if self.annotations:
            metadata["annotations"] = dict(self.annotations)
        return {"apiVersion": api_version, "kind": kind, "metadata": metadata}


def script() -> str:
    """What the pod runs."""
    return (files(__package__) / "reap.py").read_text(encoding="utf-8")


def _packed(requests: tuple[Object, ...]) -> str:
    return json.dumps(requests, separators=(",", ":"))
