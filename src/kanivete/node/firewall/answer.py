"""The answer to "what happens to this packet": a verdict, the rule behind it, the way there, and how to undo it."""

from dataclasses import dataclass
from typing import Any

from kanivete.i18n import _, ngettext
from kanivete.node.firewall import revert
from kanivete.node.firewall.errors import PacketError
from kanivete.node.firewall.managers import manager_of
from kanivete.node.firewall.model import Kind, Rule, Ruleset, Table
from kanivete.node.firewall.packet import Hook, Packet, State
from kanivete.node.firewall.walk.stages import Way, Ways, base_chains, walk
from kanivete.node.firewall.walk.trail import Doubt, Passed

_KILLS = frozenset({Kind.DROP, Kind.REJECT})


@dataclass(frozen=True, slots=True)
class Answer:
    """`verdict` is accept, drop, reject or undecided. `passed` is the rule or policy behind it, None if there is none.

    Where the verdict is undecided, `passed` is the rule that would kill the packet.
    """

    verdict: Kind
    passed: Passed | None
    packets: int | None
    path: tuple[Passed, ...]
    doubts: tuple[Doubt, ...]
    revert: str = ""
    backup: str = ""
    notes: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """As JSON; the field names are stable."""
        passed = self.passed
        rule = passed.rule if passed else None
        return {
            "verdict": str(self.verdict),
            "rule": rule.text if rule else None,
            "table": passed.table if passed else None,
            "chain": passed.chain if passed else None,
            "number": rule.number if rule else None,
            "packets": self.packets,
            "comment": (rule.comment or None) if rule else None,
            "path": [_step(one) for one in self.path],
            "revert": self.revert or None,
            "backup": self.backup or None,
            "undecided": [_doubt(one) for one in self.doubts],
            "notes": list(self.notes),
        }


def _step(passed: Passed) -> dict[str, Any]:
    rule = passed.rule
    return {
        "table": passed.table,
        "chain": passed.chain,
        "number": rule.number if rule else None,
        "rule": rule.text if rule else None,
        "effect": passed.effect,
    }


def _doubt(doubt: Doubt) -> dict[str, Any]:
    rule = doubt.rule
    return {"rule": rule.text, "table": rule.table, "chain": rule.chain, "number": rule.number, "why": doubt.why}


def answer(ruleset: Ruleset, packet: Packet, hook: Hook) -> Answer:
    """Walk the packet.

    Raises:
        PacketError: The rules are all of the other address family.
    """
    _same_family(ruleset, packet)
    found = walk(ruleset, packet, hook)
    verdict, way = _verdict(found)
    passed = way.decisive
    table = _table(ruleset, passed, packet) if passed else None
    killed = verdict in _KILLS or (verdict is Kind.UNSURE and way.end.kind in _KILLS)
    return Answer(
        verdict=verdict,
        passed=passed,
        packets=_packets(table, passed),
        path=way.end.path,
        doubts=tuple(found.doubts.values()),
        revert=_revert(table, passed) if killed else "",
        backup=revert.backup(table) if killed and table else "",
        notes=(*ruleset.notes, *_notes(ruleset, packet, found, passed, verdict)),
    )


def _same_family(ruleset: Ruleset, packet: Packet) -> None:
    if ruleset.tables and not any(table.holds(packet.family) for table in ruleset.tables):
        have, tool = ("IPv6", "iptables-save") if packet.family == 4 else ("IPv4", "ip6tables-save")
        raise PacketError(
            _("the rules are {have}'s and the packet is IPv{family}: give the output of {tool}").format(
                have=have, family=packet.family, tool=tool
            )
        )


def _verdict(found: Ways) -> tuple[Kind, Way]:
    """The verdict on which all ways agree, and the way that assumes least; where they differ, the way that kills."""
    ways = sorted(found.ways, key=lambda way: way.end.doubts)
    kinds = {way.end.kind for way in ways}
    if len(kinds) == 1:
        return ways[0].end.kind, ways[0]
    killing = [way for way in ways if way.end.kind in _KILLS] or [way for way in ways if way.end.kind is Kind.UNSURE]
    return Kind.UNSURE, killing[0]


def _table(ruleset: Ruleset, passed: Passed, packet: Packet) -> Table | None:
    for table in ruleset.tables:
        chain = table.chains.get(passed.chain)
        if table.name != passed.table or chain is None or not table.holds(packet.family):
            continue
        if passed.rule is None or any(rule is passed.rule for rule in chain.rules):
            return table
    return None


def _packets(table: Table | None, passed: Passed | None) -> int | None:
    if passed is None or table is None:
        return None
    return passed.rule.packets if passed.rule else table.chains[passed.chain].packets


def _revert(table: Table | None, passed: Passed | None) -> str:
    if table is None or passed is None:
        return ""
    return revert.removal(table, passed.rule) if passed.rule else revert.opening(table, passed.chain)


def _notes(ruleset: Ruleset, packet: Packet, found: Ways, passed: Passed | None, verdict: Kind) -> list[str]:
    notes = []
    if not any(base_chains(ruleset, one, packet.family) for one in Hook):
        notes.append(_("There are no rules in what was given, so nothing in it drops the packet."))
    if verdict is Kind.ACCEPT:
        notes.append(
            _(
                "If the packet still does not arrive, look outside these rules: a cloud's security group or network"
                " ACL, a route, another machine's firewall, eBPF programs, or no program listening."
            )
        )
    if packet.state in (State.ESTABLISHED, State.RELATED) and _translates(ruleset, packet.family):
        notes.append(
            _(
                "Addresses are rewritten when a connection begins: for one that is established, give the addresses as"
                " they are after that."
            )
        )
    if len({way.hook for way in found.ways}) > 1:
        notes.append(
            _(
                "Rules rewrite the destination, so the node may forward the packet instead of taking it: both ways"
                " were walked."
            )
        )
    if passed and passed.rule and verdict is not Kind.ACCEPT:
        notes += _about(ruleset, passed.rule, packet)
    return notes


def _translates(ruleset: Ruleset, family: int) -> bool:
    return any(chain.nat and chain.rules for hook in Hook for _table, chain in base_chains(ruleset, hook, family))


def _about(ruleset: Ruleset, rule: Rule, packet: Packet) -> list[str]:
    notes = []
    table = _table(ruleset, Passed(rule.table, rule.chain, rule, ""), packet)
    same = sum(other.text == rule.text for other in table.chains[rule.chain].rules) if table else 1
    if same > 1 and table and table.dialect == "iptables":
        notes.append(
            ngettext(
                "The chain holds this rule {count} time: each command removes one of them.",
                "The chain holds this rule {count} times: each command removes one of them.",
                same,
            ).format(count=same)
        )
    manager = manager_of(rule.chain, rule.table)
    if manager:
        notes.append(
            _("{manager} keeps the chain {chain} and will put the rule back: change it there.").format(
                manager=manager, chain=rule.chain
            )
        )
    return notes
