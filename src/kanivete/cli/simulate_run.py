"""`kanivete simulate run`: make a fault."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kanivete.cli import completing, options
from kanivete.cli.durations import Duration
from kanivete.cli.simulate_options import (
    NotDone,
    confirm,
    errors,
    output_option,
    ssh_map_of,
    telling,
    ways_options,
    yes_option,
)
from kanivete.cli.simulating import looked_at, made, pass_gate
from kanivete.i18n import _

if TYPE_CHECKING:
    from kanivete.kube.api.client import Api
    from kanivete.simulate.journal.model import Journal
    from kanivete.simulate.nodes.ways import Ways
    from kanivete.simulate.plan import Plan, Wish

Tell = Callable[[str], None]


@click.command(
    "run",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Make a fault, and wait until it shows.\n\n"
        "Everything that would refuse it is found first, every change is shown, and you are asked. The run ends by"
        " itself after --for, or with `kanivete simulate revert`."
    ),
    epilog=options.examples(
        "kanivete simulate run image.tag-not-found --diagnose",
        "kanivete simulate run crash.application-error --variant python --for 5m",
        "kanivete simulate run crash.command-not-found -n my-own-namespace",
        "kanivete simulate run node.kubelet-stopped --node worker-2 --ssh-map worker-2=admin@10.0.0.22",
    ),
)
@click.argument("cause", shell_complete=completing.scenarios)
@click.option("--variant", default="", metavar="NAME", help=_("the way it shows itself, where there are several"))
@click.option("-n", "--namespace", default="", metavar="NAME", help=_("an existing namespace, instead of a new one"))
@click.option(
    "--for",
    "seconds",
    type=Duration(),
    default="10m",
    show_default=True,
    metavar="TIME",
    help=_("when it ends by itself"),
)
@click.option("--no-timer", is_flag=True, help=_("it does not end by itself"))
@click.option("--node", default="", metavar="NAME", help=_("the node to break"))
@ways_options()
@click.option("--diagnose", "diagnosed", is_flag=True, help=_("diagnose or check it: is the cause named?"))
@click.option("--allow-context", default="", metavar="NAME", help=_("allow faults in this context for this once"))
@click.option("--image", "python", default="", metavar="REF", help=_("a Python image for what is brought along"))
@yes_option()
@output_option()
@options.cluster_options()
@options.language_option()
def command(**given: Any) -> int:
    """Check, show, ask, make, wait, diagnose."""
    from kanivete.cli.connected import connected
    from kanivete.simulate.making import Making
    from kanivete.simulate.nodes.ways import Ways

    ssh_map = ssh_map_of(given["ssh_map"])
    quiet = given["output"] != "text"
    with (
        errors(),
        connected(given["kubeconfig"], given["context"], given["request_timeout"]) as api,
        telling(quiet=quiet) as tell,
    ):
        wish = _wish(given)
        pass_gate(api, given["allow_context"])
        with Ways(api, ssh_map, given["ssh_config"], debug_pod=given["debug_pod"], tell=tell) as ways:
            plan = _checked(api, wish, ways, tell, given)
            making = made(Making(api, plan, ways, tell), api, ways, tell)
            return _shown(api, plan, making.journal, tell, given)


def _wish(given: dict[str, Any]) -> "Wish":
    from kanivete.simulate.brought.registry import IMAGE
    from kanivete.simulate.plan import Wish
    from kanivete.simulate.scenario import library

    scenario = library.scenario(library.named(given["cause"], given["variant"]))
    return Wish(
        scenario=scenario,
        namespace=given["namespace"],
        seconds=given["seconds"],
        node=given["node"],
        timed=not given["no_timer"],
        python=given["python"] or IMAGE,
    )


def _checked(api: "Api", wish: "Wish", ways: "Ways", tell: Tell, given: dict[str, Any]) -> "Plan":
    """The plan, against which nothing was found, and which somebody has agreed to."""
    from kanivete.render.simulate.runs import plan_text
    from kanivete.simulate import checking, runs
    from kanivete.simulate.plan import plan

    tell(_("checking that it can be made and taken back"))
    made = plan(api, wish, runs.whoami(api))
    checking.before(api, made)
    checking.machines(made, ways)
    described = {step.machine: ways(step.machine).description for step in made.steps if step.machine}
    tell("")
    if given["output"] == "text" or not given["yes"]:
        click.echo(plan_text(made, described), err=given["output"] != "text")
    confirm(_("Make it?"), yes=given["yes"])
    return made


def _shown(api: "Api", plan: "Plan", journal: "Journal", tell: Tell, given: dict[str, Any]) -> int:
    """Wait until the fault shows, and say what it has come to."""
    from kanivete.cli.printing import print_data
    from kanivete.render.simulate import runs as render
    from kanivete.simulate.errors import NoSymptomError
    from kanivete.simulate.showing import Showing

    try:
        Showing(api, plan, plan.scenario.head.wait).wait(tell)
    except NoSymptomError as error:
        raise NotDone(f"{error}; {render.ends(journal)}") from error
    tell("")
    printed = given["output"] == "text"
    head = plan.scenario.head
    verdict = looked_at(api, plan, journal, head, given, printed=printed) if given["diagnosed"] else None
    if printed:
        if verdict is not None:
            click.echo(render.verdict_text(verdict))
        else:
            click.echo(_("It is there. Look: {command}").format(command=plan.look))
        click.echo(_("run {run}: {ends}").format(run=journal.run, ends=render.ends(journal)))
    else:
        document = {"apiVersion": "kanivete.dev/v1alpha1", "kind": "Simulation"}
        data = {**document, **render.run_data(journal), "look": plan.look}
        print_data({**data, **({"diagnosis": render.verdict_data(verdict)} if verdict else {})}, given["output"])
    return 0 if verdict is None or verdict.as_expected else 1
