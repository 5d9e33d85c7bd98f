"""`kanivete demo`: the main job on a recorded broken cluster, without a cluster."""

import click

from kanivete.cli import options
from kanivete.i18n import _


@click.command(
    "demo",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Diagnose a recording of a real broken cluster that ships with kanivete."),
    epilog=options.examples(
        "kanivete demo",
        "kanivete demo deploy/alpine",
        "kanivete demo -n crashes -o markdown",
    ),
)
@click.argument("names", nargs=-1, metavar="[TYPE/NAME]...")
@click.option("-n", "--namespace", "namespaces", multiple=True, metavar="NAME", help=_("namespace; may be repeated"))
@options.output_options()
@options.language_option()
def command(names: tuple[str, ...], namespaces: tuple[str, ...], output: str, fail_on: str | None) -> int:
    """Diagnose the demo and print."""
    from kanivete.cli.running import diagnose_and_print
    from kanivete.model import Scope
    from kanivete.sources.demo import open_demo

    scope = Scope(namespaces=namespaces, names=options.names_of(names))
    return diagnose_and_print(open_demo(), scope, output, fail_on)
