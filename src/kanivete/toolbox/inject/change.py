"""Adding the sidecar to a workload's template, and taking it out."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, ForbiddenError, NotFoundError
from kanivete.kube.api.grants import rule
from kanivete.kube.api.writes import JSON_PATCH
from kanivete.kube.kinds import PODS
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.errors import AbsentError, ToolboxError
from kanivete.toolbox.fitting import Demands
from kanivete.toolbox.inject.note import KEYS, Note, annotations, digest, labels, note_of, without
from kanivete.toolbox.inject.sidecar import sidecar
from kanivete.toolbox.inject.target import Target
from kanivete.toolbox.pod import Fit, Object
from kanivete.toolbox.run import Run
from kanivete.toolbox.start import limit_ranges, taken
from kanivete.toolbox.workload import part

Patch = list[dict[str, Any]]

_CONFLICT = 409
_ONLY_COUNTED = re.compile(r"exceeded quota: [^,]{1,253}, requested: (?:count/)?pods=1, used")
"""A quota of pods: no hindrance where the old pod goes before the new one comes."""
_ATTEMPTS = 5


def fitting(api: Api, workload: Target, name: str, image: str) -> Object:
    """The container as the namespace takes it, found out with pods that are never created.

    Raises:
        RefusedError: It takes none.
        KubeError: The API server cannot be asked.
    """
    ranges: list[Object] | None = None

    def attempt(demands: Demands) -> Object:
        nonlocal ranges
        if demands.named and ranges is None:
            ranges = limit_ranges(api, workload.namespace)
        container = sidecar(name, image, workload, demands.fit(ranges or []))
        try:
            api.create(path_of(PODS, workload.namespace), _alone(workload, container), dry_run=True)
        except AnswerError as error:
            if workload.has_surge or not _ONLY_COUNTED.search(str(error)):
                raise
        return container

    with suppress(ForbiddenError):  # one who may not create pods may still change workloads
        return taken(attempt, _("sidecar in {workload}").format(workload=workload), rule("", "pods", "create"))
    return sidecar(name, image, workload, Fit())


def _alone(workload: Target, container: Object) -> Object:
    """A pod of the workload with nothing but the container: it asks for no more of a quota than that."""
    spec = {**part(workload.template, "spec"), "containers": [container]}
    spec.pop("initContainers", None)
    metadata = {"generateName": f"{container['name']}-", "namespace": workload.namespace}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def addition(workload: Target, container: Object, run: Run) -> Patch:
    """The JSON patch that adds the container, and the notes that tell how to take it out."""
    noted = annotations(run, container["name"], workload.template)
    return [
        _lock(workload),
        {"op": "add", "path": "/spec/template/spec/containers/-", "value": container},
        *_added(workload, "labels", labels(run)),
        *_added(workload, "annotations", noted),
    ]


def removal(workload: Target, found: Note) -> Patch:
    """The JSON patch that takes the container out, and the notes."""
    names = [one.get("name") for one in workload.containers]
    gone = [at for at, name in enumerate(names) if name == found.container]
    patch = [_lock(workload), *({"op": "remove", "path": f"/spec/template/spec/containers/{at}"} for at in gone)]
    for place, keys in zip(("labels", "annotations"), KEYS, strict=True):
        there = part(workload.metadata, place)
        patch += [{"op": "remove", "path": f"/metadata/{place}/{escaped(key)}"} for key in keys if key in there]
    return patch


def is_as_before(workload: Target, found: Note) -> bool:
    """Whether the template without the sidecar is the one that it was added to."""
    return digest(without(workload.template, found.container)) == found.template


def add(api: Api, workload: Target, container: Object, run: Run) -> Target:
    """Add the container, unless the template has changed since it was shown.

    Raises:
        ToolboxError: It has, or somebody has added a sidecar meanwhile.
        KubeError: It may not be changed.
    """

    def again(now: Target) -> Patch:
        if digest(now.template) != digest(workload.template):
            raise ToolboxError(_("somebody has changed {workload} meanwhile: try again").format(workload=workload))
        return addition(now, container, run)

    return _changed(api, workload, again)


def take_out(api: Api, workload: Target) -> tuple[Target, Note, bool]:
    """Take the sidecar out: the workload as it is then, what was noted, and whether it is as it was before.

    Raises:
        AbsentError: There is none.
        KubeError: It may not be changed.
    """
    told: list[tuple[Note, bool]] = []

    def again(now: Target) -> Patch:
        found = note_of(now)
        if found is None:
            raise AbsentError(_("{workload} has no sidecar of kanivete's").format(workload=workload))
        told.append((found, is_as_before(now, found)))
        return removal(now, found)

    changed = _changed(api, workload, again)
    return changed, *told[-1]


def _changed(api: Api, workload: Target, patch: Callable[[Target], Patch]) -> Target:
    """Patch the workload as it is, again if somebody else was faster."""
    now = workload
    for attempt in range(_ATTEMPTS):
        try:
            found = api.patch(now.path, patch(now), JSON_PATCH)
            return Target(now.kind, now.namespace, now.name, found)
        except ForbiddenError as error:
            allowed = rule(now.kind.group, now.kind.resource, "get", "patch")
            message = _("{error}; the rule that allows it: {grant}").format(error=error, grant=allowed)
            raise ForbiddenError(message, error.status, error.reason) from error
        except NotFoundError:
            raise
        except AnswerError as error:
            if error.status != _CONFLICT or attempt == _ATTEMPTS - 1:
                raise
            now = now.read_again(api)
    raise AssertionError("the last attempt answers or raises")


def _lock(workload: Target) -> dict[str, Any]:
    """The server refuses the patch where the object has changed since it was read."""
    version = workload.metadata.get("resourceVersion")
    return {"op": "replace", "path": "/metadata/resourceVersion", "value": version}


def _added(workload: Target, place: str, values: dict[str, str]) -> Patch:
    if not part(workload.metadata, place):
        return [{"op": "add", "path": f"/metadata/{place}", "value": values}]
    return [{"op": "add", "path": f"/metadata/{place}/{escaped(key)}", "value": to} for key, to in values.items()]


def escaped(key: str) -> str:
    """A key as JSON pointers have it."""
    return key.replace("~", "~0").replace("/", "~1")
