"""`kanivete check`: whether one thing reaches another, and where it breaks."""

from typing import Any

import click

from kanivete.cli import completing, options
from kanivete.cli.lazy import LazyGroup
from kanivete.i18n import N_, _

COMMANDS = {
    "image": N_("whether an image can be pulled, and what its registry says"),
    "dns": N_("the cluster's DNS as a whole, and as a pod sees it"),
    "matrix": N_("who reaches whom: workloads and Services, or nodes"),
}
"""Each is `kanivete.cli.check_NAME.command`; anything else is FROM."""

TOOLBOX = ("ask", "never", "pod", "debug")
RECORDING = click.option(
    "--from",
    "recording",
    metavar="RECORDING",
    shell_complete=completing.files,
    help=_("a recording: only what its objects say"),
)


class Check(LazyGroup):
    """`check FROM TO` without a word of its own, beside the commands that have one."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args and args[0] in COMMANDS:
            return super().make_context(info_name, args, parent, **extra)
        return way.make_context(info_name, args, parent, **extra)


@click.command(
    "check",
    cls=Check,
    prefix="kanivete.cli.check_",
    texts=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Whether one thing reaches another, and where it breaks."),
)
def command() -> None:
    """The group; each of its commands is imported when it is called."""


@click.command(
    "check",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Find out whether FROM reaches TO, and where it breaks.\n\n"
        "First what the objects say: name, Service, selector, endpoints, ports, readiness, NetworkPolicies, nodes. Then"
        " what happens, step by step, from inside FROM: DNS, TCP to the Service and to each endpoint, TLS, HTTP.\n\n"
        "FROM is a pod, a workload (deploy/web: one pod of it), node/NAME or `here`. TO is a pod, a workload, a Service"
        " (svc/api:http, api.shop), a node, a URL, HOST:PORT or an address. TYPE/NAMESPACE/NAME names another"
        " namespace.\n\n"
        "`check image`, `check dns` and `check matrix` have a help of their own."
    ),
    epilog=options.examples(
        "kanivete check deploy/web http://api/healthz -n shop",
        "kanivete check pod/web-1 svc/data/postgres:5432",
        "kanivete check sts/worker https://example.com",
        "kanivete check deploy/web api --from dump.tar.gz -n shop",
        "kanivete check here registry.example.com:443",
        "kanivete check image alpine:3.20",
        "kanivete check dns --from deploy/web",
        "kanivete check matrix -n shop --probe",
    ),
)
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace of FROM, and of TO where it names none"))
@RECORDING
@click.option("--all", "every", is_flag=True, help=_("from every pod of the workload"))
@click.option("--static", is_flag=True, help=_("only what the objects say; run nothing"))
@click.option(
    "--toolbox",
    type=click.Choice(TOOLBOX),
    default="ask",
    show_default=True,
    help=_("where FROM has no program to try it with: start a test pod like it, or an ephemeral container in it"),
)
@click.option("--image", "images", multiple=True, metavar="NEED|IMAGE", help=_("image of what --toolbox starts"))
@click.option(
    "--timeout", type=click.FloatRange(0.1, 60), default=5.0, show_default=True, help=_("seconds for one step")
)
@click.option("--ca-file", type=click.Path(), metavar="FILE", help=_("authorities that TLS trusts, in PEM"))
@options.cluster_options()
@options.output_options()
@options.language_option()
def way(**given: Any) -> int:
    """Parse, check, print."""
    from kanivete.cli.checking import run

    return run(given)
