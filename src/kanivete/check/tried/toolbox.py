"""A place to try it from where FROM has no program for it: a test pod like it, or an ephemeral container in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kanivete.check.places import Origin
from kanivete.check.tried.access import Started
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.kinds import PODS
from kanivete.kube.pods import Pod
from kanivete.probe.shell.base import ShellError
from kanivete.probe.shell.pod import PodShell
from kanivete.redact import clean
from kanivete.toolbox import ephemeral
from kanivete.toolbox.errors import ToolboxError
from kanivete.toolbox.images import candidates, present_first
from kanivete.toolbox.like import likeness
from kanivete.toolbox.pod import Wish
from kanivete.toolbox.run import Run
from kanivete.toolbox.testpod import running_pod
from kanivete.toolbox.workload import find

SECONDS = 600
"""When it ends by itself, should this machine not be there any more to end it."""
_NEEDS = ("netshoot", "alpine")
Tell = Callable[[str], None]


@contextmanager
def started_pod(
    api: Api, origin: Origin, images: tuple[str, ...], tell: Tell, *, host_network: bool = True
) -> Iterator[Started]:
    """A pod treated as FROM is, on its node; for a node, one in the node's own network. It is deleted at the end.

    Raises:
        ShellError: It does not start.
    """
    with _as_shell_error():
        notes: tuple[str, ...] = ()
        if origin.pod:
            meta = origin.pod.metadata
            like = likeness(api, find(api, f"pod/{meta.name}", meta.namespace), join=False)
            wish, notes = Wish(meta.namespace, SECONDS, like), like.notes
        else:
            node = origin.node.metadata.name if origin.node else ""
            wish = Wish(origin.namespace, SECONDS, node=node, host_network=host_network)
        node = origin.pod.spec.node_name if origin.pod else wish.node
        wanted = present_first(candidates(images or _NEEDS), api, node)
        with running_pod(api, wish, wanted, Run.new(api, "check", SECONDS), tell) as pod:
            what = _("tried from a test pod like {origin} on node {node}: {pod}")
            what = what if origin.pod else _("tried from a test pod on node {node}: {pod}")
            what = what.format(origin=origin.word, node=pod.node, pod=f"{pod.namespace}/{pod.name}")
            status = api.read(PODS.path(pod.namespace, pod.name)).get("status") or {}
            yield Started(pod.shell(api), "; ".join((what, *notes)), str(status.get("podIP") or ""))


@contextmanager
def debug_container(api: Api, pod: Pod, images: tuple[str, ...], tell: Tell) -> Iterator[Started]:
    """An ephemeral container in a pod. It is ended at the end, and stays in the pod's list: the API removes none.

    Raises:
        ShellError: It does not start.
    """
    with _as_shell_error():
        meta = pod.metadata
        wanted = present_first(candidates(images or _NEEDS), api, pod.spec.node_name)
        named = find(api, f"pod/{meta.name}", meta.namespace)
        run = Run.new(api, "check", SECONDS)
        made = ephemeral.add(api, named, "", wanted[0], run, SECONDS, tell)
        what = _("tried from an ephemeral container in {pod}, which stays in its list, ended").format(
            pod=f"{meta.namespace}/{meta.name}"
        )
        try:
            yield Started(PodShell(api, made.place.namespace, made.place.pod, made.place.container), what)
        finally:
            ephemeral.end(api, made.place)


@contextmanager
def _as_shell_error() -> Iterator[None]:
    try:
        yield
    except (ToolboxError, KubeError) as error:
        raise ShellError(clean(str(error))) from error
