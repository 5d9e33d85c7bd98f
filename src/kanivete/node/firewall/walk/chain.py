"""A chain and a packet: every way it may end. Packets that became the same go on as one, so doubts do not multiply."""

from typing import TypeVar

from kanivete.i18n import _
from kanivete.node.firewall.model import Chain, Kind, Rule, Stage, Table
from kanivete.node.firewall.packet import Packet
from kanivete.node.firewall.walk.rule import Outcome, outcomes
from kanivete.node.firewall.walk.trail import Doubt, Ending, Passed

DEEPEST = 64
"""Jumps within jumps; nft allows 16."""

K = TypeVar("K")

_FINAL = frozenset({Kind.ACCEPT, Kind.DROP, Kind.REJECT, Kind.UNSURE})


class Walker:
    """Walks the chains of one table at one stage. `doubts` gathers the rules that could not be decided, in order."""

    def __init__(self, table: Table, stage: Stage, doubts: dict[Rule, Doubt]) -> None:
        self.table = table
        self.stage = stage
        self.doubts = doubts
        self._known: dict[tuple[str, Packet], tuple[Ending, ...]] = {}
        self._entered: set[tuple[str, Packet]] = set()

    def base(self, chain: Chain, packet: Packet) -> list[Ending]:
        """How a base chain may end: its policy where no rule decides."""
        ends = []
        for end in self._chain(chain.name, packet, 0):
            if end.kind is Kind.RETURN:
                policy = Passed(self.table.name, chain.name, None, _policy(chain.policy))
                end = Ending(chain.policy, end.packet, (*end.path, policy), end.doubts)
            ends.append(end)
        return ends

    def _chain(self, name: str, packet: Packet, depth: int) -> tuple[Ending, ...]:
        """The endings of a chain; RETURN is falling off its end."""
        known = self._known.get((name, packet))
        if known is None:
            if depth > DEEPEST or (name, packet) in self._entered:
                return (Ending(Kind.UNSURE, packet),)  # the kernel refuses such loops
            self._entered.add((name, packet))
            known = self._known[name, packet] = tuple(self._walk(self.table.chains[name], packet, depth))
        return known

    def _walk(self, chain: Chain, packet: Packet, depth: int) -> list[Ending]:
        ends: dict[tuple[Kind, Packet, Rule | None], Ending] = {}
        live = {packet: Ending(Kind.RETURN, packet)}
        for rule in chain.rules:
            after: dict[Packet, Ending] = {}
            for here in live.values():
                for end in self._step(rule, here, depth):
                    if end.kind is Kind.CONTINUE:
                        _keep(after, end.packet, Ending(Kind.RETURN, end.packet, end.path, end.doubts))
                    else:
                        _keep(ends, end.key, end)
            live = after
            if not live:
                break
        for here in live.values():
            _keep(ends, here.key, here)
        return sorted(ends.values(), key=lambda end: end.doubts)

    def _step(self, rule: Rule, here: Ending, depth: int) -> list[Ending]:
        possible = outcomes(rule, here.packet, self.stage)
        ends = [end for one in possible for end in self._after(rule, here, one, depth)]
        differ = len(possible) > 1 and len({end.key for end in ends}) > 1
        if differ or any(end.kind is Kind.UNSURE and end.path and end.path[-1].rule is rule for end in ends):
            why = next((one.why for one in possible if one.why), _("its chain leads back to itself"))
            self.doubts.setdefault(rule, Doubt(rule, why))
        return ends

    def _after(self, rule: Rule, here: Ending, one: Outcome, depth: int) -> list[Ending]:
        verdict, doubts = one.verdict, here.doubts + one.assumed
        path = here.path
        if one.effects:
            path = (*path, self._passed(rule, "; ".join(one.effects), one))
        if verdict.kind in (Kind.CONTINUE, Kind.RETURN):
            return [Ending(verdict.kind, one.packet, path, doubts)]
        if verdict.kind not in (Kind.JUMP, Kind.GOTO):
            path = here.path if one.effects else path
            effect = (
                "; ".join(one.effects)
                if _translated(verdict.kind, one)
                else "; ".join((*one.effects, _said(verdict.kind)))
            )
            return [Ending(verdict.kind, one.packet, (*path, self._passed(rule, effect, one)), doubts)]
        if verdict.chain not in self.table.chains:
            return [Ending(Kind.UNSURE, one.packet, (*path, self._passed(rule, "", one)), doubts)]
        path = (*path, self._passed(rule, f"→ {verdict.chain}", one))
        ends = []
        for end in self._chain(verdict.chain, one.packet, depth + 1):
            kind = Kind.CONTINUE if end.kind is Kind.RETURN and verdict.kind is Kind.JUMP else end.kind
            whole = (*path, *end.path) if end.kind in _FINAL or end.path else path
            if kind is Kind.CONTINUE and not end.path:
                whole = here.path  # a chain that did nothing is no part of the way
            ends.append(Ending(kind, end.packet, whole, doubts + end.doubts))
        return ends

    def _passed(self, rule: Rule, effect: str, one: Outcome) -> Passed:
        if one.assumed:
            effect = _("if it matches: {effect}").format(effect=effect)
        return Passed(self.table.name, rule.chain, rule, effect)


def _keep(ends: dict[K, Ending], key: K, end: Ending) -> None:
    """Of endings that are the same, the one that assumes least."""
    known = ends.get(key)
    if known is None or end.doubts < known.doubts:
        ends[key] = end


def _translated(kind: Kind, one: Outcome) -> bool:
    """What ends with an accept because it was rewritten: the effect says enough."""
    return kind is Kind.ACCEPT and bool(one.effects)


def _said(kind: Kind) -> str:
    said = {
        Kind.ACCEPT: _("accepted"),
        Kind.DROP: _("dropped"),
        Kind.REJECT: _("rejected"),
        Kind.UNSURE: _("undecided"),
    }
    return said[kind]


def _policy(kind: Kind) -> str:
    return _("the policy of the chain: {verdict}").format(verdict=_said(kind))
