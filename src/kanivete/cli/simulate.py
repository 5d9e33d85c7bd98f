"""`kanivete simulate`: faults made on purpose, and taken back."""

import click

from kanivete.cli import options
from kanivete.cli.lazy import LazyGroup
from kanivete.i18n import N_, _

_COMMANDS = {
    "list": N_("the faults that can be made, what they change and what they need"),
    "run": N_("make a fault"),
    "status": N_("the faults that are there, since when, until when and by whom"),
    "revert": N_("take faults back"),
    "allow": N_("allow faults in a context, or forbid them again"),
}
"""Each is `kanivete.cli.simulate_NAME.command`, imported when it is called."""


@click.command(
    "simulate",
    cls=LazyGroup,
    prefix="kanivete.cli.simulate_",
    texts=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Make a fault on purpose on a cluster that allows it, see it named, take it back.\n\n"
        "Each run has a namespace of its own and ends by itself. What it changes is written down in the cluster before"
        " it is changed, so that anybody can take it back from any machine."
    ),
    epilog=options.examples(
        "kanivete simulate list",
        "kanivete simulate run image.tag-not-found --diagnose",
        "kanivete simulate run crash.command-not-found --for 5m",
        "kanivete simulate status",
        "kanivete simulate revert --all",
    ),
)
@options.language_option()
def command() -> None:
    """The group."""
