"""`kanivete snapshot`: record what a diagnosis needs."""

import click

from kanivete.cli import options
from kanivete.i18n import _, ngettext


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
        "kanivete diagnose --from broken.tar.gz",
    ),
)
@click.argument("file", metavar="FILE")
@click.option("--force", is_flag=True, help=_("overwrite FILE"))
@options.scope_options()
@options.cluster_options()
@options.language_option()
def command(
    file: str,
    force: bool,
    namespaces: tuple[str, ...],
    all_namespaces: bool,
    selector: str,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Diagnose through a tap, and write what went through it."""
    from kanivete.cli.running import failures, run, source_of
    from kanivete.sources.snapshot import Tap, write

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
    diagnosis = run(tap, scope)
    with failures():
        write(tap, file, force=force)
    found = len(diagnosis.findings)
    click.echo(
        ngettext("wrote {file}: {n} finding", "wrote {file}: {n} findings", found).format(file=file, n=found), err=True
    )
    return 0
