"""`kanivete toolbox clean`: remove what kanivete has left in the cluster."""

from typing import Any

import click

from kanivete.cli import options
from kanivete.i18n import _


@click.command(
    "clean",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Remove what kanivete has put into the cluster: what has expired or ended; with an ID of `kanivete toolbox"
        " list` what that run made; with --all everything. It is shown first, and you are asked."
    ),
    epilog=options.examples(
        "kanivete toolbox clean",
        "kanivete toolbox clean 3f5f78bb",
        "kanivete toolbox clean --all --mine -A",
        "kanivete toolbox clean --all -A --yes",
    ),
)
@click.argument("ids", nargs=-1, metavar="[ID …]")
@click.option("--all", "everything", is_flag=True, help=_("also what is still in use"))
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace; the context's, if not given"))
@click.option("-A", "--all-namespaces", is_flag=True, help=_("all namespaces, and what is in none"))
@click.option("--mine", is_flag=True, help=_("only what I made"))
@click.option("-y", "--yes", is_flag=True, help=_("do not ask"))
@options.cluster_options()
@options.language_option()
def command(**given: Any) -> int:
    """Look, show, ask, remove."""
    from kanivete.cli.toolboxing.clean import run

    return run(**given)
