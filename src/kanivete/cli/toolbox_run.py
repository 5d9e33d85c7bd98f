"""`kanivete toolbox run`: a test pod, and a shell or a command in it."""

from functools import partial

import click

from kanivete.cli import options
from kanivete.cli.connected import connected
from kanivete.cli.printing import print_data
from kanivete.cli.toolbox_session import Duration, bad_news, examine, orderly, session, tell
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.toolbox.images import candidates
from kanivete.toolbox.like import likeness
from kanivete.toolbox.pod import Likeness, Wish
from kanivete.toolbox.run import Run
from kanivete.toolbox.testpod import preview, running_pod
from kanivete.toolbox.workload import find


@click.command(
    "run",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Start a test pod, run a command or a shell in it, and delete it.\n\n"
        "The pod sleeps, and ends by itself when its time is over, whatever happens to this machine. It asks for as"
        " little as the namespace's quotas allow, and is restricted where Pod Security demands it. If it cannot start,"
        " the reason is told at once. The exit code is the command's; 1 if the pod did not start."
    ),
    epilog=options.examples(
        "kanivete toolbox run",
        "kanivete toolbox run --image curl -- curl -sS http://web.shop.svc:8080/",
        "kanivete toolbox run --like deploy/web --image netshoot",
        "kanivete toolbox run --on node2 --host-network --image netshoot -- ss -ltn",
        "kanivete toolbox run --manifest > pod.yaml",
    ),
)
@click.argument("words", nargs=-1, metavar="[-- COMMAND …]", type=click.UNPROCESSED)
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace; the context's, if not given"))
@click.option(
    "--image",
    "images",
    multiple=True,
    metavar="NEED|IMAGE",
    help=_("alpine (if not given), netshoot, curl, or any image with sh and sleep; more than one: the first to be had"),
)
@click.option("--like", metavar="TYPE/NAME", help=_("be treated as this workload's pods are: labels, account, node …"))
@click.option("--join-services", is_flag=True, help=_("with --like: keep the labels that Services select by"))
@click.option("--on", "node", default="", metavar="NODE", help=_("run on this node, whatever its taints"))
@click.option("--host-network", is_flag=True, help=_("use the node's own network"))
@click.option(
    "--for", "seconds", type=Duration(), default=3600, metavar="TIME", help=_("after this the pod ends by itself (1h)")
)
@click.option("--keep", is_flag=True, help=_("leave it until its time is over or `kanivete toolbox clean`"))
@click.option("--manifest", is_flag=True, help=_("print the pod's manifest, and create nothing"))
@options.cluster_options()
@options.language_option()
def command(
    words: tuple[str, ...],
    namespace: str | None,
    images: tuple[str, ...],
    like: str | None,
    join_services: bool,
    node: str,
    host_network: bool,
    seconds: int,
    keep: bool,
    manifest: bool,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Make the pod, and leave nothing behind."""
    if join_services and not like:
        raise click.UsageError(_("--join-services goes with --like"))
    with connected(kubeconfig, context, request_timeout) as api, bad_news(), orderly():
        namespace = namespace or api.connection.namespace
        wish = Wish(namespace, seconds, _like(api, like, namespace, join_services), node, host_network)
        run = Run.new(api, "toolbox", seconds)
        if manifest:
            print_data(preview(api, wish, candidates(images)[0], run), "yaml")
            return 0
        failed = partial(examine, kubeconfig, context, request_timeout)
        with running_pod(api, wish, candidates(images), run, tell, failed, keep=keep) as pod:
            if keep:
                tell(_("it stays until {time}: kanivete toolbox clean {id}").format(time=_clock(run), id=run.id))
            return session(api, pod.place, words)


def _like(api: Api, like: str | None, namespace: str, join: bool) -> Likeness:
    if not like:
        return Likeness()
    found = likeness(api, find(api, like, namespace), join=join)
    for note in found.notes:
        tell(note)
    return found


def _clock(run: Run) -> str:
    return f"{run.expires:%H:%M:%S} UTC"
