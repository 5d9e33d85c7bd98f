"""`kanivete simulate revert`: take faults back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kanivete.cli import options
from kanivete.cli.simulate_options import NotDone, confirm, errors, ssh_map_of, telling, ways_options, yes_option
from kanivete.i18n import _

if TYPE_CHECKING:
    from kanivete.simulate.reverting import Reverting
    from kanivete.simulate.runs import Run


@click.command(
    "revert",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Take runs back: those named, or --all of yours. It may be repeated, and done from any machine: the journal is"
        " in the cluster. Faults of others are only taken back where they are named, or with --everyone."
    ),
    epilog=options.examples(
        "kanivete simulate revert 4f1c2a",
        "kanivete simulate revert --all",
        "kanivete simulate revert --all --everyone --yes",
    ),
)
@click.argument("ids", nargs=-1, metavar="[RUN]...")
@click.option("--all", "every", is_flag=True, help=_("all of yours"))
@click.option("--everyone", is_flag=True, help=_("with --all: those of others too"))
@click.option("--no-wait", is_flag=True, help=_("do not wait until everything is gone"))
@ways_options()
@yes_option()
@options.cluster_options()
@options.language_option()
def command(**given: Any) -> int:
    """Find the runs, show them, ask, take them back."""
    from kanivete.cli.connected import connected
    from kanivete.simulate import runs
    from kanivete.simulate.nodes.ways import Ways
    from kanivete.simulate.reverting import Reverting

    if bool(given["ids"]) == given["every"]:
        raise click.UsageError(_("say which run, or --all: `kanivete simulate status` lists them"))
    if given["everyone"] and not given["every"]:
        raise click.UsageError(_("--everyone goes with --all"))
    ssh_map = ssh_map_of(given["ssh_map"])
    with (
        errors(),
        connected(given["kubeconfig"], given["context"], given["request_timeout"]) as api,
        telling() as tell,
        Ways(api, ssh_map, given["ssh_config"], debug_pod=given["debug_pod"], tell=tell) as ways,
    ):
        found, problems = runs.known(api)
        me = runs.whoami(api)
        chosen = _chosen(found, given["ids"], everyone=given["everyone"], me=me)
        for problem in problems if given["every"] else ():
            click.echo(problem, err=True)
        if not chosen:
            click.echo(_("there is nothing to take back"))
            return 0
        _show(chosen, me)
        confirm(_("Take it back?"), yes=given["yes"])
        revertings = {run.journal.run: Reverting(api, run.journal, run.copy, ways, tell) for run in chosen}
        going = [run for run, reverting in revertings.items() if _done(run, reverting.run, tell)]
        for run in going:
            _tell_remarks(run, revertings[run])
        gone = going if given["no_wait"] else [run for run in going if _done(run, revertings[run].wait, tell)]
        for run in gone:
            click.echo(_("{run} is taken back").format(run=run))
    failed = [run for run in revertings if run not in gone]
    if failed:
        raise NotDone(_("not taken back: {runs}").format(runs=", ".join(failed)))
    return 0


def _chosen(found: "list[Run]", ids: tuple[str, ...], *, everyone: bool, me: str) -> "list[Run]":
    if not ids:
        return [run for run in found if everyone or run.journal.by == me]
    by_id = {run.journal.run: run for run in found}
    unknown = [one for one in ids if one not in by_id]
    if unknown:
        raise options.NothingMatched(
            _("there is no run {ids} here, or it is over: `kanivete simulate status` lists them").format(
                ids=", ".join(unknown)
            )
        )
    return [by_id[one] for one in dict.fromkeys(ids)]


def _show(chosen: "list[Run]", me: str) -> None:
    from kanivete.render.simulate.runs import status_text

    click.echo(status_text([run.journal for run in chosen], me))


def _done(run: str, job: Callable[[], None], tell: Callable[[str], None]) -> bool:
    """Do a part of taking a run back; whether it worked. The other runs are taken back all the same."""
    from kanivete.kube.api.errors import KubeError
    from kanivete.redact import clean
    from kanivete.simulate.errors import NotUndoneError, SimulateError

    try:
        job()
    except NotUndoneError as error:
        reasons = error.reasons
    except (SimulateError, KubeError) as error:
        reasons = (clean(str(error)),)
    else:
        tell("")
        return True
    tell("")
    for reason in reasons:
        click.echo(f"{run}: {reason}", err=True)
    return False


def _tell_remarks(run: str, reverting: "Reverting") -> None:
    for remark in reverting.remarks:
        click.echo(f"{run}: {remark}", err=True)
