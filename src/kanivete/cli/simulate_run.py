"""`kanivete simulate run`: make a fault."""

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kanivete.cli import options
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
from kanivete.i18n import _

if TYPE_CHECKING:
    from kanivete.kube.api.client import Api
    from kanivete.simulate.expected import Verdict
    from kanivete.simulate.journal.model import Journal
    from kanivete.simulate.making import Making
    from kanivete.simulate.nodes.ways import Ways
    from kanivete.simulate.plan import Plan, Wish

Tell = Callable[[str], None]
_LOOKS, _BETWEEN_LOOKS = 5, 3.0


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
@click.argument("cause")
@click.option("--variant", default="", metavar="NAME", help=_("the way it shows itself, where there are several"))
@click.option("-n", "--namespace", default="", metavar="NAME", help=_("an existing namespace, instead of a new one"))
@click.option("--for", "length", default="10m", show_default=True, metavar="TIME", help=_("when it ends by itself"))
@click.option("--no-timer", is_flag=True, help=_("it does not end by itself"))
@click.option("--node", default="", metavar="NAME", help=_("the node to break"))
@ways_options()
@click.option("--diagnose", "diagnosed", is_flag=True, help=_("diagnose it, and say whether the cause is named"))
@click.option("--allow-context", default="", metavar="NAME", help=_("allow faults in this context for this once"))
@click.option("--image", "python", default="", metavar="REF", help=_("a Python image for what is brought along"))
@yes_option()
@output_option()
@options.cluster_options()
@options.language_option()
def command(**given: Any) -> int:
    """Check, show, ask, make, wait, diagnose."""
    from kanivete.cli.connected import connected
    from kanivete.simulate.nodes.ways import Ways

    ssh_map = ssh_map_of(given["ssh_map"])
    quiet = given["output"] != "text"
    with (
        errors(),
        connected(given["kubeconfig"], given["context"], given["request_timeout"]) as api,
        telling(quiet=quiet) as tell,
    ):
        wish = _wish(given)
        _pass_gate(api, given["allow_context"])
        with Ways(api, ssh_map, given["ssh_config"], debug_pod=given["debug_pod"], tell=tell) as ways:
            plan = _checked(api, wish, ways, tell, given)
            making = _made(api, plan, ways, tell)
            return _shown(api, plan, making.journal, tell, given)


def _wish(given: dict[str, Any]) -> "Wish":
    from kanivete.simulate.brought.registry import IMAGE
    from kanivete.simulate.plan import Wish
    from kanivete.simulate.scenario import library
    from kanivete.toolbox.durations import DurationError, seconds_of

    try:
        seconds = seconds_of(given["length"])
    except DurationError as error:
        raise click.UsageError(str(error)) from error
    scenario = library.scenario(library.named(given["cause"], given["variant"]))
    return Wish(
        scenario=scenario,
        namespace=given["namespace"],
        seconds=seconds,
        node=given["node"],
        timed=not given["no_timer"],
        python=given["python"] or IMAGE,
    )


def _pass_gate(api: "Api", allowed_now: str) -> None:
    """Go on only where faults are allowed. Raises UsageError."""
    from kanivete.cli.simulate_allow import typed_again
    from kanivete.simulate.guard import allowed, gate, looks

    context = api.connection.context
    if allowed_now and allowed_now != context:
        raise click.UsageError(
            _("--allow-context {given} is not the context in use, {context}").format(given=allowed_now, context=context)
        )
    answer = gate.answer(api)
    if not answer.refusal or (answer.may_confirm and allowed_now):
        return
    if not answer.may_confirm or not sys.stdin.isatty():
        raise click.UsageError(answer.refusal)
    typed_again(context, api.server, looks.cloud(api.connection))
    allowed.allow(context, api.server, production=False)


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


def _made(api: "Api", plan: "Plan", ways: "Ways", tell: Tell) -> "Making":
    """The run. What cannot be made whole is taken back."""
    from kanivete.simulate.making import Making

    making = Making(api, plan, ways, tell)
    try:
        making.run()
    except BaseException:
        _take_back(api, making, ways, tell)
        raise
    return making


def _take_back(api: "Api", making: "Making", ways: "Ways", tell: Tell) -> None:
    from kanivete.kube.api.errors import KubeError
    from kanivete.simulate.errors import SimulateError
    from kanivete.simulate.reverting import Reverting

    tell(_("taking back what was made so far"))
    try:
        reverting = Reverting(api, making.journal, making.copy, ways, tell)
        reverting.run()
        reverting.wait()
    except (SimulateError, KubeError) as error:
        click.echo(
            _("not all of it could be taken back ({why}): kanivete simulate revert {run}").format(
                why=error, run=making.journal.run
            ),
            err=True,
        )


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
    verdict = _diagnosed(journal, plan, given) if given["diagnosed"] else None
    if given["output"] == "text":
        if verdict is not None:
            click.echo(render.verdict_text(verdict))
        else:
            where = journal.namespace
            click.echo(_("It is there. Look: kanivete diagnose -n {namespace}").format(namespace=where))
        click.echo(_("run {run}: {ends}").format(run=journal.run, ends=render.ends(journal)))
    else:
        data = {"apiVersion": "kanivete.dev/v1alpha1", "kind": "Simulation", **render.run_data(journal)}
        print_data({**data, **({"diagnosis": render.verdict_data(verdict)} if verdict else {})}, given["output"])
    return 0 if verdict is None or verdict.as_expected else 1


def _diagnosed(journal: "Journal", plan: "Plan", given: dict[str, Any]) -> "Verdict":
    """Run a diagnosis where the fault is, and print it. A fault may show before all of its traces do."""
    from kanivete.cli.running import run, width
    from kanivete.model import Scope
    from kanivete.render import render
    from kanivete.simulate.expected import verdict
    from kanivete.sources.live import open_live

    head = plan.scenario.head
    kind, _slash, name = journal.subject.partition("/")
    scope = Scope(names=(("node", name),)) if kind == "Node" else Scope(namespaces=(journal.namespace,))
    for look in range(_LOOKS):
        if look:
            time.sleep(_BETWEEN_LOOKS)
        source = open_live(given["kubeconfig"], given["context"], given["request_timeout"])
        now = source.now
        diagnosis = run(source, scope)
        found = verdict(diagnosis, head, journal.subject, journal.namespace)
        if found.as_expected:
            break
    if given["output"] == "text":
        click.echo(render(diagnosis, "text", width=width(), now=now))
    return found
