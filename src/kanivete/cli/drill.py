"""`kanivete drill`: find a fault that kanivete made and does not name."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from kanivete.cli import options
from kanivete.cli.durations import Duration
from kanivete.cli.simulate_options import NotDone, confirm, errors, ssh_map_of, telling, ways_options, yes_option
from kanivete.i18n import _

if TYPE_CHECKING:
    from random import Random

    from kanivete.kube.api.client import Api
    from kanivete.simulate.drill.disguise import Hidden
    from kanivete.simulate.making import Making
    from kanivete.simulate.nodes.ways import Ways
    from kanivete.simulate.plan import Plan, Wish

Tell = Callable[[str], None]
_SEEDS = 10_000
_TRIED = 8
"""Faults that are drawn, one after the other, while the cluster refuses them."""


@click.command(
    "drill",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Find a fault that kanivete made and does not name.\n\n"
        "You investigate with whatever you like in another terminal, and ask here for hints, or answer. Then the"
        " diagnosis is shown, the time you took and your points, and the fault is taken back; so it is when you press"
        " Ctrl-C, and by itself after --for. Faults are only made where `kanivete simulate` may make them."
    ),
    epilog=options.examples(
        "kanivete drill",
        "kanivete drill --level easy --family image",
        "kanivete drill --seed 4711",
        "kanivete drill --node worker-2 --ssh-map control-plane=root@10.0.0.10",
    ),
)
@click.option("--seed", type=click.IntRange(0), metavar="N", help=_("the number of a drill, to repeat it"))
@click.option("--level", type=click.Choice(("easy", "medium", "hard")), help=_("how hard it is; any, if not given"))
@click.option("--family", default="", metavar="NAME", help=_("a fault of this family: image, crash …"))
@click.option(
    "--for",
    "seconds",
    type=Duration(),
    default="30m",
    show_default=True,
    metavar="TIME",
    help=_("when it ends by itself"),
)
@click.option("--node", default="", metavar="NAME", help=_("a fault of this node, which may be broken"))
@ways_options()
@click.option("--allow-context", default="", metavar="NAME", help=_("allow faults in this context for this once"))
@click.option("--image", "python", default="", metavar="REF", help=_("a Python image for what is brought along"))
@yes_option()
@options.cluster_options()
@options.language_option()
def command(**given: Any) -> int:
    """Draw, ask, make, play, take back."""
    from random import Random, randrange

    from kanivete.cli.connected import connected
    from kanivete.cli.orderly import orderly
    from kanivete.cli.simulating import made, pass_gate, take_back
    from kanivete.simulate.making import Making
    from kanivete.simulate.nodes.ways import Ways

    ssh_map = ssh_map_of(given["ssh_map"])
    given["seed"] = randrange(_SEEDS) if given["seed"] is None else given["seed"]
    random = Random(str(given["seed"]))
    with errors():
        names = _names(random, given)
    with (
        errors(),
        orderly(),
        connected(given["kubeconfig"], given["context"], given["request_timeout"]) as api,
        telling() as tell,
        Ways(api, ssh_map, given["ssh_config"], debug_pod=given["debug_pod"], tell=tell) as ways,
    ):
        pass_gate(api, given["allow_context"])
        plan, hidden = _planned(api, names, random, ways, tell, given)
        making = made(Making(api, plan, ways, _secret(tell)), api, ways, tell)
        try:
            _play(api, plan, hidden, making, random, tell, given)
        finally:
            is_back = take_back(api, making, ways, _whatever_happens(tell))
            _tell_end(is_back)
    return 0 if is_back else 1


def _names(random: "Random", given: dict[str, Any]) -> list[str]:
    """Of the scenarios that are tried in this order. Raises UsageError."""
    from kanivete.simulate.drill import draw

    family = given["family"]
    if family and family not in draw.families():
        raise click.UsageError(
            _("there is no family {family!r}: {known}").format(family=family, known=", ".join(draw.families()))
        )
    level = draw.Level(given["level"]) if given["level"] else None
    found = list(draw.drawn(random, level, family, node=bool(given["node"])))
    if not found:
        raise options.NothingMatched(
            _("there is no such fault: leave out --level or --family, or name a --node that may be broken")
        )
    return found


def _planned(
    api: "Api", names: list[str], random: "Random", ways: "Ways", tell: Tell, given: dict[str, Any]
) -> "tuple[Plan, Hidden]":
    """The first of these that the cluster lets us make, and that somebody has agreed to."""
    from kanivete.render.simulate.drill import plan_text
    from kanivete.simulate import checking, runs
    from kanivete.simulate.drill.disguise import hidden
    from kanivete.simulate.errors import RefusedError
    from kanivete.simulate.plan import plan
    from kanivete.simulate.scenario import library

    tell(_("looking for a fault that can be made here and taken back"))
    me = runs.whoami(api)
    for at, name in enumerate(names[:_TRIED], 1):
        found = hidden(library.scenario(name), random)
        try:
            planned = plan(api, _wish(found, given), me)
            checking.before(api, planned)
            checking.machines(planned, ways)
            break
        except RefusedError:
            if at == min(len(names), _TRIED):
                raise
    tell("")
    machines = sorted({step.machine for step in planned.steps if step.machine})
    click.echo(plan_text(planned, machines))
    confirm(_("Make it?"), yes=given["yes"])
    return planned, found


def _wish(hidden: "Hidden", given: dict[str, Any]) -> "Wish":
    from kanivete.simulate.brought.registry import IMAGE
    from kanivete.simulate.plan import Wish

    python = given["python"] or IMAGE
    return Wish(scenario=hidden.scenario, seconds=given["seconds"], node=given["node"], python=python)


def _tell_end(is_back: bool) -> None:
    if is_back:
        with suppress(OSError):
            click.echo(_("The fault is taken back."))


def _whatever_happens(tell: Tell) -> Tell:
    """What is going on, told or not: that the terminal was closed must not keep the fault from being taken back."""

    def told(text: str) -> None:
        with suppress(OSError):
            tell(text)

    return told


def _secret(tell: Tell) -> Tell:
    """What is going on, without what tells which fault it is."""

    def told(text: str) -> None:
        tell(_("making the fault") if text else "")

    return told


def _play(
    api: "Api", plan: "Plan", hidden: "Hidden", making: "Making", random: "Random", tell: Tell, given: dict[str, Any]
) -> None:
    from kanivete.cli import drill_dialogue
    from kanivete.cli.simulating import looked_at
    from kanivete.render.simulate import drill as render
    from kanivete.simulate.drill.dialogue import Outcome
    from kanivete.simulate.errors import NoSymptomError
    from kanivete.simulate.showing import Showing

    try:
        Showing(api, plan, hidden.head.wait).wait(_secret(tell))
    except NoSymptomError as error:
        raise NotDone(_("the fault does not show: try again, or another --seed")) from error
    tell("")
    new = drill_dialogue.game(plan, making.journal, hidden, random)
    game, seconds = drill_dialogue.play(new, plan, given)
    if game.outcome is not Outcome.QUIT:
        click.echo(render.result(game, hidden.head, seconds))
    if game.outcome in (Outcome.FOUND, Outcome.GIVEN_UP):
        looked_at(api, plan, making.journal, hidden.head, given, printed=True)
    click.echo(render.again(_again(given)))


def _again(given: dict[str, Any]) -> str:
    words = ["kanivete", "drill", "--seed", str(given["seed"])]
    for name in ("level", "family", "node"):
        words += [f"--{name}", given[name]] if given[name] else []
    return " ".join(words)
