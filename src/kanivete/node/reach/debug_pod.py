"""A privileged pod on a node, to read the node with: it ends by itself, and is removed as soon as nobody needs it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, KubeError, NotFoundError, WaitError
from kanivete.kube.api.waiting import wait_for
from kanivete.kube.kinds import PODS
from kanivete.probe.shell.base import MOST, Ran, Shell, ShellError
from kanivete.probe.shell.pod import PodShell
from kanivete.redact import clean
from kanivete.sources.live.paths import path_of
from kanivete.toolbox import timer
from kanivete.toolbox.images import DEFAULT, candidates, present_first
from kanivete.toolbox.run import Run

PURPOSE = "node"
LIFETIME = 900
"""Seconds after which the pod ends by itself, whatever happens to the machine that kanivete runs on."""
_START_SECONDS = 60.0
_CONTAINER = "node"
_HOST = ("nsenter", "-t", "1", "-m", "-u", "-i", "-n", "--")
"""The host's namespaces: its programs see its files, its units, its addresses."""
_NO_IMAGE = frozenset({"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"})
_NO_START = _NO_IMAGE | {"CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff"}


class HostShell:
    """A node, from a privileged pod on it."""

    def __init__(self, inner: Shell, node: str) -> None:
        self._inner = inner
        self._node = node

    @property
    def description(self) -> str:
        return _("a debug pod on {node}").format(node=self._node)

    def run(self, argv: Sequence[str], *, stdin: bytes = b"", seconds: float = 30.0, most: int = MOST) -> Ran:
        return self._inner.run((*_HOST, *argv), stdin=stdin, seconds=seconds, most=most)

    def stream(self, argv: Sequence[str], *, seconds: float = 600.0) -> Iterator[bytes]:
        return self._inner.stream((*_HOST, *argv), seconds=seconds)


class _NotStartedError(ShellError):
    """The pod is there and does not start; `image`: for its image, so that another may do."""

    def __init__(self, message: str, *, image: bool = False) -> None:
        super().__init__(message)
        self.image = image


def open_debug_pod(
    api: Api,
    node: str,
    namespace: str,
    stack: ExitStack,
    *,
    images: Sequence[str] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> HostShell:
    """A shell on the node; the pod is removed when the stack is closed.

    Args:
        api: The API server.
        node: The Node's name.
        namespace: Where to make the pod; its Pod Security must allow privileged ones.
        stack: What ends it.
        images: Images, or needs of the toolbox, to try instead of its default.
        tell: Told what takes a while.

    Raises:
        ShellError: It is refused, or does not start.
    """
    run = Run.new(api, PURPOSE, LIFETIME)
    ends = timer.start(api, namespace, run, LIFETIME)
    if ends:
        stack.callback(ends.stop, api)
    tried = present_first(candidates(tuple(images) or (DEFAULT,)), api, node)
    for at, image in enumerate(tried):
        tell(_("starting a pod on {node} with image {image}").format(node=node, image=image))
        path = _created(api, manifest(run, node, namespace, image, ends), stack)
        try:
            _await(api, path, node, namespace, run.name)
            return HostShell(PodShell(api, namespace, run.name, _CONTAINER), node)
        except _NotStartedError as error:
            if not error.image or at + 1 == len(tried):
                raise
            _remove(api, path)
    raise ShellError(_("there is no image to start a pod on {node} with").format(node=node))


def manifest(run: Run, node: str, namespace: str, image: str, ends: timer.Timer | None = None) -> dict[str, Any]:
    """The pod: in the host's namespaces, bound to the node without the scheduler, tolerating everything."""
    container = {
        "name": _CONTAINER,
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": ["sleep", str(LIFETIME)],
        "securityContext": {"privileged": True},
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": run.name,
            "namespace": namespace,
            "labels": run.labels,
            "annotations": run.annotations,
            **({"ownerReferences": [ends.owner]} if ends else {}),
        },
        "spec": {
            "nodeName": node,
            "hostPID": True,
            "hostNetwork": True,
            "hostIPC": True,
            "restartPolicy": "Never",
            "activeDeadlineSeconds": LIFETIME,
            "terminationGracePeriodSeconds": 1,
            "automountServiceAccountToken": False,
            "tolerations": [{"operator": "Exists"}],
            "containers": [container],
        },
    }


def _created(api: Api, pod: dict[str, Any], stack: ExitStack) -> str:
    metadata = pod["metadata"]
    path = path_of(PODS, metadata["namespace"], metadata["name"])
    # Before it is made: an answer that gets lost may have made it all the same.
    stack.callback(_remove, api, path)
    try:
        api.create(path.rpartition("/")[0], pod)
    except AnswerError as error:
        raise ShellError(_refused(error, metadata["namespace"])) from error
    except KubeError as error:
        raise ShellError(clean(str(error))) from error
    return path


def _refused(error: AnswerError, namespace: str) -> str:
    said = clean(str(error))
    if "PodSecurity" in said:
        return _(
            "namespace {namespace} allows no privileged pods ({said}): name another with -n, kube-system for example"
        ).format(namespace=namespace, said=said)
    return _("a debug pod is refused: {said}").format(said=said)


def _await(api: Api, path: str, node: str, namespace: str, name: str) -> None:
    try:
        wait_for(api, path, _runs, _START_SECONDS)
    except WaitError as error:
        scheduled = (error.last or {}).get("status", {}).get("startTime")
        why = (
            _("it is still {phase}").format(phase=_phase(error.last))
            if scheduled
            else _("the node's kubelet does not take it: it is cut off, or does not run")
        )
        raise _NotStartedError(
            _("the debug pod {pod} does not start on {node}: {why}").format(
                pod=f"{namespace}/{name}", node=node, why=why
            )
        ) from error
    except KubeError as error:
        raise ShellError(clean(str(error))) from error


def _runs(pod: dict[str, Any] | None) -> bool:
    """Whether its container runs.

    Raises:
        _NotStartedError: It never will.
    """
    if pod is None:
        raise _NotStartedError(_("the debug pod was removed by somebody else"))
    status = pod.get("status") or {}
    if status.get("phase") in ("Failed", "Succeeded"):
        said = ": ".join(str(status[key]) for key in ("reason", "message") if status.get(key))
        raise _NotStartedError(_("the debug pod ended at once: {said}").format(said=clean(said) or "-"))
    for container in status.get("containerStatuses") or ():
        state = container.get("state") or {}
        waiting = state.get("waiting") or {}
        if waiting.get("reason") in _NO_START:
            said = clean(f"{waiting['reason']}: {waiting.get('message', '')}")
            raise _NotStartedError(
                _("the debug pod does not start: {said}").format(said=said), image=waiting["reason"] in _NO_IMAGE
            )
        if "running" in state:
            return True
    return False


def _phase(pod: dict[str, Any] | None) -> str:
    return str(((pod or {}).get("status") or {}).get("phase") or "Pending")


def _remove(api: Api, path: str) -> None:
    """Also when it was never made, or is gone. What cannot be removed ends by itself, and `toolbox clean` finds it."""
    try:
        api.delete(path, grace=0)
        wait_for(api, path, lambda pod: pod is None, 15.0)
    except (NotFoundError, WaitError):
        pass
    except KubeError:
        pass
