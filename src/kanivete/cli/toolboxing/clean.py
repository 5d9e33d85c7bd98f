"""`kanivete toolbox clean`: remove what kanivete has left in the cluster."""

from datetime import UTC, datetime

import click

from kanivete.cli.connected import connected
from kanivete.cli.options import NothingMatched
from kanivete.cli.printing import tell
from kanivete.cli.toolboxing.listing import say_unseen, table
from kanivete.cli.toolboxing.session import NotDone
from kanivete.i18n import _, ngettext
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.redact import clean
from kanivete.toolbox.errors import ToolboxError
from kanivete.toolbox.leftover import LeftOver
from kanivete.toolbox.leftovers import find_all
from kanivete.toolbox.removal import is_nothing_to_remove, remove
from kanivete.toolbox.run import who_am_i


def run(
    ids: tuple[str, ...],
    everything: bool,
    namespace: str | None,
    all_namespaces: bool,
    mine: bool,
    yes: bool,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Look, show, ask, remove."""
    if namespace and all_namespaces:
        raise click.UsageError(_("-n and -A exclude each other"))
    if ids and everything:
        raise click.UsageError(_("either --all or an ID"))
    now = datetime.now(UTC)
    with connected(kubeconfig, context, request_timeout) as api:
        found = find_all(api, "" if all_namespaces else namespace or api.connection.namespace, now)
        me = who_am_i(api) if mine else ""
        left = [one for one in found.left if not is_nothing_to_remove(one) and (not mine or one.by == me)]
        chosen = [one for one in left if (one.run in ids if ids else everything or one.over(now))]
        say_unseen(found)
        if not chosen:
            return _nothing(ids, left)
        for line in table(tuple(chosen), now):
            click.echo(line)
        if not yes:
            click.confirm(_("Remove this?"), abort=True, err=True)
        return _remove(api, chosen)


def _nothing(ids: tuple[str, ...], left: list[LeftOver]) -> int:
    if ids:
        raise NothingMatched(_("there is nothing of {ids} here; `kanivete toolbox list -A`").format(ids=", ".join(ids)))
    if left:
        click.echo(
            ngettext(
                "nothing has expired; {n} thing is still in use (--all removes it too)",
                "nothing has expired; {n} things are still in use (--all removes them too)",
                len(left),
            ).format(n=len(left))
        )
    else:
        click.echo(_("nothing to remove"))
    return 0


def _remove(api: Api, chosen: list[LeftOver]) -> int:
    failed = 0
    for one in chosen:
        name = f"{one.kind} {one.namespace}/{one.name}" if one.namespace else f"{one.kind} {one.name}"
        try:
            remove(api, one, tell)
            click.echo(clean(_("removed: {name}").format(name=name)))
        except (KubeError, ToolboxError) as error:
            failed += 1
            tell(f"{name}: {error}")
    if failed:
        raise NotDone(
            ngettext("{n} thing could not be removed", "{n} things could not be removed", failed).format(n=failed)
        )
    return 0
