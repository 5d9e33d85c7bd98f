"""Runs: what is about to be changed, what is, and what a diagnosis or a check said of it."""

from typing import Any

from kanivete.i18n import _
from kanivete.kube.meta import moment
from kanivete.redact import clean
from kanivete.render import words
from kanivete.render.simulate.language import language
from kanivete.simulate.drill.disguise import NAME as DRILL
from kanivete.simulate.expected import Named, Verdict
from kanivete.simulate.journal.model import Change, Created, Journal, OnMachine, Status, now
from kanivete.simulate.manifests import title
from kanivete.simulate.plan import Plan
from kanivete.toolbox.durations import words_of
from kanivete.toolbox.reaper.objects import NAME as REAPER
from kanivete.toolbox.timer import NAME as TIMER


def plan_text(plan: Plan, ways: dict[str, str]) -> str:
    """Every change of a run to be. `ways` say how each machine is reached."""
    head = plan.scenario.head
    lines = [_("{name}: {summary}").format(name=plan.scenario.name, summary=head.told(language()))]
    lines.append(_("In context {context} this will make:").format(context=plan.resources.context))
    if plan.own_namespace:
        lines.append(f"  Namespace {plan.namespace}")
    where = plan.namespace
    lines.append(f"  ConfigMap {where}/kanivete-{plan.run}  ({_('the undo journal')})")
    if plan.wish.timed:
        lines.append(f"  Job {where}/{TIMER}-{plan.run}  ({_('ends the fault; makes no pod')})")
        if plan.own_namespace:
            lines.append(f"  Job {where}/{REAPER}  ({_('removes the namespace; with a service account of its own')})")
    lines += [f"  {title(one, where)}  ({_('a registry, brought along')})" for one in plan.registry]
    lines += [f"  {title(one, one['metadata'].get('namespace', ''))}" for one in plan.manifests]
    for step in plan.steps:
        if step.patch is not None:
            lines.append(_("change {kind} {name}:").format(kind=step.patch.kind, name=step.patch.name))
            lines.append(f"  {step.patch.set}")
        elif step.machine:
            lines.append(
                _("and on {machine} ({way}), as root:").format(machine=step.machine, way=ways.get(step.machine, ""))
            )
            lines += [f"  {line}" for line in (_rule(step.drop) if step.drop else step.do).splitlines()]
    length = words_of(plan.wish.seconds)
    if plan.wish.timed:
        lines.append(_("It ends by itself after {length}.").format(length=length))
    else:
        lines.append(_("It does NOT end by itself: only `kanivete simulate revert` ends it."))
    return "\n".join(lines)


def _rule(drop: Any) -> str:
    parts = [f"-s {drop.source}" if drop.source else "", f"-d {drop.to}" if drop.to else ""]
    parts.append(f"-p {drop.protocol or 'tcp'} --dport {drop.port}" if drop.port is not None else "")
    return " ".join(["iptables", "-I", drop.chain, *(part for part in parts if part), "-j", "DROP"])


def status_text(journals: list[Journal], mine: str) -> str:
    """A block for each run."""
    return "\n\n".join(_block(journal, mine) for journal in journals)


def _block(journal: Journal, mine: str) -> str:
    who = _("you") if journal.by == mine else journal.by
    lines = [
        f"{journal.run}  {journal.scenario or '?'}  ({_status(journal.status)})",
        _("  namespace {namespace}, since {started}, by {who} from {machine}").format(
            namespace=journal.namespace, started=journal.started, who=who, machine=journal.machine
        ),
        f"  {ends(journal)}",
    ]
    if journal.scenario != DRILL:
        lines += [f"  {change_text(change)}" for change in journal.changes if not _goes_along(change, journal)]
    return clean("\n".join(lines))


def ends(journal: Journal) -> str:
    """When a run is over."""
    at = moment(journal.expires)
    if not journal.has_timer or at is None:
        return _("does not end by itself: kanivete simulate revert {run}").format(run=journal.run)
    left = int((at - now()).total_seconds())
    if left <= 0:
        return _("its time was over at {time}: it is ending, or kanivete simulate revert {run}").format(
            time=journal.expires, run=journal.run
        )
    return _("ends by itself in {left}, at {time}; sooner: kanivete simulate revert {run}").format(
        left=words_of(left), time=journal.expires, run=journal.run
    )


def change_text(change: Change) -> str:
    """One change that does not go with the run's namespace."""
    if isinstance(change, OnMachine):
        first = change.do.strip().splitlines()[-1]
        return _("changed {machine}: {what}").format(machine=change.machine, what=first)
    where = f"{change.namespace}/" if change.namespace else ""
    if isinstance(change, Created):
        return _("made {kind} {name}").format(kind=change.kind, name=f"{where}{change.name}")
    return _("changed {kind} {name}").format(kind=change.kind, name=f"{where}{change.name}")


def _goes_along(change: Change, journal: Journal) -> bool:
    """Whether it need not be told."""
    return isinstance(change, Created) and (change.kind == "Namespace" or change.namespace == journal.namespace)


def _status(status: Status) -> str:
    states = {Status.MAKING: _("being made"), Status.MADE: _("made"), Status.REVERTING: _("being reverted")}
    return states[status]


def verdict_text(verdict: Verdict[Named]) -> str:
    """What was found, against what ought to be."""
    if verdict.found is None:
        return _("expected {cause}: nothing was found about it").format(cause=verdict.expected)
    if verdict.as_expected:
        return _("expected {cause}: found {found} ({certainty})").format(
            cause=verdict.expected, found=verdict.found.cause, certainty=words.certainty(verdict.found.certainty)
        )
    return _("expected {cause}: but found {found} first").format(cause=verdict.expected, found=verdict.found.cause)


def run_data(journal: Journal) -> dict[str, Any]:
    """One run, for programs."""
    return {
        "run": journal.run,
        "scenario": journal.scenario,
        "cause": journal.cause,
        "subject": journal.subject,
        "namespace": journal.namespace,
        "context": journal.context,
        "server": journal.server,
        "by": journal.by,
        "machine": journal.machine,
        "startedAt": journal.started,
        "expiresAt": journal.expires if journal.has_timer else None,
        "status": journal.status.value,
        "changes": [{"state": change.state.value, "text": change_text(change)} for change in journal.changes],
    }


def verdict_data(verdict: Verdict[Named]) -> dict[str, Any]:
    """What a diagnosis or a check said, for programs."""
    found = verdict.found
    return {
        "expected": verdict.expected,
        "found": found.cause if found else None,
        "certainty": found.certainty.value if found else None,
        "asExpected": verdict.as_expected,
    }
