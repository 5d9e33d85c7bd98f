"""`kanivete toolbox inject`: a sidecar in a workload."""

import click

from kanivete.cli.connected import connected
from kanivete.cli.orderly import orderly
from kanivete.cli.printing import tell
from kanivete.cli.toolboxing.ending import Ending, removal_command, stays
from kanivete.cli.toolboxing.patch import show
from kanivete.cli.toolboxing.session import bad_news, clock, examine, session
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError
from kanivete.kube.api.exec import Place
from kanivete.kube.meta import moment
from kanivete.redact import clean
from kanivete.toolbox import marks
from kanivete.toolbox.errors import NotStartedError, RefusedError, ToolboxError
from kanivete.toolbox.images import candidates, present_first
from kanivete.toolbox.inject.change import add, addition, fitting
from kanivete.toolbox.inject.leaving import PYTHON
from kanivete.toolbox.inject.note import PREFIX, Note, note_of
from kanivete.toolbox.inject.owners import owners
from kanivete.toolbox.inject.restore import hand
from kanivete.toolbox.inject.rollout import until_injected
from kanivete.toolbox.inject.target import Target, has, target
from kanivete.toolbox.pod import Object
from kanivete.toolbox.reaper import launch
from kanivete.toolbox.refusals import read
from kanivete.toolbox.run import Run
from kanivete.toolbox.workload import part

_AFTER_QUOTA = 90.0
"""Seconds in which the controller tries again to make a pod that a quota had refused."""


def run(
    what: str,
    words: tuple[str, ...],
    namespace: str | None,
    images: tuple[str, ...],
    seconds: int,
    python_image: str,
    yes: bool,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Show, ask, add, wait, and open the shell."""
    with connected(kubeconfig, context, request_timeout) as api, bad_news(api), orderly():
        workload = target(api, what, namespace or api.connection.namespace)
        note = note_of(workload)
        if note and any(one.get("name") == note.container for one in workload.containers):
            tell(_("{workload} has the sidecar {name} already").format(workload=workload, name=note.container))
        else:
            note = _inject(api, workload, images, seconds, python_image, yes)
        try:
            pod = _pod(api, workload, note)
            if pod is None:
                return 0
            return session(
                api, Place(workload.namespace, str(part(pod, "metadata").get("name")), note.container), words
            )
        except NotStartedError as error:
            examine(kubeconfig, context, request_timeout, error)
            raise
        finally:
            tell(_way_back(api, workload, note))


def _inject(api: Api, workload: Target, images: tuple[str, ...], seconds: int, python_image: str, yes: bool) -> Note:
    """Add the sidecar, if that is wanted; what is noted of it."""
    if workload.is_paused or not (workload.replaced or workload.is_by_hand):
        raise ToolboxError(_no_pods(workload))
    pods = workload.pods(api)
    node = str(part(pods[0], "spec").get("nodeName") or "") if pods else ""
    image = present_first(candidates(images), api, node)[0]
    run = Run.new(api, "inject", seconds)
    container = fitting(api, workload, f"{PREFIX}{run.id}", image)
    show(workload, addition(workload, container, run))
    ending = Ending.planned(api, workload, container, run, python_image or PYTHON)
    click.echo(clean(ending.text), err=True)
    _ask(workload, yes)
    ending.set_off()
    try:
        add(api, workload, container, run)
    except (ToolboxError, AnswerError):
        ending.call_off()
        raise
    return Note(str(container["name"]), run=run.id, expires=run.annotations[marks.EXPIRES])


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


def _pod(api: Api, workload: Target, note: Note) -> Object | None:
    """A pod with the sidecar; None where none gets it before somebody deletes one."""
    if not workload.is_by_hand:
        return rolled_out(api, workload, note)
    for pod in workload.pods(api):
        if has(pod, note.container) and part(pod, "status").get("phase") == "Running":
            return pod
    tell(hand(workload))
    return None


def rolled_out(api: Api, workload: Target, note: Note) -> Object:
    """A pod with the sidecar, once all have it; what would take it out goes where a quota has no room for both."""
    try:
        return until_injected(api, workload, note.container, tell)
    except RefusedError as error:
        if not read(error.said).quota or not launch.call_off(api, workload.namespace, note.run):
            raise
        tell(stays(workload, error.said))
        return until_injected(api, workload, note.container, tell, patience=_AFTER_QUOTA)


def _way_back(api: Api, workload: Target, note: Note) -> str:
    expires = moment(note.expires)
    if expires and launch.waits(api, workload.namespace, note.run):
        return _("it goes by itself at {time}; sooner: {command}").format(
            time=clock(expires), command=removal_command(workload)
        )
    return _("to take it out again: {command}").format(command=removal_command(workload))
