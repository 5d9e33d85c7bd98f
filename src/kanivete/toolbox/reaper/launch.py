"""Setting a reaper off, and taking it away again.

All its objects belong to the run's timer, which is made first and ends when the run's time is over. Only when the pod
waits, and has reached the API server, it gives the timer more time, for itself. So whatever dies and whenever, nothing
of it stays for longer than the run.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError, NotFoundError
from kanivete.kube.api.writes import MERGE_PATCH
from kanivete.kube.kinds import JOBS, PODS, SERVICE_ACCOUNTS
from kanivete.sources.live.paths import path_of
from kanivete.toolbox import marks, timer
from kanivete.toolbox.errors import NotStartedError
from kanivete.toolbox.reaper.objects import CONTAINER, LATE, NAME, Object, Reaper
from kanivete.toolbox.refused import why_no_pod
from kanivete.toolbox.run import Run
from kanivete.toolbox.start import started
from kanivete.toolbox.workload import items, namespaced, part

WAITS = "kanivete.dev/reaper"
"""Annotation of a timer whose reaper waits."""
_SECONDS = 20.0
"""That the pod is waited for; it may still come later."""
_PAUSE = 0.5
_GONE = 20.0
_PLACES: dict[str, Callable[[str], str]] = {
    "ServiceAccount": lambda namespace: path_of(SERVICE_ACCOUNTS, namespace),
    "Role": lambda namespace: namespaced("rbac.authorization.k8s.io/v1", "roles", namespace),
    "RoleBinding": lambda namespace: namespaced("rbac.authorization.k8s.io/v1", "rolebindings", namespace),
    "Job": lambda namespace: path_of(JOBS, namespace),
}


def name_of(run: str) -> str:
    """Of all objects of a run's reaper."""
    return f"{NAME}-{run}"


def rules(run: str) -> list[Object]:
    """The rights that a reaper needs for its timer."""
    named = {"apiGroups": [JOBS.group], "resources": [JOBS.resource], "resourceNames": [timer.name(run)]}
    return [named | {"verbs": ["patch", "delete"]}]


def longer(namespace: str, run: str, seconds: int) -> Object:
    """The request by which the pod says that it waits."""
    more = {"metadata": {"annotations": {WAITS: "waits"}}, "spec": {"activeDeadlineSeconds": seconds + LATE}}
    return {"method": "PATCH", "path": timer.path(namespace, run), "type": MERGE_PATCH, "body": more}


def farewell(namespace: str, run: str) -> Object:
    """The last request: with the timer goes the reaper itself."""
    body = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Background"}
    return {"method": "DELETE", "path": timer.path(namespace, run), "body": body}


def rehearse(api: Api, reaper: Reaper, run: Run) -> None:
    """Ask whether all its objects would be taken, and whether it could be seen to wait.

    Raises:
        KubeError: The first refusal.
    """
    with suppress(NotFoundError):
        api.read(timer.path(reaper.namespace, run.id))
    api.create(path_of(JOBS, reaper.namespace), timer.job(run.id, reaper.namespace, 1, run.labels), dry_run=True)
    for one in reaper.objects():
        try:
            api.create(_resource(one), one, dry_run=True)
        except NotFoundError:
            if one["kind"] != "RoleBinding":  # Its role is not there yet
                raise


def set_off(api: Api, reaper: Reaper, run: Run, seconds: int) -> None:
    """Make the timer, and all of the reaper. Raises KubeError; then nothing of them stays."""
    ends = timer.make(api, reaper.namespace, run, seconds)
    try:
        # As its controller, so that they are listed and removed as one thing
        owner = {**ends.owner, "controller": True}
        for one in replace(reaper, seconds=seconds).objects():
            one["metadata"]["ownerReferences"] = [owner]
            api.create(_resource(one), one)
    except BaseException:
        ends.stop(api)
        raise


def waits(api: Api, namespace: str, run: str) -> bool:
    """Whether there is a reaper that will do its work. False where that may not be seen."""
    try:
        found = api.read(timer.path(namespace, run))
    except KubeError:
        return False
    return WAITS in part(part(found, "metadata"), "annotations")


def until_it_waits(api: Api, namespace: str, run: str, seconds: float = _SECONDS) -> str:
    """Wait until there is a reaper that will do its work: "" then, else why there is none, for people."""
    ends = time.monotonic() + seconds
    while not waits(api, namespace, run):
        try:
            pod = _pod(api, namespace, run)
            pod_name = str(part(pod, "metadata").get("name"))
            runs = bool(pod) and started(pod, namespace, pod_name, CONTAINER)
        except (KubeError, NotStartedError) as error:
            return str(error)
        if time.monotonic() > ends:
            return _late(api, namespace, run, f"{namespace}/{pod_name}" if pod else "", seconds, runs=runs)
        time.sleep(_PAUSE)
    return ""


def call_off(api: Api, namespace: str, run: str) -> bool:
    """Delete a run's timer, and with it its reaper; whether there was one that may be deleted."""
    try:
        api.delete(timer.path(namespace, run), propagation="Background")
    except KubeError:
        return False
    return True


def until_gone(api: Api, namespace: str, run: str) -> None:
    """Wait a little until the garbage collector has taken a reaper that was called off."""
    name = name_of(run)
    made = [f"{place(namespace)}/{name}" for place in _PLACES.values()]
    ends = time.monotonic() + _GONE
    with suppress(KubeError):
        while time.monotonic() < ends:
            if not _pod(api, namespace, run) and not any(_is_there(api, path) for path in made):
                return
            time.sleep(_PAUSE)


def _resource(one: Object) -> str:
    return _PLACES[one["kind"]](one["metadata"]["namespace"])


def _is_there(api: Api, path: str) -> bool:
    try:
        api.read(path)
    except KubeError:
        return False
    return True


def _pod(api: Api, namespace: str, run: str) -> Object | None:
    """The reaper's pod, the newest if there are more."""
    found = items(api, path_of(PODS, namespace), {"labelSelector": f"{marks.RUN}={run}"})
    return max(found, key=lambda one: str(part(one, "metadata").get("creationTimestamp")), default=None)


def _late(api: Api, namespace: str, run: str, pod: str, seconds: float, *, runs: bool) -> str:
    if runs:
        return _("pod {pod} has not reached the API server after {seconds:.0f} s").format(pod=pod, seconds=seconds)
    if pod:
        return _("pod {pod} does not run after {seconds:.0f} s").format(pod=pod, seconds=seconds)
    said = why_no_pod(api, namespace, JOBS.kind, name_of(run))
    return said or _("no pod is made for Job {name}").format(name=f"{namespace}/{name_of(run)}")
