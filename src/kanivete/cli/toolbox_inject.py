"""`kanivete toolbox inject`: a sidecar in a workload."""

import click

from kanivete.cli import options
from kanivete.cli.connected import connected
from kanivete.cli.toolbox_patch import show
from kanivete.cli.toolbox_session import Duration, bad_news, examine, orderly, session, tell
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


@click.command(
    "inject",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Add a sidecar with tools to a Deployment, StatefulSet or DaemonSet, and open a shell or run a command in it."
        "\n\n"
        "For clusters that allow neither test pods nor ephemeral containers. The workload's pods are replaced, so the"
        " change is shown and you are asked first. `kanivete toolbox remove` brings the former template back, from any"
        " machine. The sidecar stays until then: what is over its time is listed as expired, and removed by `kanivete"
        " toolbox clean`. The exit code is the command's; 1 if the sidecar does not start."
    ),
    epilog=options.examples(
        "kanivete toolbox inject deploy/web",
        "kanivete toolbox inject deploy/web --yes -- wget -qO- http://localhost",
        "kanivete toolbox inject sts/db -n shop --image netshoot --for 30m",
        "kanivete toolbox remove deploy/web",
    ),
)
@click.argument("what", metavar="TYPE/NAME")
@click.argument("words", nargs=-1, metavar="[-- COMMAND …]", type=click.UNPROCESSED)
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace; the context's, if not given"))
@click.option(
    "--image",
    "images",
    multiple=True,
    metavar="NEED|IMAGE",
    help=_("alpine (if not given), netshoot, curl, or any image with sh and sleep"),
)
@click.option(
    "--for", "seconds", type=Duration(), default=3600, metavar="TIME", help=_("after this it counts as expired (1h)")
)
@click.option("-y", "--yes", is_flag=True, help=_("do not ask"))
@options.cluster_options()
@options.language_option()
def command(
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
