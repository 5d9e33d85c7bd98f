"""`kanivete toolbox inject`: a sidecar in a workload."""

import click

from kanivete.cli.connected import connected
from kanivete.cli.orderly import orderly
from kanivete.cli.printing import tell
from kanivete.cli.toolboxing.patch import show
from kanivete.cli.toolboxing.session import bad_news, examine, session
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.exec import Place
from kanivete.toolbox.errors import NotStartedError, ToolboxError
from kanivete.toolbox.images import candidates, present_first
from kanivete.toolbox.inject.change import add, addition, fitting
from kanivete.toolbox.inject.note import PREFIX, note_of
from kanivete.toolbox.inject.owners import owners
from kanivete.toolbox.inject.restore import hand
from kanivete.toolbox.inject.rollout import until_injected
from kanivete.toolbox.inject.target import Target, has, target
from kanivete.toolbox.pod import Object
from kanivete.toolbox.run import Run
from kanivete.toolbox.workload import part


def run(
    what: str,
    words: tuple[str, ...],
    namespace: str | None,
    images: tuple[str, ...],
    seconds: int,
    yes: bool,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Show, ask, add, wait, and open the shell."""
    with connected(kubeconfig, context, request_timeout) as api, bad_news(), orderly():
        workload = target(api, what, namespace or api.connection.namespace)
        note = note_of(workload)
        if note and any(one.get("name") == note.container for one in workload.containers):
            tell(_("{workload} has the sidecar {name} already").format(workload=workload, name=note.container))
            name = note.container
        else:
            name = _inject(api, workload, images, seconds, yes)
        try:
            pod = _pod(api, workload, name)
            if pod is None:
                return 0
            return session(api, Place(workload.namespace, str(part(pod, "metadata").get("name")), name), words)
        except NotStartedError as error:
            examine(kubeconfig, context, request_timeout, error)
            raise
        finally:
            tell(_way_back(workload))


def _inject(api: Api, workload: Target, images: tuple[str, ...], seconds: int, yes: bool) -> str:
    """Add the sidecar, if that is wanted; its name."""
    if workload.is_paused or not (workload.replaced or workload.is_by_hand):
        raise ToolboxError(_no_pods(workload))
    pods = workload.pods(api)
    node = str(part(pods[0], "spec").get("nodeName") or "") if pods else ""
    image = present_first(candidates(images), api, node)[0]
    run = Run.new(api, "inject", seconds)
    container = fitting(api, workload, f"{PREFIX}{run.id}", image)
    show(workload, addition(workload, container, run))
    _ask(workload, yes)
    add(api, workload, container, run)
    return str(container["name"])


def _no_pods(workload: Target) -> str:
    if workload.is_paused:
        return hand(workload)
    if workload.replicas and workload.partition:
        return _("{workload} replaces none of its pods: its partition is {partition}").format(
            workload=workload, partition=workload.partition
        )
    return _("{workload} has no pods: it is scaled to 0").format(workload=workload)


def _ask(workload: Target, yes: bool) -> None:
    """Ask, and more seriously where somebody else would take the change back."""
    found = owners(workload)
    for owner in found:
        tell(owner.text)
    if yes:
        return
    if any(owner.takes_back for owner in found):
        typed = click.prompt(_("Type {name} to go on all the same").format(name=workload.name), err=True)
        if typed != workload.name:
            raise click.Abort
        return
    click.confirm(_("Go on?"), abort=True, err=True)


def _pod(api: Api, workload: Target, name: str) -> Object | None:
    """A pod with the sidecar; None where none gets it before somebody deletes one."""
    if not workload.is_by_hand:
        return until_injected(api, workload, name, tell)
    for pod in workload.pods(api):
        if has(pod, name) and part(pod, "status").get("phase") == "Running":
            return pod
    tell(hand(workload))
    return None


def _way_back(workload: Target) -> str:
    return _("to take it out again: kanivete toolbox remove {word} -n {namespace}").format(
        word=workload.word, namespace=workload.namespace
    )
