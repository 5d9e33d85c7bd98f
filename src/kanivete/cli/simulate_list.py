"""`kanivete simulate list`: the scenarios."""

import shutil
import sys

import click

from kanivete.cli import completing, options
from kanivete.cli.simulate_options import errors, output_option
from kanivete.i18n import _


@click.command(
    "list",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("The faults that can be made: all of them, or those of a family or cause (image, crash.signal)."),
    epilog=options.examples("kanivete simulate list", "kanivete simulate list image", "kanivete simulate list -o json"),
)
@click.argument("part", required=False, default="", metavar="[FAMILY|CAUSE]", shell_complete=completing.scenarios)
@output_option()
@options.language_option()
def command(part: str, output: str) -> int:
    """Read the heads, and print."""
    from kanivete.cli.printing import print_data
    from kanivete.render.simulate import scenarios
    from kanivete.simulate.scenario import library

    with errors():
        names = [name for name in library.names() if _is_part(name, part)]
        if not names:
            raise options.NothingMatched(_("there is no scenario of {part!r}").format(part=part))
        found = [scenarios.Listed(name, library.head(name), library.reach(name)) for name in names]
    if output == "text":
        click.echo(scenarios.to_text(found, shutil.get_terminal_size().columns if sys.stdout.isatty() else 0))
    else:
        print_data(scenarios.data(found), output)
    return 0


def _is_part(name: str, part: str) -> bool:
    return not part or name == part or name.startswith((f"{part}.", f"{part}--"))
