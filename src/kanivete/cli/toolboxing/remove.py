"""`kanivete toolbox remove`: a sidecar taken out of a workload again."""

import click

from kanivete.cli.connected import connected
from kanivete.cli.orderly import orderly
from kanivete.cli.printing import tell
from kanivete.cli.toolboxing.patch import show
from kanivete.cli.toolboxing.session import bad_news
from kanivete.i18n import _
from kanivete.toolbox.errors import AbsentError
from kanivete.toolbox.inject.change import is_as_before, removal
from kanivete.toolbox.inject.note import Note, note_of
from kanivete.toolbox.inject.owners import owners
from kanivete.toolbox.inject.restore import restore
from kanivete.toolbox.inject.target import Target, target


def run(
    what: str,
    namespace: str | None,
    yes: bool,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Show, ask, take out, wait."""
    with connected(kubeconfig, context, request_timeout) as api, bad_news(api), orderly():
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
