"""`kanivete toolbox debug`: a container with tools inside a pod that runs."""

from typing import Any

import click

from kanivete.cli import options
from kanivete.cli.durations import Duration
from kanivete.i18n import _


@click.command(
    "debug",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Add a container with tools to a pod that runs, and open a shell or run a command in it.\n\n"
        "It shares the pod's network and the processes of one of its containers, whose image needs no shell. Kubernetes"
        " cannot take such a container out of the pod again: it is ended, and stays in the pod's list until the pod is"
        " gone. The exit code is the command's; 1 if the container did not start."
    ),
    epilog=options.examples(
        "kanivete toolbox debug web-5d4f8-x7k2p",
        "kanivete toolbox debug deploy/web -c web --image netshoot",
        "kanivete toolbox debug sts/db -- nc -vz localhost 5432",
    ),
)
@click.argument("what", metavar="POD|TYPE/NAME")
@click.argument("words", nargs=-1, metavar="[-- COMMAND …]", type=click.UNPROCESSED)
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace; the context's, if not given"))
@click.option("-c", "--container", default="", metavar="NAME", help=_("container whose processes to see"))
@click.option(
    "--image",
    "images",
    multiple=True,
    metavar="NEED|IMAGE",
    help=_("alpine (if not given), netshoot, curl, or any image with sh; one that the node has already is preferred"),
)
@click.option(
    "--for", "seconds", type=Duration(), default=3600, metavar="TIME", help=_("after this it ends by itself (1h)")
)
@options.cluster_options()
@options.language_option()
def command(**given: Any) -> int:
    """Add the container, and end it."""
    from kanivete.cli.toolboxing.debug import run

    return run(**given)
