"""`kanivete toolbox remove`: a sidecar taken out of a workload again."""

import click

from kanivete.cli import options
from kanivete.cli.connected import connected
from kanivete.cli.toolbox_patch import show
from kanivete.cli.toolbox_session import bad_news, orderly, tell
from kanivete.i18n import _
from kanivete.toolbox.errors import AbsentError
from kanivete.toolbox.inject.change import is_as_before, removal
from kanivete.toolbox.inject.note import Note, note_of
from kanivete.toolbox.inject.owners import owners
from kanivete.toolbox.inject.restore import restore
from kanivete.toolbox.inject.target import Target, target


@click.command(
    "remove",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Take the sidecar of `kanivete toolbox inject` out of a workload: its former template is restored.\n\n"
        "What somebody else has changed since stays. The pods are replaced once more, also where they have not started."
    ),
    epilog=options.examples("kanivete toolbox remove deploy/web", "kanivete toolbox remove sts/db -n shop --yes"),
)
@click.argument("what", metavar="TYPE/NAME")
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace; the context's, if not given"))
@click.option("-y", "--yes", is_flag=True, help=_("do not ask"))
@options.cluster_options()
@options.language_option()
def command(
    what: str,
    namespace: str | None,
    yes: bool,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Show, ask, take out, wait."""
    with connected(kubeconfig, context, request_timeout) as api, bad_news(), orderly():
        workload = target(api, what, namespace or api.connection.namespace)
        note = note_of(workload)
        if note is None:
            raise AbsentError(_("{workload} has no sidecar of kanivete's").format(workload=workload))
        show(workload, removal(workload, note))
        _warn(workload, note)
        if not yes:
            click.confirm(_("Go on?"), abort=True, err=True)
        return 0 if restore(api, workload, tell) or workload.is_by_hand or workload.is_paused else 1


def _warn(workload: Target, note: Note) -> None:
    if note.template and not is_as_before(workload, note):
        tell(_("{workload} has been changed since: only the sidecar is taken out").format(workload=workload))
    for owner in owners(workload):
        tell(owner.text)
