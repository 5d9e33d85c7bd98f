"""Where a packet dies on its way from one machine to another, as the machines' own firewalls tell."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kanivete.node.firewall.answer import Answer, answer
from kanivete.node.firewall.errors import PacketError, UnreadableError
from kanivete.node.firewall.model import Kind, Ruleset
from kanivete.node.firewall.packet import Hook, Packet, State, packet_of
from kanivete.node.firewall.read import ruleset_of
from kanivete.sources.base import NodeDump

REPLY_PORT = 40_000
"""A port that a client's connection may come from; the kernel's default range is 32768 to 60999."""


class Place(StrEnum):
    """Where a machine is on the packet's way."""

    SOURCE = "source"
    BETWEEN = "between"
    DESTINATION = "destination"


@dataclass(frozen=True)
class Cut:
    """A machine whose firewall does not let the packet, or (`reply`) the answer to it, through.

    `assumed`: nothing says which addresses the machine has; it is taken for the destination, or for one in between.
    The answer's verdict is drop, reject or undecided.
    """

    machine: str
    place: Place
    hook: Hook
    answer: Answer
    reply: bool = False
    assumed: bool = False


def cuts(
    dumps: Iterable[NodeDump],
    source_ip: str,
    dest_ip: str,
    port: int,
    protocol: str = "tcp",
    addresses: Mapping[str, Collection[str]] | None = None,
    via: Collection[str] = (),
) -> tuple[Cut, ...]:
    """The firewalls that stop a new connection's first packet, or the answer to it: surest first.

    Args:
        dumps: What the machines' tools printed; of a machine that cannot be understood, nothing is said.
        source_ip: Where the packet comes from.
        dest_ip: Where it goes.
        port: The destination's port.
        protocol: `tcp` or another with ports.
        addresses: The addresses of machines by name, as far as they are known.
        via: Addresses that the packet is handed to on its way, as a route tells.

    Raises:
        PacketError: There can be no such packet.
    """
    there = packet_of(source_ip, dest_ip, port=port, protocol=protocol)
    back = packet_of(dest_ip, source_ip, port=REPLY_PORT, protocol=protocol, sport=port, state=State.ESTABLISHED)
    by_machine: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for dump in dumps:
        if _is_of_family(dump, there.family):
            by_machine[dump.node].append((f"{dump.node}.{dump.name}", dump.text))
    known = dict(addresses or {})
    found: list[Cut] = []
    for machine in sorted(by_machine):
        place = _place(machine, known, source_ip, dest_ip, via)
        rules = _ruleset(by_machine[machine], there.family)
        if place and rules:
            found += _at(machine, place, rules, there, back, assumed=machine not in known)
    return tuple(sorted(found, key=_order))


def _is_of_family(dump: NodeDump, family: int) -> bool:
    """iptables and ip6tables print the same; nft and ipset hold both."""
    return not dump.name.startswith("ip6tables" if family == 4 else "iptables")


def _place(
    machine: str, known: Mapping[str, Collection[str]], source: str, dest: str, via: Collection[str]
) -> Place | None:
    """Where a machine is on the way; one that is known, and has none of the addresses there, is not on it."""
    if machine in known:
        here = known[machine]
        if source in here or dest in here:
            return Place.SOURCE if source in here else Place.DESTINATION
        return Place.BETWEEN if any(address in here for address in via) else None
    is_dest_known = any(dest in here for here in known.values())
    return Place.BETWEEN if is_dest_known else Place.DESTINATION


def _at(machine: str, place: Place, rules: Ruleset, there: Packet, back: Packet, *, assumed: bool) -> Iterator[Cut]:
    hooks = {
        Place.SOURCE: (Hook.OUTPUT, Hook.INPUT),
        Place.BETWEEN: (Hook.FORWARD, Hook.FORWARD),
        Place.DESTINATION: (Hook.INPUT, Hook.OUTPUT),
    }[place]
    for hook, packet, reply in zip(hooks, (there, back), (False, True), strict=True):
        try:
            said = answer(rules, packet, hook)
        except PacketError:
            # The rules are of the other address family.
            continue
        if said.verdict is not Kind.ACCEPT:
            yield Cut(machine, place, hook, said, reply, assumed)


def _ruleset(dumps: list[tuple[str, str]], family: int) -> Ruleset | None:
    try:
        return ruleset_of(dumps, family)
    except UnreadableError:
        return None


def _order(cut: Cut) -> tuple[bool, bool, bool, int, str]:
    said = cut.answer
    return said.verdict is Kind.UNSURE, cut.reply, cut.assumed, -(said.packets or 0), cut.machine
