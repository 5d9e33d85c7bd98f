"""`kanivete toolbox clean`: remove what kanivete has left in the cluster."""

from datetime import UTC, datetime

import click

from kanivete.cli import options
from kanivete.cli.connected import connected
from kanivete.cli.options import NothingMatched
from kanivete.cli.toolbox_list import say_unseen, table
from kanivete.cli.toolbox_session import NotDone, tell
from kanivete.i18n import _, ngettext
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.redact import clean
from kanivete.toolbox.errors import ToolboxError
from kanivete.toolbox.leftover import LeftOver
from kanivete.toolbox.leftovers import find_all
from kanivete.toolbox.removal import is_nothing_to_remove, remove
from kanivete.toolbox.run import who_am_i


@click.command(
    "clean",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Remove what kanivete has put into the cluster: what has expired or ended; with an ID of `kanivete toolbox"
        " list` what that run made; with --all everything. It is shown first, and you are asked."
    ),
    epilog=options.examples(
        "kanivete toolbox clean",
        "kanivete toolbox clean 3f5f78bb",
        "kanivete toolbox clean --all --mine -A",
        "kanivete toolbox clean --all -A --yes",
    ),
)
@click.argument("ids", nargs=-1, metavar="[ID …]")
@click.option("--all", "everything", is_flag=True, help=_("also what is still in use"))
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace; the context's, if not given"))
@click.option("-A", "--all-namespaces", is_flag=True, help=_("all namespaces, and what is in none"))
@click.option("--mine", is_flag=True, help=_("only what I made"))
@click.option("-y", "--yes", is_flag=True, help=_("do not ask"))
@options.cluster_options()
@options.language_option()
def command(
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
