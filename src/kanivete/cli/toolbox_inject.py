"""`kanivete toolbox inject`: a sidecar in a workload."""

from typing import Any

import click

from kanivete.cli import options
from kanivete.cli.durations import Duration
from kanivete.i18n import _


@click.command(
    "inject",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Add a sidecar with tools to a Deployment, StatefulSet or DaemonSet, and open a shell or run a command in it."
        "\n\n"
        "For clusters that allow neither test pods nor ephemeral containers. The workload's pods are replaced, so the"
        " change is shown and you are asked first. `kanivete toolbox remove` brings the former template back, from any"
        " machine. When its time is over the sidecar goes by itself, also if this machine is gone: a small pod waits"
        " for that. Where there can be none you are told, and the sidecar stays until it is removed. The exit code is"
        " the command's; 1 if the sidecar does not start."
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
    "--for", "seconds", type=Duration(), default=3600, metavar="TIME", help=_("after this it goes by itself (1h)")
)
@click.option(
    "--python-image",
    default="",
    metavar="IMAGE",
    help=_("with Python, for the pod that takes it out when its time is over"),
)
@click.option("-y", "--yes", is_flag=True, help=_("do not ask"))
@options.cluster_options()
@options.language_option()
def command(**given: Any) -> int:
    """Show, ask, add, wait, and open the shell."""
    from kanivete.cli.toolboxing.inject import run

    return run(**given)
