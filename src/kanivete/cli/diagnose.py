"""`kanivete diagnose`: symptoms to root causes."""

import click

from kanivete.cli import completing, options
from kanivete.cli.mirrors import mirror_option, mirrors_of
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
        "kanivete diagnose -n shop --probe",
        "kanivete diagnose --from cluster-info-dump/",
        "kubectl get pods,events -A -o json | kanivete diagnose --from -",
    ),
)
@click.argument("names", nargs=-1, metavar="[TYPE/NAME]...")
@click.option(
    "--from",
    "recording",
    metavar="PATH|-",
    shell_complete=completing.files,
    help=_("a recording instead of a live cluster: directory, tar, zip, JSON or YAML; - reads standard input"),
)
@click.option(
    "--probe",
    is_flag=True,
    help=_("ask the registries of images that cannot be pulled, from this machine, to be sure of the cause"),
)
@click.option(
    "--with-pull-secrets",
    is_flag=True,
    help=_("with --probe: read the pods' pull secrets, to show them to the registry"),
)
@mirror_option()
@click.option(
    "--ca-file",
    metavar="FILE",
    shell_complete=completing.files,
    help=_("with --probe: authorities to trust besides the system's (PEM)"),
)
@options.scope_options()
@options.cluster_options()
@options.output_options()
@options.language_option()
def command(
    names: tuple[str, ...],
    recording: str | None,
    probe: bool,
    with_pull_secrets: bool,
    mirrors: tuple[str, ...],
    ca_file: str | None,
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

    if (with_pull_secrets or ca_file or mirrors) and not probe:
        raise click.UsageError(_("--with-pull-secrets, --mirror and --ca-file go with --probe"))
    if with_pull_secrets and recording is not None:
        raise click.UsageError(_("--with-pull-secrets needs a live cluster: a recording holds no Secret's content"))
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
    if not probe:
        return diagnose_and_print(source, scope, output, fail_on)
    from kanivete.cli.probing import probing

    secrets_of = (kubeconfig, context, request_timeout) if with_pull_secrets else None
    with probing(ca_file or "", mirrors_of(mirrors), secrets_of) as then:
        return diagnose_and_print(source, scope, output, fail_on, then)
