"""A test pod: made, waited for, and gone when it is needed no more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError, KubeError, NotFoundError
from kanivete.kube.api.exec import Place
from kanivete.kube.kinds import NODES, PODS
from kanivete.probe.shell.pod import PodShell
from kanivete.sources.live.paths import path_of
from kanivete.toolbox import timer
from kanivete.toolbox.errors import AbsentError, NotStartedError, ToolboxError
from kanivete.toolbox.pod import CONTAINER, Fit, Object, Wish, manifest
from kanivete.toolbox.run import Run
from kanivete.toolbox.start import START_SECONDS, put, wait_until_running
from kanivete.toolbox.workload import part

Tell = Callable[[str], None]


@dataclass(frozen=True)
class RunningPod:
    """A test pod that runs."""

    run: Run
    namespace: str
    name: str
    uid: str
    node: str

    @property
    def place(self) -> Place:
        return Place(self.namespace, self.name, CONTAINER)

    def shell(self, api: Api) -> PodShell:
        """For running programs in it."""
        return PodShell(api, self.namespace, self.name, CONTAINER)


@contextmanager
def running_pod(
    api: Api,
    wish: Wish,
    images: tuple[str, ...],
    run: Run,
    tell: Tell = lambda _said: None,
    failed: Callable[[NotStartedError], None] = lambda _error: None,
    *,
    keep: bool = False,
) -> Iterator[RunningPod]:
    """A pod that runs, with the first of the images that can be pulled; deleted at the end unless it is to be kept.

    `tell` is told what is being done. `failed` is called while a pod that does not start is still there to be examined.

    Raises:
        ToolboxError: It was not taken, or does not start.
        KubeError: The API server cannot be asked.
    """
    check_node(api, wish.node)
    kept = False
    ends = timer.start(api, wish.namespace, run, wish.seconds)
    try:
        for attempt, image in enumerate(images, 1):
            pod = put(api, wish.namespace, partial(_made, wish, run, image, attempt, ends))
            name, uid = str(part(pod, "metadata").get("name")), str(part(pod, "metadata").get("uid"))
            started = False
            try:
                tell(_("pod {pod} with image {image}").format(pod=f"{wish.namespace}/{name}", image=image))
                found = wait_until_running(api, wish.namespace, name, CONTAINER, START_SECONDS)
                started, kept = True, keep
                yield RunningPod(run, wish.namespace, name, uid, str(part(found, "spec").get("nodeName")))
                return
            except NotStartedError as error:
                if started or not error.image or attempt == len(images):
                    failed(error)
                    raise
                tell(_("{error}; trying {image}").format(error=error, image=images[attempt]))
            finally:
                if not kept:
                    remove(api, wish.namespace, name, uid, tell)
    finally:
        if ends and not kept:
            ends.stop(api)


def preview(api: Api, wish: Wish, image: str, run: Run) -> Object:
    """The manifest that the namespace takes, without creating it. Raises like `running_pod`."""
    made = partial(_made, wish, run, image, 1, None)
    try:
        return put(api, wish.namespace, made, dry_run=True)
    except ForbiddenError:
        return made(Fit())


def _made(wish: Wish, run: Run, image: str, attempt: int, ends: timer.Timer | None, fit: Fit) -> Object:
    made = manifest(wish, run, image, fit, attempt=attempt)
    if ends:
        made["metadata"]["ownerReferences"] = [ends.owner]
    return made


def remove(api: Api, namespace: str, name: str, uid: str, tell: Tell) -> None:
    """Delete a pod; where that fails, say until when it stays."""
    try:
        # It holds nothing that has to be let go in order, and its share of a quota is free at once.
        api.delete(path_of(PODS, namespace, name), uid=uid, grace=0)
    except NotFoundError:
        return
    except KubeError as error:
        tell(
            _("pod {pod} could not be deleted ({error}); `kanivete toolbox clean` removes it").format(
                pod=f"{namespace}/{name}", error=error
            )
        )


def check_node(api: Api, node: str) -> None:
    """Check that a node is there and ready, where that may be seen.

    Raises:
        AbsentError: There is none of that name.
        ToolboxError: It is not ready.
    """
    if not node:
        return
    try:
        found = api.read(path_of(NODES, "", node))
    except NotFoundError as error:
        raise AbsentError(_("there is no node {node}").format(node=node)) from error
    except ForbiddenError:
        return
    for one in part(found, "status").get("conditions") or []:
        if one.get("type") == "Ready" and one.get("status") != "True":
            raise ToolboxError(
                _("node {node} is not ready ({why}); `kanivete node {node}` tells why").format(
                    node=node, why=one.get("message") or one.get("reason")
                )
            )
