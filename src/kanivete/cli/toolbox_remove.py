"""`kanivete toolbox remove`: a sidecar taken out of a workload again."""

from typing import Any

import click

from kanivete.cli import options
from kanivete.i18n import _


@click.command(
    "remove",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Take the sidecar of `kanivete toolbox inject` out of a workload: its former template is restored.\n\n"
        "What somebody else has changed since stays. The pods are replaced once more, also where they have not started."
    ),
    epilog=options.examples("kanivete toolbox remove deploy/web", "kanivete toolbox remove sts/db -n shop --yes"),
)
@click.argument("what", metavar="TYPE/NAME")
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace; the context's, if not given"))
@click.option("-y", "--yes", is_flag=True, help=_("do not ask"))
@options.cluster_options()
@options.language_option()
def command(**given: Any) -> int:
    """Show, ask, take out, wait."""
    from kanivete.cli.toolboxing.remove import run

    return run(**given)
