"""The container that is added: it sleeps, asks for little, and fits what the namespace and the pod demand."""

from typing import Any

from kanivete.toolbox.inject.target import Target
from kanivete.toolbox.pod import USER, Fit, Object, restricted_container
from kanivete.toolbox.workload import part

SLEEP = "trap 'exit 0' TERM INT; while :; do sleep 3600 & wait $!; done"
"""A container that ended would be started again, so it never ends; it stops at once when it is told to."""
_SMALL = {"cpu": "20m", "memory": "64Mi"}


def sidecar(name: str, image: str, workload: Target, fit: Fit) -> Object:
    """The container, for what was learnt of the namespace."""
    found: Object = {"name": name, "image": image, "command": ["sh", "-c", SLEEP]}
    if resources := fit.resources or _like_the_others(workload.containers):
        found["resources"] = resources
    if security := _security(part(part(workload.template, "spec"), "securityContext"), restricted=fit.restricted):
        found["securityContext"] = security
    return found


def _like_the_others(containers: list[Object]) -> Object:
    """So much that the pod's quality of service and its autoscaler's arithmetic stay as they are.

    An autoscaler by utilisation needs a request of every container; one container without limits ends `Guaranteed`.
    """
    resources = [part(one, "resources") for one in containers]
    requested = {key for one in resources for key in part(one, "requests") if key in _SMALL}
    if all(_is_guaranteed(one) for one in resources):
        return {"requests": _SMALL, "limits": _SMALL}
    small = {key: _SMALL[key] for key in sorted(requested)}
    return {"requests": small} if small else {}


def _is_guaranteed(resources: Object) -> bool:
    limits = part(resources, "limits")
    requests = {**limits, **part(resources, "requests")}
    return all(key in limits and requests[key] == limits[key] for key in _SMALL)


def _security(of_pod: Object, *, restricted: bool) -> Object:
    """Its own, where the pod's does not say enough. Images of tools run as root unless they are told otherwise."""
    user: dict[str, Any] = {}
    if not of_pod.get("runAsUser") and (restricted or of_pod.get("runAsNonRoot")):
        user["runAsUser"] = USER
    if not restricted:
        return user
    found = {**restricted_container(user), "runAsNonRoot": True}
    return found if of_pod.get("seccompProfile") else {**found, "seccompProfile": {"type": "RuntimeDefault"}}
