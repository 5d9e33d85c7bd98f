"""How a sidecar goes by itself when its time is over: what a reaper does then, and with which rights."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError
from kanivete.kube.api.grants import rule
from kanivete.kube.api.writes import JSON_PATCH, MANAGER, STRATEGIC_PATCH
from kanivete.kube.kinds import PODS, STATEFUL_SETS
from kanivete.sources.live.paths import path_of
from kanivete.toolbox import marks
from kanivete.toolbox.errors import ToolboxError
from kanivete.toolbox.fitting import Demands
from kanivete.toolbox.inject.change import escaped
from kanivete.toolbox.inject.note import KEYS
from kanivete.toolbox.inject.target import Target
from kanivete.toolbox.pod import Object
from kanivete.toolbox.reaper import launch
from kanivete.toolbox.reaper.objects import Reaper
from kanivete.toolbox.run import Run
from kanivete.toolbox.start import limit_ranges, taken
from kanivete.toolbox.workload import part

PYTHON = "docker.io/library/python:3.11-slim"
"""The image of what takes a sidecar out, where none is given."""
_MOST_PODS = 100
"""Of a StatefulSet that are looked at: the highest ordinals, with which it begins."""
_SHARED = ("nodeSelector", "tolerations", "imagePullSecrets")
"""Parts of a pod's spec without which it might have no node or image where the workload has."""


def planned(api: Api, workload: Target, container: Object, run: Run, image: str) -> Reaper:
    """What is to take a sidecar out, as it fits the namespace. Nothing is made.

    Raises:
        ToolboxError: A pod for it is not taken.
        KubeError: Something else of it is not.
    """
    name = str(container["name"])
    reaper = _fitted(api, workload, container, _reaper(workload, name, run, image, _ordinals(workload)))
    try:
        launch.rehearse(api, reaper, run)
    except ForbiddenError:
        if not _ordinals(workload):
            raise
        # One who may not delete pods cannot let it do so; all the rest can be done
        less = _reaper(workload, name, run, image, [])
        reaper = replace(reaper, rules=less.rules, at_last=less.at_last)
        launch.rehearse(api, reaper, run)
    return reaper


def set_off(api: Api, reaper: Reaper, run: Run) -> None:
    """Make what takes the sidecar out, before there is one.

    Raises:
        ToolboxError: The time is over already.
        KubeError: It cannot be made; nothing of it stays.
    """
    left = int((run.expires - datetime.now(UTC)).total_seconds())
    if left < 1:
        raise ToolboxError(_("its time was over before it was there: try again"))
    launch.set_off(api, reaper, run, left)


def requests(workload: Target, container: str, run: Run) -> Iterator[Object]:
    """What takes the sidecar out and what is noted of it, whatever else has been changed, any number of times.

    The notes go first, if they are still of this run: a Deployment's controller would copy them to the former
    ReplicaSet, where they would stay.
    """
    path = f"{workload.path}?fieldManager={MANAGER}"
    test = {"op": "test", "path": f"/metadata/labels/{escaped(marks.RUN)}", "value": run.id}
    yield {"method": "PATCH", "path": path, "type": JSON_PATCH, "body": [test, *_unnoted()]}
    gone = {"spec": {"template": {"spec": {"containers": [{"$patch": "delete", "name": container}]}}}}
    yield {"method": "PATCH", "path": path, "type": STRATEGIC_PATCH, "body": gone}


def _unnoted() -> Iterator[dict[str, Any]]:
    for place, keys in zip(("labels", "annotations"), KEYS, strict=True):
        for key in keys:
            path = f"/metadata/{place}/{escaped(key)}"
            yield {"op": "add", "path": path, "value": ""}  # What is not there cannot be removed
            yield {"op": "remove", "path": path}


def _reaper(workload: Target, container: str, run: Run, image: str, pods: list[str]) -> Reaper:
    seconds = int((run.expires - datetime.now(UTC)).total_seconds())
    kind = workload.kind
    mine = {"apiGroups": [kind.group], "resources": [kind.resource], "resourceNames": [workload.name]}
    rules = [mine | {"verbs": ["patch"]}, *launch.rules(run.id)]
    if pods:
        rules.append({"apiGroups": [""], "resources": ["pods"], "resourceNames": pods, "verbs": ["get", "delete"]})
    stuck = [{"method": "DELETE", "path": path_of(PODS, workload.namespace, pod), "stuck": container} for pod in pods]
    spec = part(workload.template, "spec")
    place = {key: spec[key] for key in _SHARED if spec.get(key)}
    return Reaper(
        name=launch.name_of(run.id),
        namespace=workload.namespace,
        labels=run.labels,
        annotations=run.annotations,
        until=run.expires,
        seconds=seconds,
        image=image,
        rules=tuple(rules),
        at_first=(launch.longer(workload.namespace, run.id, seconds),),
        at_last=(*requests(workload, container, run), *stuck, launch.farewell(workload.namespace, run.id)),
        place={**place, "nodeSelector": {"kubernetes.io/os": "linux", **place.get("nodeSelector", {})}},
    )


def _ordinals(workload: Target) -> list[str]:
    """Pods that a StatefulSet may wait for until they are deleted."""
    if workload.kind is not STATEFUL_SETS or workload.is_by_hand:
        return []
    end = workload.first + workload.replicas
    return [f"{workload.name}-{number}" for number in range(max(end - _MOST_PODS, workload.first), end)][::-1]


def _fitted(api: Api, workload: Target, container: Object, reaper: Reaper) -> Reaper:
    """The same, with resources that leave enough of the namespace's quotas for the workload's next pod."""
    ranges: list[Object] | None = None

    def attempt(demands: Demands) -> Reaper:
        nonlocal ranges
        if demands.named and ranges is None:
            ranges = limit_ranges(api, workload.namespace)
        fit = demands.fit(ranges or [])
        fitted = replace(reaper, resources=fit.resources or reaper.resources)
        api.create(path_of(PODS, workload.namespace), _pod(workload, container, fitted), dry_run=True)
        return fitted

    with suppress(ForbiddenError):  # one who may not create pods may still create Jobs
        what = _("pod that would take the sidecar out of {workload}").format(workload=workload)
        return taken(attempt, what, rule("", "pods", "create"))
    return reaper


def _pod(workload: Target, container: Object, reaper: Reaper) -> Object:
    """The reaper's pod, and what the workload's next pod asks for besides while the old one is still there."""
    spec = reaper.pod_spec()
    del spec["serviceAccountName"]  # It is not there yet
    security = spec["containers"][0]["securityContext"]
    others = [*(workload.containers if workload.has_surge else []), container]
    asked = [
        {"name": f"other-{number}", "image": one.get("image"), "resources": part(one, "resources")}
        for number, one in enumerate(others)
    ]
    spec["containers"] += [{**one, "securityContext": security} for one in asked]
    spec["automountServiceAccountToken"] = False
    metadata = {"generateName": f"{reaper.name}-", "namespace": reaper.namespace, "labels": dict(reaper.labels)}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
