"""`kanivete toolbox list`: what kanivete has left in the cluster."""

from typing import Any

import click

from kanivete.cli import options
from kanivete.i18n import _


@click.command(
    "list",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "List what kanivete has put into the cluster and what is still there: objects of any kind, by their labels,"
        " debug containers and sidecars. What has expired comes first."
    ),
    epilog=options.examples(
        "kanivete toolbox list", "kanivete toolbox list -A --mine", "kanivete toolbox list -o json"
    ),
)
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace; the context's, if not given"))
@click.option("-A", "--all-namespaces", is_flag=True, help=_("all namespaces, and what is in none"))
@click.option("--mine", is_flag=True, help=_("only what I made"))
@options.format_option()
@options.cluster_options()
@options.language_option()
def command(**given: Any) -> int:
    """Look, and print."""
    from kanivete.cli.toolboxing.listing import run

    return run(**given)
