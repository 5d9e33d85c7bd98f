"""`kanivete simulate status`: the runs that are not over."""

import click

from kanivete.cli import options
from kanivete.cli.simulate_options import errors, output_option
from kanivete.i18n import _


@click.command(
    "status",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("The faults that were made in this cluster and are still there: of everybody, from every machine."),
    epilog=options.examples("kanivete simulate status", "kanivete simulate status --mine -o json"),
)
@click.option("--mine", is_flag=True, help=_("only my own"))
@output_option()
@options.cluster_options()
@options.language_option()
def command(mine: bool, output: str, kubeconfig: str | None, context: str | None, request_timeout: float | None) -> int:
    """Read the journals, and print."""
    from kanivete.cli.connected import connected
    from kanivete.cli.printing import print_data
    from kanivete.render.simulate import runs as render
    from kanivete.simulate import runs

    with errors(), connected(kubeconfig, context, request_timeout) as api:
        me = runs.whoami(api)
        found, problems = runs.known(api)
    journals = [run.journal for run in found if not mine or run.journal.by == me]
    if output != "text":
        document = {"apiVersion": "kanivete.dev/v1alpha1", "kind": "SimulationList"}
        print_data({**document, "runs": [render.run_data(one) for one in journals], "gaps": problems}, output)
        return 0
    for problem in problems:
        click.echo(problem, err=True)
    click.echo(render.status_text(journals, me) if journals else _("no faults of kanivete are in this cluster"))
    return 0
