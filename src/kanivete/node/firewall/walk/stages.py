"""The base chains of a hook in the kernel's order, and every way a packet may go through them.

A drop anywhere is final; an accept ends only its own base chain. Source: the priorities in the kernel's
`nf_ip_hook_priorities`, and `nf_hook_entries_grow`; all nat chains of a hook are called at one of the priorities.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kanivete.node.firewall.facts import loopback
from kanivete.node.firewall.model import Chain, Kind, Rule, Ruleset, Stage, Table
from kanivete.node.firewall.packet import Hook, Packet, State
from kanivete.node.firewall.walk.chain import Walker
from kanivete.node.firewall.walk.trail import Doubt, Ending, Passed

CONNTRACK = -200
_NAT_AT = {Hook.PREROUTING: -100, Hook.OUTPUT: -100, Hook.INPUT: 100, Hook.POSTROUTING: 100}
_MAIN = frozenset({Hook.INPUT, Hook.FORWARD, Hook.OUTPUT})
_BEFORE = {
    Hook.INPUT: (Hook.INGRESS, Hook.PREROUTING),
    Hook.FORWARD: (Hook.INGRESS, Hook.PREROUTING),
    Hook.OUTPUT: (),
}
_AFTER = {Hook.INPUT: (), Hook.FORWARD: (Hook.POSTROUTING,), Hook.OUTPUT: (Hook.POSTROUTING,)}


@dataclass(frozen=True, slots=True)
class Way:
    """One way through all hooks. `accepts` are the ends of the main hook's chains, by which it came through."""

    end: Ending
    hook: Hook
    accepts: tuple[tuple[int, Passed], ...] = ()

    @property
    def decisive(self) -> Passed | None:
        """The rule or policy that decided: what killed it, or what let it through the filter."""
        if self.end.kind is not Kind.ACCEPT:
            return self.end.path[-1] if self.end.path else None
        filters = [passed for priority, passed in self.accepts if priority == 0] or [one for _at, one in self.accepts]
        return next((one for one in reversed(filters) if one.rule is not None), filters[-1] if filters else None)


@dataclass(slots=True)
class Ways:
    """All of them, and the rules that could not be decided."""

    ways: list[Way] = field(default_factory=list)
    doubts: dict[Rule, Doubt] = field(default_factory=dict)


def walk(ruleset: Ruleset, packet: Packet, hook: Hook) -> Ways:
    """Every way the packet may go when it is for the node, forwarded by it, or sent by it."""
    found = Ways()
    live = [Way(Ending(Kind.ACCEPT, packet), hook)]
    for before in _BEFORE[hook]:
        live = _through(ruleset, before, live, found)
    routed = [(way, main) for way in live for main in _routes(way.end.packet, hook)]
    for main in dict.fromkeys(main for _way, main in routed):
        rest = [Way(way.end, main, way.accepts) for way, to in routed if to is main]
        for at in (main, *_AFTER[main]):
            rest = _through(ruleset, at, rest, found)
        found.ways += rest
    return found


def _routes(packet: Packet, hook: Hook) -> tuple[Hook, ...]:
    """Where a packet goes once its destination may have been rewritten."""
    if hook is Hook.OUTPUT or not packet.dnat:
        return (Hook.INPUT,) if packet.redirected and hook is not Hook.OUTPUT else (hook,)
    if packet.redirected or loopback(packet.dst, packet.family) or packet.dst == packet.original_dst:
        return (Hook.INPUT,) if packet.redirected else (hook,)
    return (hook,) if hook is Hook.FORWARD else (Hook.FORWARD, Hook.INPUT)


def base_chains(ruleset: Ruleset, hook: Hook, family: int) -> list[tuple[Table, Chain]]:
    """The base chains of the hook, in order. Of one priority, the one that was registered last is called first."""
    found = [
        (table, chain)
        for table in ruleset.tables
        if table.holds(family)
        for chain in table.chains.values()
        if chain.hook is hook
    ]
    order = sorted(range(len(found)), key=lambda at: (_called_at(found[at][1]), found[at][1].priority, -at))
    return [found[at] for at in order]


def _tracked(hook: Hook, chain: Chain) -> bool:
    """Connection tracking sees a packet at the first hook it meets, between raw and mangle."""
    if hook is Hook.INGRESS:
        return False
    return hook not in (Hook.PREROUTING, Hook.OUTPUT) or chain.nat or chain.priority >= CONNTRACK


def _called_at(chain: Chain) -> int:
    return _NAT_AT.get(chain.hook, chain.priority) if chain.nat and chain.hook else chain.priority


def _through(ruleset: Ruleset, hook: Hook, live: Sequence[Way], found: Ways) -> list[Way]:
    for table, chain in base_chains(ruleset, hook, live[0].end.packet.family if live else 0):
        stage = Stage(hook, _tracked(hook, chain), bool(live) and live[0].hook is Hook.INPUT, ruleset.sets)
        walker = Walker(table, stage, found.doubts)
        after: dict[Packet, Way] = {}
        for way in live:
            for end in _ends(walker, chain, way.end.packet):
                _sort(_joined(way, end, chain, hook), after, found)
        live = sorted(after.values(), key=lambda way: way.end.doubts)
    return list(live)


def _ends(walker: Walker, chain: Chain, packet: Packet) -> Iterable[Ending]:
    """Address translation is for the first packet of a connection that has none yet."""
    done = packet.dnat if chain.hook in (Hook.PREROUTING, Hook.OUTPUT) else packet.snat
    if chain.nat and (packet.state is not State.NEW or done):
        return [Ending(Kind.ACCEPT, packet)]
    if chain.devices and packet.in_interface is not None and packet.in_interface not in chain.devices:
        return [Ending(Kind.ACCEPT, packet)]
    return walker.base(chain, packet)


def _joined(way: Way, end: Ending, chain: Chain, hook: Hook) -> Way:
    accepts = way.accepts
    if end.kind is Kind.ACCEPT and hook in _MAIN and not chain.nat and end.path:
        accepts = (*accepts, (chain.priority, end.path[-1]))
    path = end.path
    if end.kind is Kind.ACCEPT and path and path[-1].rule is None and (hook not in _MAIN or chain.priority != 0):
        path = path[:-1]  # policies of chains that do not filter are no news
    whole = Ending(end.kind, end.packet, (*way.end.path, *path), way.end.doubts + end.doubts)
    return Way(whole, way.hook, accepts)


def _sort(way: Way, after: dict[Packet, Way], found: Ways) -> None:
    if way.end.kind is not Kind.ACCEPT:
        found.ways.append(way)
        return
    known = after.get(way.end.packet)
    if known is None or way.end.doubts < known.end.doubts:
        after[way.end.packet] = way
