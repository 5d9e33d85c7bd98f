"""One rule and one packet: what may come out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kanivete.node.firewall.model import Change, Choice, Kind, Rule, Stage, Step, Verdict
from kanivete.node.firewall.packet import Packet
from kanivete.node.firewall.truth import Unknown

_NEXT = Verdict(Kind.CONTINUE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The packet and the verdict; `effects` for the path, `why` if it is only possible, `assumed` that it matched."""

    packet: Packet
    verdict: Verdict
    effects: tuple[str, ...] = ()
    why: str = ""
    assumed: bool = False


def outcomes(rule: Rule, packet: Packet, stage: Stage) -> list[Outcome]:
    """What the rule may do to the packet: one outcome if it can be decided."""
    distinct: dict[tuple[Packet, Verdict], Outcome] = {}
    for one in _run(rule.steps, packet, stage):
        known = distinct.get((one.packet, one.verdict))
        if known is None or (known.assumed and not one.assumed):
            distinct[one.packet, one.verdict] = one
    return list(distinct.values())


def _run(steps: Sequence[Step], packet: Packet, stage: Stage) -> Iterator[Outcome]:
    effects: tuple[str, ...] = ()
    why = ""
    for at, step in enumerate(steps):
        if isinstance(step, Verdict):
            if step.kind is Kind.CONTINUE:
                continue
            yield Outcome(packet, step, effects, why or step.why, bool(why))
            return
        if isinstance(step, Change):
            before, packet = packet, step.apply(packet, stage)
            effects = (*effects, step.effect(packet)) if packet != before else effects
        elif isinstance(step, Choice):
            yield from _choose(step, steps[at + 1 :], Outcome(packet, _NEXT, effects, why, bool(why)), stage)
            return
        else:
            truth = step(packet, stage)
            if isinstance(truth, Unknown):
                yield Outcome(packet, _NEXT, effects, why or truth.why)
                why = why or truth.why
            elif not truth:
                yield Outcome(packet, _NEXT, effects, why)
                return
    yield Outcome(packet, _NEXT, effects, why, bool(why))


def _choose(choice: Choice, rest: Sequence[Step], so_far: Outcome, stage: Stage) -> Iterator[Outcome]:
    picks = choice.pick(so_far.packet, stage)
    why = so_far.why or (choice.why if len(picks) > 1 else "")
    for changes, verdict in picks:
        tail: Sequence[Step] = (verdict,) if verdict.kind is not Kind.CONTINUE else rest if not verdict.missed else ()
        for one in _run([*changes, *tail], so_far.packet, stage):
            effects = (*so_far.effects, *one.effects)
            yield Outcome(one.packet, one.verdict, effects, why or one.why, bool(why) or one.assumed)
