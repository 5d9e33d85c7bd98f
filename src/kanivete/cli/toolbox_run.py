"""`kanivete toolbox run`: a test pod, and a shell or a command in it."""

from typing import Any

import click

from kanivete.cli import options
from kanivete.cli.durations import Duration
from kanivete.i18n import _


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
def command(**given: Any) -> int:
    """Make the pod, and leave nothing behind."""
    from kanivete.cli.toolboxing.run import run

    return run(**given)
