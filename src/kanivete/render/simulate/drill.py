"""What a drill says to the person who plays it."""

from collections.abc import Iterable

from kanivete.catalogue import catalogue
from kanivete.i18n import N_, _, ngettext
from kanivete.redact import clean
from kanivete.render.cause_page import title
from kanivete.render.simulate.language import language
from kanivete.simulate.drill.dialogue import (
    FULL,
    HINT_COSTS,
    WRONG_COSTS,
    Choices,
    Game,
    Help,
    Hint,
    NoMoreHints,
    NotUnderstood,
    Outcome,
    Reply,
    Standing,
    Wrong,
)
from kanivete.simulate.plan import Plan
from kanivete.simulate.scenario.model import Head
from kanivete.toolbox.durations import words_of

_COMMANDS = (
    (N_("hint"), N_("what to look at next")),
    (N_("causes"), N_("some causes to choose from, by number")),
    (N_("answer CAUSE"), N_("its number, its id, its title, or words close to these")),
    (N_("status"), N_("the time, the hints and the answers so far")),
    (N_("give up"), N_("be told")),
    (N_("quit"), N_("end the drill without being told")),
)
_OUTCOMES = {
    Outcome.FOUND: N_("Right."),
    Outcome.GIVEN_UP: N_("This is what it was."),
    Outcome.TIME_OVER: N_("The time is over: the fault is ending by itself."),
}


def plan_text(plan: Plan, machines: Iterable[str]) -> str:
    """How far the changes of a drill go, without what they are."""
    lines = [_("In context {context} this makes a fault that you are to find:").format(context=plan.resources.context)]
    lines.append("  " + _("namespace {namespace}, and objects in it").format(namespace=plan.namespace))
    if plan.goes_outside:
        lines.append("  " + _("an object or a setting of the cluster, outside of that namespace"))
    lines += ["  " + _("something on machine {machine}, as root").format(machine=machine) for machine in machines]
    length = words_of(plan.wish.seconds)
    lines.append(_("It is taken back when you are done, and ends by itself after {length}.").format(length=length))
    return "\n".join(lines)


def opening(plan: Plan, seed: int, game: Game) -> str:
    """What the person is told when the fault shows."""
    complaint = _complaint(plan)
    invitation = _("Find out why, with whatever you like, in another terminal; then answer here.")
    number = _("This is drill {seed}; there are {count} hints.").format(seed=seed, count=game.puzzle.all_hints)
    return f"{complaint}\n{invitation}\n{number}\n{commands()}"


def _complaint(plan: Plan) -> str:
    kind, _slash, name = plan.subject.partition("/")
    if kind == "Node":
        return _("Node {name} is not well.").format(name=name)
    if plan.check:
        text = _("{kind} {name} in namespace {namespace} gets no answer that it could use from {target}.")
        return text.format(kind=kind, name=name, namespace=plan.namespace, target=plan.check.target)
    return _("{kind} {name} in namespace {namespace} is not well.").format(
        kind=kind, name=name, namespace=plan.namespace
    )


def commands() -> str:
    """What can be typed."""
    width = max(len(_(name)) for name, _told in _COMMANDS)
    return "\n".join(f"  {_(name):<{width}}  {_(told)}" for name, told in _COMMANDS)


def said(reply: Reply, game: Game) -> str:
    """A reply, or nothing where there is nothing to say."""
    match reply:
        case Hint():
            return _hint(reply)
        case NoMoreHints():
            return _("There are no more hints. `causes` lists some to choose from.")
        case Choices():
            lines = [_("Which of these do you mean?")] if reply.unclear else []
            return "\n".join([*lines, *_listed(reply.causes), _("Answer by number: answer 1")])
        case Wrong():
            return _wrong(reply)
        case NotUnderstood():
            return _not_understood(reply)
        case Standing():
            return _standing(reply, game)
        case Help():
            return commands()
    return ""


def result(game: Game, head: Head, seconds: float) -> str:
    """How it ended, and what it was. Nobody who just leaves is told."""
    if game.outcome not in _OUTCOMES:
        return ""
    was = _("It was {cause}: {summary}").format(cause=head.cause, summary=head.told(language()))
    counts = f"{_time(seconds)}, {_hints(game)}, {_wrong_answers(game)}"
    points = _("{counts}: {points} of {full} points").format(counts=counts, points=game.points, full=FULL)
    return "\n".join([_(_OUTCOMES[game.outcome]), clean(was), points])


def again(command: str) -> str:
    """How the same drill is played once more."""
    return _("The same again: {command}").format(command=command)


def _hint(hint: Hint) -> str:
    number = _("Hint {number} of {of}:").format(number=hint.number, of=hint.of)
    if hint.step is None:
        return f"{number} {_('Somewhere it is said in so many words:')}\n  {clean(hint.quote)}"
    return f"{number} {_(hint.step.text)}\n  {hint.step.command}"


def _listed(causes: Iterable[str]) -> list[str]:
    known = catalogue()
    return [f"  {at:>2}. {cause}  {title(known[cause])}" for at, cause in enumerate(causes, 1)]


def _wrong(reply: Wrong) -> str:
    if reply.again:
        return _("It is still not {cause}.").format(cause=reply.cause)
    if reply.same_family:
        return _("It is not {cause}, but something of that kind.").format(cause=reply.cause)
    return _("It is not {cause}, nor anything of that kind.").format(cause=reply.cause)


def _not_understood(reply: NotUnderstood) -> str:
    if reply.is_answer:
        return _("That is like no cause of the catalogue: try other words, or `causes`.")
    return _("{line}: not a command. These are:").format(line=clean(reply.line[:60])) + f"\n{commands()}"


def _standing(reply: Standing, game: Game) -> str:
    played = f"{_time(reply.seconds)}, {_hints(game)}, {_wrong_answers(game)}"
    left = _("the fault is there for {left} more").format(left=_time(reply.left))
    cost = _("a hint costs {hint} points, a wrong answer {wrong}").format(hint=HINT_COSTS, wrong=WRONG_COSTS)
    return f"{played}; {left}; {cost}"


def _hints(game: Game) -> str:
    return ngettext("{count} hint", "{count} hints", game.hints).format(count=game.hints)


def _wrong_answers(game: Game) -> str:
    count = len(game.wrong)
    return ngettext("{count} wrong answer", "{count} wrong answers", count).format(count=count)


def _time(seconds: float) -> str:
    return words_of(int(seconds))
