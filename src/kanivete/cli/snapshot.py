"""`kanivete snapshot`: record what a diagnosis needs."""

import sys
from typing import TYPE_CHECKING

import click

from kanivete.cli import completing, options
from kanivete.i18n import _, ngettext

if TYPE_CHECKING:
    from kanivete.sources.snapshot import Tap


@click.command(
    "snapshot",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Record in FILE (.tar.gz) what a diagnosis reads of a live cluster: no values of Secrets or environment\n"
        "variables, credentials in logs and events hidden. `kanivete diagnose --from FILE` then finds the same."
    ),
    epilog=options.examples(
        "kanivete snapshot -A broken.tar.gz",
        "kanivete snapshot -n shop shop.tar.gz",
        "kanivete snapshot -A --nodes broken.tar.gz",
        "kanivete snapshot -A --nodes --ssh-map node2=root@10.0.0.22 broken.tar.gz",
        "kanivete diagnose --from broken.tar.gz",
    ),
)
@click.argument("file", metavar="FILE", shell_complete=completing.files)
@click.option("--force", is_flag=True, help=_("overwrite FILE"))
@click.option(
    "--nodes",
    "with_nodes",
    is_flag=True,
    help=_("keep the end of every node's kubelet log as well, and the firewalls of the machines of --ssh-map"),
)
@click.option(
    "--ssh-map",
    "machines",
    multiple=True,
    metavar="NODE=[USER@]HOST",
    help=_("with --nodes: reach this machine by ssh; or a file with such lines; may be repeated"),
)
@click.option(
    "--ssh-config", default="", metavar="FILE", shell_complete=completing.files, help=_("configuration file for ssh")
)
@options.scope_options()
@options.cluster_options()
@options.language_option()
def command(
    file: str,
    force: bool,
    with_nodes: bool,
    machines: tuple[str, ...],
    ssh_config: str,
    namespaces: tuple[str, ...],
    all_namespaces: bool,
    selector: str,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Diagnose through a tap, and write what went through it."""
    from kanivete.cli.running import failures, run, source_of
    from kanivete.sources.snapshot import Tap, check_free, write

    if machines and not with_nodes:
        raise click.UsageError(_("--ssh-map goes with --nodes"))
    destinations = _destinations(machines)
    with failures():
        check_free(file, force=force)
    source, scope = source_of(
        kubeconfig=kubeconfig,
        context=context,
        request_timeout=request_timeout,
        namespaces=namespaces,
        all_namespaces=all_namespaces,
        selector=selector,
        names=(),
    )
    tap = Tap(source)
    if with_nodes:
        _keep_nodes(tap, destinations, ssh_config)
    diagnosis = run(tap, scope)
    with failures():
        write(tap, file, force=force)
    found = len(diagnosis.findings)
    click.echo(
        ngettext("wrote {file}: {n} finding", "wrote {file}: {n} findings", found).format(file=file, n=found), err=True
    )
    return 0


def _destinations(machines: tuple[str, ...]) -> dict[str, str]:
    from kanivete.node.reach.choice import ChoiceError, ssh_map

    try:
        return ssh_map(machines)
    except ChoiceError as error:
        raise click.UsageError(str(error)) from error


def _keep_nodes(tap: "Tap", destinations: dict[str, str], ssh_config: str) -> None:
    """Read the nodes, and say which could not be reached; before the diagnosis, which closes the source."""
    from kanivete.cli.running import failures
    from kanivete.node.reach.collect import collector
    from kanivete.sources.snapshot import keep_nodes

    def say(name: str, why: Exception) -> None:
        click.echo(_("{machine}: {why}").format(machine=name, why=why), err=True)

    def tell(name: str) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{_('reading node {node}').format(node=name)} …", nl=False, err=True)

    with failures():
        keep_nodes(tap, destinations, collector(destinations, ssh_config, tap.now, say), tell)
