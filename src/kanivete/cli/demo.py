"""`kanivete demo`: the main job on a recorded broken cluster, without a cluster."""

import click

from kanivete.cli import options
from kanivete.cli.running import diagnose_and_print
from kanivete.i18n import _
from kanivete.model import Scope


@click.command(
    "demo",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Diagnose a recording of a real broken cluster that ships with kanivete."),
    epilog=_("Examples:\n\n\b\n  kanivete demo\n  kanivete demo -n crashes -o markdown"),
)
@click.option("-n", "--namespace", "namespaces", multiple=True, metavar="NAME", help=_("namespace; may be repeated"))
@options.output_options()
@options.language_option()
def command(namespaces: tuple[str, ...], output: str, fail_on: str | None) -> int:
    """Diagnose the demo and print."""
    from kanivete.sources.demo import open_demo

    return diagnose_and_print(open_demo(), Scope(namespaces=namespaces), output, fail_on)
