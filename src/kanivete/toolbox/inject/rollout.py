"""Following the pods of a workload while they are replaced, and seeing early that they will not be."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from kanivete.i18n import _, ngettext
from kanivete.kube.api.client import Api
from kanivete.kube.kinds import DAEMON_SETS, DEPLOYMENTS, STATEFUL_SETS
from kanivete.redact import clean
from kanivete.toolbox.errors import NotStartedError, RefusedError, ToolboxError
from kanivete.toolbox.inject.target import Target, has
from kanivete.toolbox.pod import Object
from kanivete.toolbox.refused import why_no_pod
from kanivete.toolbox.start import started
from kanivete.toolbox.workload import is_ready, part

Tell = Callable[[str], None]

SECONDS = 300.0
_PAUSE = 1.0
PATIENCE = 20.0
"""Seconds for a new pod to find a place that an old one still takes, and for a refusal to pass."""


@dataclass
class Progress:
    """What has been said, so that it is said once."""

    tell: Tell
    last: str = ""

    def say(self, text: str) -> None:
        if text != self.last:
            self.last = text
            self.tell(text)


def until_injected(
    api: Api, workload: Target, container: str, tell: Tell, seconds: float = SECONDS, patience: float = PATIENCE
) -> Object:
    """Wait until every pod that is to be replaced runs the sidecar; returns one of them.

    Raises:
        NotStartedError: A new pod does not start.
        RefusedError: None can be made.
        ToolboxError: It takes too long, or the sidecar has been taken out meanwhile.
        KubeError: The pods may not be seen.
    """
    progress = Progress(tell)
    begun = time.monotonic()
    while True:
        now = workload.read_again(api)
        if all(one.get("name") != container for one in now.containers):
            raise ToolboxError(_("the sidecar has been taken out of {workload} again").format(workload=workload))
        new = [pod for pod in now.pods(api) if has(pod, container) and not _is_going(pod)]
        waited = time.monotonic() - begun
        ready = [pod for pod in new if _runs(pod, container, patient=waited < patience)]
        wanted = now.replaced
        progress.say(
            _("{ready} of {wanted} pods of {workload} have the sidecar").format(
                ready=len(ready), wanted=wanted, workload=workload
            )
        )
        if ready and len(ready) >= wanted and _is_seen(now):
            return sorted(ready, key=lambda pod: str(part(pod, "metadata").get("name")))[0]
        if waited > patience and len(new) <= len(ready):
            _refused(api, now)
        if waited > seconds:
            raise _late(now, new, seconds)
        time.sleep(_PAUSE)


def until_gone(api: Api, workload: Target, container: str, tell: Tell, seconds: float = SECONDS) -> bool:
    """Wait until no pod has the sidecar any more and the workload is at rest; whether it came to that.

    Raises:
        KubeError: The pods may not be seen.
    """
    progress = Progress(tell)
    ends = time.monotonic() + seconds
    while True:
        now = workload.read_again(api)
        pods = now.pods(api)
        left = [pod for pod in pods if has(pod, container)]
        if not left and _is_seen(now) and (_is_at_rest(now) or _is_ill(now, pods)):
            return True
        if left:
            progress.say(
                ngettext(
                    "{n} pod of {workload} still has the sidecar",
                    "{n} pods of {workload} still have the sidecar",
                    len(left),
                ).format(n=len(left), workload=workload)
            )
        if time.monotonic() > ends or now.is_paused or now.is_by_hand:
            return not left
        time.sleep(_PAUSE)


def _is_seen(workload: Target) -> bool:
    """Whether the controller has seen the last change."""
    observed = part(workload.object, "status").get("observedGeneration")
    return isinstance(observed, int) and observed >= int(workload.metadata.get("generation") or 0)


def _is_at_rest(workload: Target) -> bool:
    status = part(workload.object, "status")
    if workload.kind is DAEMON_SETS:
        wanted = status.get("desiredNumberScheduled", 0)
        return bool(status.get("updatedNumberScheduled", 0) >= wanted and status.get("numberAvailable", 0) >= wanted)
    updated = status.get("updatedReplicas", 0) >= workload.replaced
    all_there = status.get("readyReplicas", 0) >= workload.replicas and status.get("replicas", 0) <= workload.replicas
    return bool(updated and all_there)


def _is_ill(workload: Target, pods: list[Object]) -> bool:
    """Whether its pods do not start for reasons of their own, so that there is no point in waiting."""
    del workload
    states = [
        part(part(one, "state"), "waiting").get("reason")
        for pod in pods
        for one in part(pod, "status").get("containerStatuses") or []
    ]
    return any(reason in ("CrashLoopBackOff", "ImagePullBackOff", "CreateContainerConfigError") for reason in states)


def _runs(pod: Object, container: str, *, patient: bool) -> bool:
    """Whether the sidecar runs and the pod is ready. Raises NotStartedError where it is clear that it will not."""
    metadata = part(pod, "metadata")
    namespace, name = str(metadata.get("namespace")), str(metadata.get("name"))
    try:
        if not started(pod, namespace, name, container):
            return False
        others = [str(one.get("name")) for one in part(pod, "spec").get("containers") or []]
        if not all(started(pod, namespace, name, other) for other in others):
            return False
    except NotStartedError:
        if patient and not _has_status(pod):
            return False
        raise
    return is_ready(pod)


def _has_status(pod: Object) -> bool:
    """Whether a node has begun with it: what is not scheduled yet may be soon."""
    return bool(part(pod, "status").get("containerStatuses"))


def _is_going(pod: Object) -> bool:
    return bool(part(pod, "metadata").get("deletionTimestamp"))


def _refused(api: Api, workload: Target) -> None:
    """Raise RefusedError where no pod can be made: the controller says so in a condition, or in events."""
    said = ""
    for one in part(workload.object, "status").get("conditions") or []:
        if one.get("type") == "ReplicaFailure" and one.get("status") == "True":
            said = str(one.get("message") or "")
    if workload.kind is not DEPLOYMENTS and not said:
        said = why_no_pod(api, workload.namespace, workload.kind.kind, workload.name)
    if said:
        message = _("{workload} cannot make its new pods: {said}").format(workload=workload, said=clean(said))
        raise RefusedError(message, clean(said))


def _late(workload: Target, new: list[Object], seconds: float) -> ToolboxError:
    message = _("the pods of {workload} are not replaced after {seconds:.0f} s").format(
        workload=workload, seconds=seconds
    )
    for pod in new:
        if not is_ready(pod):
            return NotStartedError(message, workload.namespace, str(part(pod, "metadata").get("name")))
    return ToolboxError(message)


def stuck(workload: Target, pods: list[Object], container: str) -> list[Object]:
    """Pods with the sidecar that a StatefulSet does not replace by itself: it waits for each to be ready first.

    Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
    """
    if workload.kind is not STATEFUL_SETS or workload.is_by_hand:
        return []
    return [pod for pod in pods if has(pod, container) and not _is_going(pod) and not is_ready(pod)]
