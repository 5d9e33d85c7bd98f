"""Debug containers: containers added to a pod that runs, which share its network and a container's processes.

Source: https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError, KubeError, NotFoundError
from kanivete.kube.api.exec import Place
from kanivete.kube.api.grants import rule
from kanivete.kube.api.waiting import wait_for
from kanivete.kube.api.writes import STRATEGIC_PATCH
from kanivete.kube.kinds import PODS
from kanivete.probe.shell.base import ShellError
from kanivete.probe.shell.pod import PodShell
from kanivete.sources.live.paths import path_of
from kanivete.toolbox import marks
from kanivete.toolbox.errors import RefusedError, ToolboxError
from kanivete.toolbox.fitting import Demands
from kanivete.toolbox.pod import USER, Object, restricted_container
from kanivete.toolbox.run import Run
from kanivete.toolbox.start import START_SECONDS, container_state, started, taken
from kanivete.toolbox.workload import Named, part

PREFIX = "kanivete-debug-"
"""How the names of these containers begin: they have neither labels nor annotations."""

EXPIRES, BY = "KANIVETE_EXPIRES", "KANIVETE_BY"
"""Environment variables that say what `marks` says of objects."""

_SLEEP = "trap 'kill $!; exit 0' TERM INT; sleep \"$1\" & wait $!"
_END = (
    "for p in /proc/[0-9]*; do case $(tr '\\0' ' ' <$p/cmdline 2>/dev/null) in "
    '"sh -c trap "*" $1 "*) kill -TERM ${p#/proc/};; esac; done'
)
"""Finds the sleeping shell by the name that it was given, among processes that may be another container's."""
_TRACER: Object = {"capabilities": {"add": ["SYS_PTRACE"]}}
"""Lets root look at the files and processes of other users, where the namespace allows it."""
_DEFAULT = "kubectl.kubernetes.io/default-container"


@dataclass(frozen=True)
class Debugging:
    """A debug container that runs; `target` is empty where it shares no processes."""

    place: Place
    target: str


def add(
    api: Api, pod: Named, target: str, image: str, run: Run, seconds: int, tell: Callable[[str], None]
) -> Debugging:
    """Add a debug container to a pod, and wait until it runs.

    Args:
        api: The API server.
        pod: A pod.
        target: The container whose processes to see; empty for the pod's main one, if it runs.
        image: One with `sh`, `sleep`, `tr`.
        run: Whose name it gets.
        seconds: When it ends by itself.
        tell: Told what is being done.

    Raises:
        RefusedError: The cluster does not allow it.
        NotStartedError: It does not start. It stays in the pod's list all the same.
        ToolboxError: The pod does not run, or has no such container.
        KubeError: The API server cannot be asked.
    """
    if part(pod.object, "status").get("phase") != "Running":
        raise ToolboxError(_("{pod} does not run, so no container can be added to it").format(pod=pod))
    target = _target(pod, target, tell)
    name = f"{PREFIX}{run.id}"
    path = path_of(PODS, pod.namespace, pod.name)

    plain = _container(name, target, image, run, seconds)

    def patch(context: Object) -> Object:
        container = plain | ({"securityContext": context} if context else {})
        return api.patch(f"{path}/ephemeralcontainers", {"spec": {"ephemeralContainers": [container]}}, STRATEGIC_PATCH)

    def attempt(demands: Demands) -> Object:
        context = _security(pod.object, target, restricted=demands.restricted)
        if not context:
            with suppress(ForbiddenError):
                return patch(_TRACER)
        return patch(context)

    tell(_("container {name} with image {image} in {pod}").format(name=name, image=image, pod=pod))
    try:
        taken(attempt, str(pod), rule("", "pods/ephemeralcontainers", "patch"))
    except ForbiddenError as error:
        raise RefusedError(_instead(str(error)), str(error)) from error
    except NotFoundError as error:
        if not error.unserved:
            raise
        raise RefusedError(_instead(_("the cluster has no ephemeral containers")), str(error)) from error

    def runs(found: Object | None) -> bool:
        return started(found, pod.namespace, pod.name, name)

    wait_for(api, path, runs, START_SECONDS)
    return Debugging(Place(pod.namespace, pod.name, name), target)


def end(api: Api, place: Place, seconds: float = 15.0) -> bool:
    """End a debug container that runs; whether it has ended."""
    with suppress(ShellError):  # It may end in the middle of it.
        PodShell(api, place.namespace, place.pod, place.container).run(("sh", "-c", _END, "sh", place.container))

    def ended(pod: Object | None) -> bool:
        return pod is None or "running" not in container_state(part(pod, "status"), place.container)

    try:
        wait_for(api, path_of(PODS, place.namespace, place.pod), ended, seconds)
    except KubeError:
        return False
    return True


def _instead(why: str) -> str:
    return _("{why}; without ephemeral containers: `kanivete toolbox inject` adds a sidecar to the workload").format(
        why=why
    )


def _target(pod: Named, wanted: str, tell: Callable[[str], None]) -> str:
    containers = [str(one.get("name")) for one in part(pod.object, "spec").get("containers") or []]
    if wanted and wanted not in containers:
        raise ToolboxError(
            _("{pod} has no container {name}; it has {names}").format(pod=pod, name=wanted, names=", ".join(containers))
        )
    default = part(part(pod.object, "metadata"), "annotations").get(_DEFAULT)
    target = wanted or (default if default in containers else containers[0])
    if "running" in container_state(part(pod.object, "status"), target):
        return target
    tell(_("container {name} does not run: its processes cannot be seen, only the pod's network").format(name=target))
    return ""


def _container(name: str, target: str, image: str, run: Run, seconds: int) -> Object:
    environment: list[dict[str, Any]] = [{"name": EXPIRES, "value": run.annotations[marks.EXPIRES]}]
    environment += [{"name": BY, "value": run.by}] if run.by else []
    found: Object = {
        "name": name,
        "image": image,
        "command": ["sh", "-c", _SLEEP, name, str(seconds)],
        "env": environment,
    }
    return found | ({"targetContainerName": target} if target else {})


def _security(pod: Object, target: str, *, restricted: bool) -> Object:
    """The target's user where root is not allowed: nobody else may look into its files and processes."""
    of_pod = part(part(pod, "spec"), "securityContext")
    of_target = part(_named(part(pod, "spec").get("containers"), target), "securityContext")
    if not restricted and not of_pod.get("runAsNonRoot"):
        return {}
    user = part(part(_named(part(pod, "status").get("containerStatuses"), target), "user"), "linux")
    context: Object = {
        key: found
        for key, known in (("runAsUser", user.get("uid")), ("runAsGroup", user.get("gid")))
        if (found := of_target.get(key) or of_pod.get(key) or known)
    }
    context.setdefault("runAsUser", USER)
    if restricted:
        context = restricted_container(context) | {"runAsNonRoot": True}
        if not of_pod.get("seccompProfile"):
            context["seccompProfile"] = {"type": "RuntimeDefault"}
    return context


def _named(listed: Any, name: str) -> Object:
    return next((one for one in listed or [] if isinstance(one, dict) and one.get("name") == name), {})
