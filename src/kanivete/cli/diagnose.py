"""`kanivete diagnose`: symptoms to root causes."""

import click

from kanivete.cli import options
from kanivete.i18n import _


@click.command(
    "diagnose",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Find the root causes of what is broken, with the proof, whose job each is, and what to do.\n\n"
        "Looks at the current namespace of a live cluster, or at all of a recording (--from)."
    ),
    epilog=options.examples(
        "kanivete diagnose -A",
        "kanivete diagnose deploy/web -n shop -o markdown",
        "kanivete diagnose --from cluster-info-dump/",
        "kubectl get pods,events -A -o json | kanivete diagnose --from -",
    ),
)
@click.argument("names", nargs=-1, metavar="[TYPE/NAME]...")
@click.option(
    "--from",
    "recording",
    metavar="PATH|-",
    help=_("a recording instead of a live cluster: directory, tar, zip, JSON or YAML; - reads standard input"),
)
@options.scope_options()
@options.cluster_options()
@options.output_options()
@options.language_option()
def command(
    names: tuple[str, ...],
    recording: str | None,
    namespaces: tuple[str, ...],
    all_namespaces: bool,
    selector: str,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
    output: str,
    fail_on: str | None,
) -> int:
    """Diagnose and print."""
    from kanivete.cli.running import diagnose_and_print, source_of

    wanted = options.names_of(names)
    source, scope = source_of(
        recording=recording,
        kubeconfig=kubeconfig,
        context=context,
        request_timeout=request_timeout,
        namespaces=namespaces,
        all_namespaces=all_namespaces,
        selector=selector,
        names=wanted,
    )
    return diagnose_and_print(source, scope, output, fail_on)
