"""Short ways to write objects that say by their own status how they are, and to diagnose them."""

from typing import Any, TypeVar

import msgspec

from kanivete.diagnose.engine import diagnose
from kanivete.kube.events import Event
from kanivete.kube.meta import KubeObject
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import Finding, Scope
from tests.unit.diagnose.fakes import FakeSource, ago

T = TypeVar("T", bound=KubeObject)


def made(type_: type[T], kind: str, name: str, *, namespace: str = "shop", hours: float = 2, **fields: Any) -> T:
    """An object, made some hours ago; `metadata` adds to what it has anyway."""
    meta = {"name": name, "namespace": namespace, "uid": f"uid-{name}", "creationTimestamp": ago(hours=hours)}
    return msgspec.convert({"kind": kind, "metadata": meta | fields.pop("metadata", {}), **fields}, type_)


def condition(type_: str, status: str, reason: str, message: str = "", *, minutes: float = 30) -> dict[str, str]:
    """A condition that has been so for some minutes."""
    when = ago(minutes=minutes)
    return {"type": type_, "status": status, "reason": reason, "message": message, "lastTransitionTime": when}


def told(kind: str, name: str, reason: str, message: str, *, minutes: float = 5) -> Event:
    """A warning about an object of the namespace `shop`."""
    about = {"kind": kind, "name": name, "namespace": "shop"}
    value = {"metadata": {"name": f"{name}.{reason}", "namespace": "shop"}, "reason": reason, "message": message}
    return msgspec.convert(
        {**value, "type": "Warning", "involvedObject": about, "lastTimestamp": ago(minutes=minutes)}, Event
    )


def crashed(name: str, owner: tuple[str, str] | None = None, claim: str = "") -> Pod:
    """A pod whose program ended with 3, of that owner, with that claim."""
    ended = {"exitCode": 3, "reason": "Error", "finishedAt": ago(minutes=30)}
    status = {"phase": "Failed", "containerStatuses": [{"name": "main", "state": {"terminated": ended}}]}
    owners = [{"apiVersion": "batch/v1", "kind": owner[0], "name": owner[1], "controller": True}] if owner else []
    spec: dict[str, Any] = {
        "nodeName": "node1",
        "restartPolicy": "Never",
        "containers": [{"name": "main", "image": "alpine"}],
    }
    if claim:
        spec["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]
    return made(Pod, "Pod", name, metadata={"ownerReferences": owners}, spec=spec, status=status)


CALM = made(Pod, "Pod", "calm", status={"phase": "Succeeded"})
"""So that there is something."""


def findings(
    *objects: KubeObject, events: tuple[Event, ...] = (), scope: Scope | None = None, **fields: Any
) -> tuple[Finding, ...]:
    """What is found among the objects and a pod that is well."""
    return diagnose(FakeSource([CALM], objects, events, **fields), scope or Scope())[0]


def owned(kind: str, name: str, owner: str, **fields: Any) -> Workload:
    """A Job of a CronJob."""
    above = [{"apiVersion": "batch/v1", "kind": "CronJob", "name": owner, "controller": True}]
    return made(Workload, kind, name, metadata={"ownerReferences": above, **fields.pop("metadata", {})}, **fields)
