"""What `simulate run` and `drill` share: the gate, taking back what was made, and a look at the fault."""

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kanivete.i18n import _

if TYPE_CHECKING:
    from kanivete.kube.api.client import Api
    from kanivete.simulate.expected import Named, Verdict
    from kanivete.simulate.journal.model import Journal
    from kanivete.simulate.making import Making
    from kanivete.simulate.nodes.ways import Ways
    from kanivete.simulate.plan import Plan
    from kanivete.simulate.scenario.model import Head

Tell = Callable[[str], None]
Show = Callable[[], str]
_LOOKS, _BETWEEN_LOOKS = 5, 3.0


def pass_gate(api: "Api", allowed_now: str) -> None:
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


def made(making: "Making", api: "Api", ways: "Ways", tell: Tell) -> "Making":
    """Make the fault. What cannot be made whole is taken back."""
    try:
        making.run()
    except BaseException:
        tell(_("taking back what was made so far"))
        take_back(api, making, ways, tell)
        raise
    return making


def take_back(api: "Api", making: "Making", ways: "Ways", tell: Tell) -> bool:
    """Take a run back, and return whether all of it could be; what to do, if not, is said."""
    from kanivete.kube.api.errors import KubeError
    from kanivete.simulate.errors import SimulateError
    from kanivete.simulate.reverting import Reverting

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
        return False
    return True


def looked_at(
    api: "Api", plan: "Plan", journal: "Journal", head: "Head", given: dict[str, Any], *, printed: bool
) -> "Verdict[Named]":
    """Diagnose or check the fault as its scenario says, and print that if asked.

    A fault may show before all of its traces do, so it is looked at more than once.
    """
    for look in range(_LOOKS):
        if look:
            time.sleep(_BETWEEN_LOOKS)
        shown, found = _checked(api, plan, head, given) if plan.check else _diagnosed(journal, head, given)
        if found.as_expected:
            break
    if printed:
        click.echo(shown())
    return found


def _diagnosed(journal: "Journal", head: "Head", given: dict[str, Any]) -> "tuple[Show, Verdict[Named]]":
    from kanivete.cli.running import run, width
    from kanivete.model import Scope
    from kanivete.render import render
    from kanivete.simulate.expected import verdict
    from kanivete.sources.live import open_live

    kind, _slash, name = journal.subject.partition("/")
    scope = Scope(names=(("node", name),)) if kind == "Node" else Scope(namespaces=(journal.namespace,))
    source = open_live(given["kubeconfig"], given["context"], given["request_timeout"])
    now = source.now
    diagnosis = run(source, scope)
    found = verdict(diagnosis, head, journal.subject, journal.namespace)
    return lambda: render(diagnosis, "text", width=width(), now=now), found


def _checked(api: "Api", plan: "Plan", head: "Head", given: dict[str, Any]) -> "tuple[Show, Verdict[Named]]":
    from kanivete.cli.running import width
    from kanivete.render.check.text import to_text
    from kanivete.simulate.checked import checked
    from kanivete.simulate.expected import verdict_of_check
    from kanivete.sources.live import open_live

    assert plan.check is not None
    source = open_live(given["kubeconfig"], given["context"], given["request_timeout"])
    try:
        check = checked(api, source, plan.check, plan.namespace)
    finally:
        source.close()
    return lambda: to_text(check, width=width()), verdict_of_check(check, head)
