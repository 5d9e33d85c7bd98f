"""`kanivete check matrix`: who reaches whom."""

import os
import time
from typing import Any

import click

from kanivete.cli import options
from kanivete.cli.check import RECORDING, TOOLBOX
from kanivete.cli.printing import print_data
from kanivete.i18n import _


@click.command(
    "matrix",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Who reaches whom: the workloads of a namespace and its Services, or every node and every node.\n\n"
        "Without --probe only what the objects say. With --probe each way is tried from inside a pod of each workload;"
        " for --nodes, between test pods that are started on every node."
    ),
    epilog=options.examples(
        "kanivete check matrix -n shop",
        "kanivete check matrix -n shop --probe -o json",
        "kanivete check matrix --nodes --probe --toolbox pod",
    ),
)
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace of the workloads, or of the test pods"))
@click.option("--nodes", is_flag=True, help=_("nodes instead of workloads"))
@click.option("--probe", is_flag=True, help=_("try each way"))
@RECORDING
@click.option(
    "--toolbox", type=click.Choice(TOOLBOX), default="ask", show_default=True, help=_("what may be started for it")
)
@click.option("--image", "images", multiple=True, metavar="NEED|IMAGE", help=_("image of what --toolbox starts"))
@click.option(
    "--timeout", type=click.FloatRange(0.1, 60), default=3.0, show_default=True, help=_("seconds for one step")
)
@options.format_option()
@click.option(
    "--fail-on",
    type=click.Choice(("critical", "warning")),
    help=_("exit with 1 if a way is broken (critical), or the objects speak against one (warning)"),
)
@options.cluster_options()
@options.language_option()
def command(**given: Any) -> int:
    """Try, draw, and return the exit code."""
    from kanivete.check.matrix.nodes import nodes
    from kanivete.check.matrix.workloads import workloads
    from kanivete.check.tried.access import Access, shells
    from kanivete.cli.check_helper import Helper
    from kanivete.cli.checking import metadata, opened
    from kanivete.cli.orderly import orderly
    from kanivete.cli.running import failures, width
    from kanivete.render.check.matrix import data, to_text

    if given["recording"] and given["probe"]:
        raise click.UsageError(_("from a recording nothing can be tried: leave out --probe"))
    begun = time.monotonic()
    with failures(), orderly(), opened(given) as (source, namespace, api):
        helper = Helper(api, given["toolbox"], given["images"], host_network=False) if api and given["probe"] else None
        if given["nodes"]:
            found = nodes(source, namespace, helper.start if helper else None, seconds=given["timeout"])
        else:
            access = Access(shells(api), helper.start, helper.look, given["timeout"]) if api and helper else None
            found = workloads(source, namespace, access)
        if not found.cells:
            where = "" if given["nodes"] else namespace
            raise options.NothingMatched(_nothing(where))
        if given["output"] == "text":
            click.echo(to_text(found, width=width()), color=False if os.environ.get("NO_COLOR") else None)
        else:
            print_data(data(found, metadata(source, round(time.monotonic() - begun, 3))), given["output"])
    bad = found.worst is False or (given["fail_on"] == "warning" and found.worst is None)
    return 1 if given["fail_on"] and bad else 0


def _nothing(namespace: str) -> str:
    if not namespace:
        return _("no node could be seen")
    return _("there are no pods that run, or no Services, in {namespace}").format(namespace=namespace)
