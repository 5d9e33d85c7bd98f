"""Putting a pod into the cluster and waiting until it runs, or until it is clear that it will not."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, ForbiddenError, KubeError, WaitError
from kanivete.kube.api.grants import rule
from kanivete.kube.api.waiting import wait_for
from kanivete.kube.kinds import PODS
from kanivete.redact import clean
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.errors import NotStartedError, RefusedError
from kanivete.toolbox.fitting import Demands
from kanivete.toolbox.pod import Fit, Object
from kanivete.toolbox.refusals import read

T = TypeVar("T")

START_SECONDS = 120.0
"""How long a container may take to pull its image and start, if nothing says that it cannot."""

_ATTEMPTS = 6
_IMAGE = {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable"}
_BROKEN = {"CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff"}


def put(api: Api, namespace: str, made: Callable[[Fit], Object], *, dry_run: bool = False) -> Object:
    """Create a pod, plainly if the namespace takes it so, else as small and as restricted as it demands.

    Args:
        api: The API server.
        namespace: Where.
        made: The manifest for what a namespace demands.
        dry_run: Only find out; nothing is created, and the answer is the manifest that would be taken.

    Raises:
        RefusedError: It is not taken, and nothing that we may change would help.
        KubeError: It cannot be asked.
    """
    ranges: list[Object] | None = None

    def attempt(demands: Demands) -> Object:
        nonlocal ranges
        if demands.named and ranges is None:
            ranges = limit_ranges(api, namespace)
        manifest = made(demands.fit(ranges or []))
        created = api.create(path_of(PODS, namespace), manifest, dry_run=dry_run)
        return manifest if dry_run else created

    return taken(attempt, _("pod in namespace {namespace}").format(namespace=namespace), rule("", "pods", "create"))


def taken(attempt: Callable[[Demands], T], what: str, grant: str) -> T:
    """Try with what each refusal teaches, until it is taken. Raises like `put`."""
    demands, said = Demands(), ""
    for _attempt in range(_ATTEMPTS):
        try:
            return attempt(demands)
        except AnswerError as error:
            said = clean(str(error))
            if error.status not in (400, 403, 422) or _is_about_namespace(error):
                raise
            refusal = read(said)
            if refusal.rights:
                raise ForbiddenError(
                    _("{error}; the rule that allows it: {grant}").format(error=error, grant=grant), 403, error.reason
                ) from error
            learnt = demands.learnt(refusal)
            if learnt is demands:
                raise RefusedError(_("{what}: not taken: {said}").format(what=what, said=said), said) from error
            demands = learnt
    raise RefusedError(_("{what}: not taken: {said}").format(what=what, said=said), said)


def _is_about_namespace(error: AnswerError) -> bool:
    return "because it is being terminated" in str(error)


def wait_until_running(api: Api, namespace: str, name: str, container: str, seconds: float) -> Object:
    """Wait until a pod's container runs.

    Raises:
        NotStartedError: It says that it cannot, or does not within that time.
        KubeError: It cannot be watched.
    """

    def runs(pod: Object | None) -> bool:
        return started(pod, namespace, name, container)

    try:
        found = wait_for(api, path_of(PODS, namespace, name), runs, seconds)
    except WaitError as error:
        raise NotStartedError(
            _("pod {pod} does not run after {seconds:.0f} s").format(pod=f"{namespace}/{name}", seconds=seconds),
            namespace,
            name,
        ) from error
    return found or {}


def started(pod: Object | None, namespace: str, name: str, container: str) -> bool:
    """Whether the container (ephemeral ones too) runs. Raises NotStartedError where it is clear that it will not."""

    def no(why: str, *, image: bool = False) -> NotStartedError:
        words = clean(" ".join(why.split()))[:600]
        return NotStartedError(f"pod {namespace}/{name}: {words}", namespace, name, image=image)

    if pod is None:
        raise no(_("it was deleted by somebody else"))
    status = _map(pod.get("status"))
    state = container_state(status, container)
    if "running" in state:
        return True
    if status.get("phase") in ("Failed", "Succeeded"):
        raise no(_said(status, _("it has ended")))
    waiting = _map(state.get("waiting"))
    if (reason := waiting.get("reason")) in _IMAGE | _BROKEN:
        raise no(_said(waiting, ""), image=reason in _IMAGE)
    if "terminated" in state:
        raise no(_said(_map(state["terminated"]), _("its container has ended")))
    for one in _maps(status.get("conditions")):
        if one.get("type") == "PodScheduled" and one.get("status") == "False":
            raise no(_said(one, ""))
    return False


def container_state(status: Object, container: str) -> Object:
    """The `state` of a container, ephemeral ones too, as a pod's status has it."""
    listed = [
        *_maps(status.get("containerStatuses")),
        *_maps(status.get("ephemeralContainerStatuses")),
    ]
    return next((_map(one.get("state")) for one in listed if one.get("name") == container), {})


def _said(part: Object, otherwise: str) -> str:
    return ": ".join(str(part[key]) for key in ("reason", "message") if part.get(key)) or otherwise


def _map(value: Any) -> Object:
    return value if isinstance(value, dict) else {}


def _maps(value: Any) -> Sequence[Object]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def limit_ranges(api: Api, namespace: str) -> list[Object]:
    """The `spec.limits` entries of a namespace's limit ranges; none where they may not be read."""
    try:
        answer = api.read(f"/api/v1/namespaces/{quote(namespace, safe='')}/limitranges")
    except KubeError:
        return []
    return [limit for item in _maps(answer.get("items")) for limit in _maps(_map(item.get("spec")).get("limits"))]
