"""What takes a run in a namespace of its own back when its time is over: patches of objects outside of the namespace,
and the namespace itself, with the cluster-wide objects that it owns."""

from datetime import datetime
from typing import Any

from kanivete.simulate.journal.cluster import name_of
from kanivete.simulate.journal.model import Patched
from kanivete.toolbox import marks
from kanivete.toolbox.reaper.objects import NAME, Object, Reaper

_ENOUGH: Object = {"requests": {"cpu": "5m", "memory": "24Mi"}, "limits": {"cpu": "200m", "memory": "64Mi"}}
"""To unpack a journal with."""


def reaper(run: str, namespace: str, until: datetime, seconds: int, image: str, broken: str = "") -> Reaper:
    """For a run whose time is over `until` then, in so many seconds; not on the node that is `broken`, if any."""
    path = f"/api/v1/namespaces/{namespace}"
    rules = (
        {"apiGroups": [""], "resources": ["namespaces"], "resourceNames": [namespace], "verbs": ["get", "delete"]},
        {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": [name_of(run)], "verbs": ["get"]},
    )
    return Reaper(
        name=NAME,
        namespace=namespace,
        labels=marks.labels("simulate", run),
        annotations={},
        until=until,
        seconds=seconds,
        image=image,
        rules=rules,
        at_last=({"method": "DELETE", "path": path},),
        journal=f"{path}/configmaps/{name_of(run)}",
        resources=_ENOUGH,
        place=_elsewhere(broken) if broken else {},
    )


def patch_rights(reaper: Reaper, run: str, number: int, patched: Patched) -> list[dict[str, Any]]:
    """The right to take the run's patch of that number back: a Role where the object is, or a ClusterRole."""
    group, resource, name = _parts(patched.path)
    rules = [{"apiGroups": [group], "resources": [resource], "resourceNames": [name], "verbs": ["patch"]}]
    return reaper.grant(patched.namespace, rules, f"{NAME}-{run}-{number}")


def _elsewhere(broken: str) -> Object:
    terms = [{"matchFields": [{"key": "metadata.name", "operator": "NotIn", "values": [broken]}]}]
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
    return {"affinity": {"nodeAffinity": required}}


def _parts(path: str) -> tuple[str, str, str]:
    """Group, resource and name of an object's path."""
    words = path.strip("/").split("/")
    group = "" if words[0] == "api" else words[1]
    return group, words[-2], words[-1]
