"""`kanivete toolbox`: test pods, debug containers and sidecars, and their removal."""

import click

from kanivete.cli import options
from kanivete.cli.lazy import LazyGroup
from kanivete.i18n import N_, _

_TEXTS = {
    "run": N_("a test pod: a shell in it, or one command"),
    "debug": N_("a container with tools inside a pod that runs"),
    "inject": N_("a sidecar in a workload, where neither of these is allowed"),
    "remove": N_("take a sidecar out again"),
    "list": N_("what kanivete has left in the cluster"),
    "clean": N_("remove it"),
}
"""Each is `kanivete.cli.toolbox_NAME.command`, imported when it is called."""


@click.command(
    "toolbox",
    cls=LazyGroup,
    prefix="kanivete.cli.toolbox_",
    texts=_TEXTS,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Programs where the traffic is: in the cluster, on a node, inside a pod.\n\n"
        "Everything that is put into the cluster says who made it and when it ends, ends by itself, and is found by"
        " `list` and `clean`."
    ),
    epilog=options.examples(
        "kanivete toolbox run -- wget -qO- http://web.shop",
        "kanivete toolbox run --like deploy/web --image netshoot",
        "kanivete toolbox debug web-5d4f8-x7k2p",
        "kanivete toolbox clean",
    ),
)
@options.language_option()
def command() -> None:
    """The group."""
