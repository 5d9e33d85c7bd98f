"""`kanivete simulate allow`: where faults may be made."""

import click

from kanivete.cli import completing, options
from kanivete.cli.simulate_options import errors, yes_option
from kanivete.i18n import _


@click.command(
    "allow",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Allow faults in a context of the kubeconfig, for this server, or forbid them again. It is written in"
        " kanivete's configuration ($XDG_CONFIG_HOME/kanivete/config.yaml)."
    ),
    epilog=options.examples("kanivete simulate allow kind-lab", "kanivete simulate allow kind-lab --forbid"),
)
@click.argument("context", metavar="CONTEXT")
@click.option("--forbid", is_flag=True, help=_("forbid them again"))
@click.option("--production", is_flag=True, help=_("although it looks like production"))
@click.option(
    "--kubeconfig",
    metavar="FILE",
    shell_complete=completing.files,
    help=_("kubeconfig file, instead of $KUBECONFIG or ~/.kube/config"),
)
@yes_option()
@options.language_option()
def command(context: str, forbid: bool, production: bool, kubeconfig: str | None, yes: bool) -> int:
    """Ask for the name once more, and write it down."""
    from kanivete.cli.connected import connected
    from kanivete.simulate.guard import allowed, looks

    with errors():
        if forbid:
            gone = allowed.forbid(context)
            told = _("no faults are made in context {context} any more") if gone else _("{context} was not allowed")
            click.echo(told.format(context=context))
            return 0
        with connected(kubeconfig, context, None) as api:
            name = looks.production(api.connection)
            if name and not production:
                raise click.UsageError(
                    _("context {context!r} looks like production ({name}): if it is none, add --production").format(
                        context=context, name=name
                    )
                )
            if not yes:
                typed_again(context, api.server, looks.cloud(api.connection))
            written = allowed.allow(context, api.server, production=production)
    click.echo(_("faults may be made in context {context} ({file})").format(context=context, file=written))
    return 0


def typed_again(context: str, server: str, cloud: str) -> None:
    """Have somebody type the context's name. Raises UsageError where nobody is there, or for another name."""
    import sys

    if not sys.stdin.isatty():
        raise click.UsageError(_("nobody is there to be asked: say --yes"))
    where = f"{server}, {cloud}" if cloud else server
    asked = _("Things will be broken in context {context} ({where}). Type its name to allow that")
    if click.prompt(asked.format(context=context, where=where), default="", show_default=False, err=True) != context:
        raise click.UsageError(_("that is not the name of the context: nothing was changed"))
