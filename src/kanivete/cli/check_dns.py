"""`kanivete check dns`: the cluster's DNS, by its objects and as pods see it."""

import time
from typing import Any

import click

from kanivete.cli import completing, options
from kanivete.cli.check import TOOLBOX
from kanivete.i18n import _


@click.command(
    "dns",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Check the cluster's DNS.\n\n"
        "By the objects: its Service, pods, endpoints, configuration, policies. From a pod or from every node: the name"
        " of a Service, a name outside, and each DNS server over UDP and TCP, with times."
    ),
    epilog=options.examples(
        "kanivete check dns",
        "kanivete check dns --from deploy/web -n shop",
        "kanivete check dns --from pod/web-1 --name registry.example.com",
        "kanivete check dns --nodes --toolbox pod",
    ),
)
@click.option(
    "--from", "origin", metavar="FROM|-", default="-", help=_("ask from this pod, workload or node; - for none")
)
@click.option("--nodes", is_flag=True, help=_("ask from a test pod on every node"))
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace of FROM, and of test pods"))
@click.option("--name", "names", multiple=True, metavar="HOST", help=_("a name outside to look up (example.com)"))
@click.option(
    "--recording",
    metavar="RECORDING",
    shell_complete=completing.files,
    help=_("a recording: only what its objects say"),
)
@click.option(
    "--toolbox", type=click.Choice(TOOLBOX), default="ask", show_default=True, help=_("what may be started for it")
)
@click.option("--image", "images", multiple=True, metavar="NEED|IMAGE", help=_("image of what --toolbox starts"))
@click.option(
    "--timeout", type=click.FloatRange(0.1, 60), default=5.0, show_default=True, help=_("seconds for one step")
)
@options.cluster_options()
@options.output_options()
@options.language_option()
def command(**given: Any) -> int:
    """Ask from each place, print, and return the exit code."""
    from kanivete.check.dns.configuration import configuration
    from kanivete.check.dns.run import OUTSIDE, check_dns
    from kanivete.check.lookup import NothingFoundError
    from kanivete.check.places import Origin
    from kanivete.check.tried.access import Access, shells
    from kanivete.cli.check_helper import Helper
    from kanivete.cli.checking import exit_code, explainer, opened, show
    from kanivete.cli.orderly import orderly
    from kanivete.cli.running import failures

    if given["nodes"] and given["origin"] != "-":
        raise click.UsageError(_("--from and --nodes exclude each other"))
    if given["recording"] and (given["nodes"] or given["origin"] != "-"):
        raise click.UsageError(_("from a recording nothing can be asked: leave out --from and --nodes"))
    begun = time.monotonic()
    with failures(), orderly(), opened(given) as (source, namespace, api):
        places: tuple[Origin | None, ...]
        try:
            places = _places(given, source, namespace)
        except NothingFoundError as error:
            raise options.NothingMatched(str(error)) from error
        access = None
        if api:
            helper = Helper(api, given["toolbox"], given["images"], host_network=False)
            access = Access(shells(api), helper.start, helper.look, given["timeout"])
        found = [
            check_dns(
                place,
                source,
                access,
                names=given["names"] or OUTSIDE,
                configuration=configuration(api, source) if api else "",
                explain=explainer(source),
            )
            for place in places
        ]
        show(found, source, given["output"], round(time.monotonic() - begun, 3), "DnsCheck")
    return exit_code(found, given["fail_on"])


def _places(given: dict[str, Any], source: Any, namespace: str) -> tuple[Any, ...]:
    """Where to ask from; None for nowhere."""
    from kanivete.check.lookup import listed
    from kanivete.check.places import Origin, origins
    from kanivete.check.words import WordError, origin_word
    from kanivete.kube.kinds import NODES

    if given["nodes"]:
        nodes = listed(NODES, "", source)
        return tuple(Origin(f"node/{one.metadata.name}", namespace, node=one) for one in nodes) or (None,)
    if given["origin"] == "-":
        return (None,)
    try:
        return origins(origin_word(given["origin"]), source, namespace)
    except WordError as error:
        raise click.UsageError(str(error)) from error
