"""ipsets, and whether a packet is in one. Source: ipset(8) and the kernel's net/netfilter/ipset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kanivete.i18n import _
from kanivete.node.firewall import protocols
from kanivete.node.firewall.packet import Packet
from kanivete.node.firewall.truth import Truth, Unknown, every, some
from kanivete.node.firewall.values import Network, Range, addresses_of, network_of, source_port, within

DEEPEST = 8
"""Sets within sets; the kernel allows one level."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry: a word for each dimension of the set's type. `wildcard`: its interface is how a name begins."""

    words: tuple[str, ...]
    nomatch: bool = False
    wildcard: bool = False


@dataclass
class IpSet:
    """A set; `kinds` are the dimensions of its type: `hash:net,port` has net and port."""

    name: str
    type: str
    family: int = 4
    prefix: int | None = None
    """Addresses are compared by so many leading bits (`netmask`)."""
    members: list[Member] = field(default_factory=list)

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.type.partition(":")[2].split(","))


def contains(name: str, directions: Sequence[str], packet: Packet, sets: Mapping[str, IpSet], depth: int = 0) -> Truth:
    """The packet's addresses, ports … in these directions (`src`, `dst`) are a member of the set."""
    found = sets.get(name)
    if found is None:
        return Unknown(_("the content of set {name} is not given: add the output of `ipset save`").format(name=name))
    if depth > DEEPEST:
        return Unknown(_("set {name} holds itself").format(name=name))
    if found.type == "list:set":
        return some(contains(member.words[0], directions, packet, sets, depth + 1) for member in found.members)
    if "net" in found.kinds or "ip" in found.kinds:
        if found.family != packet.family:
            return False
        if len(directions) < len(found.kinds):
            return False
    return _among(found, directions, packet)


def _among(found: IpSet, directions: Sequence[str], packet: Packet) -> Truth:
    """The most specific member that matches decides, because it may say `nomatch`."""
    matching = []
    for member in found.members:
        truth = _matches(found, member, directions, packet)
        if truth is not False:
            matching.append((_specific(member), member.nomatch, truth))
    matching.sort(key=lambda one: one[0], reverse=True)
    unknown: Unknown | None = None
    for _bits, nomatch, truth in matching:
        if isinstance(truth, Unknown):
            unknown = unknown or truth
        else:
            return unknown if unknown is not None and nomatch else not nomatch
    return unknown if unknown is not None else False


def _specific(member: Member) -> int:
    total = 0
    for word in member.words:
        try:
            total += network_of(word).length
        except ValueError:
            continue
    return total


def _matches(found: IpSet, member: Member, directions: Sequence[str], packet: Packet) -> Truth:
    return every(
        _interface(word, packet.in_interface if direction == "src" else packet.out_interface, member.wildcard)
        if kind == "iface"
        else _dimension(kind, word, direction == "src", packet, found.prefix)
        for kind, word, direction in zip(found.kinds, member.words, directions, strict=False)
    )


def _dimension(kind: str, word: str, source: bool, packet: Packet, prefix: int | None) -> Truth:
    if kind in ("ip", "net"):
        return _address(word, packet.src if source else packet.dst, packet, prefix if kind == "ip" else None)
    if kind == "port":
        return _port(word, source, packet)
    if kind == "mark":
        try:
            return within(packet.mark, Range(int(word, 0), int(word, 0)), _("the mark"))
        except ValueError:
            return Unknown(_("{word!r} is no mark").format(word=word))
    return Unknown(_("a set's {kind} is not looked at").format(kind=kind))


def _address(word: str, address: int | None, packet: Packet, prefix: int | None) -> Truth:
    try:
        family, where = addresses_of(word)
    except ValueError:
        return Unknown(_("{word!r} is no address").format(word=word))
    if family != packet.family:
        return False
    if address is None:
        return Unknown(_("the address it was rewritten to is not known"))
    if prefix is not None and isinstance(where, Network):
        where = Network(family, where.address, ((1 << prefix) - 1) << (packet.bits - prefix))
    return address in where


def _port(word: str, source: bool, packet: Packet) -> Truth:
    """`tcp:80`, `80` (of a bitmap, any protocol with ports), `80-90`, `icmp:echo-request`, `vrrp:0`."""
    before, colon, after = word.partition(":")
    if colon and protocols.number_of(before) != packet.protocol:
        return False
    ports = after if colon else before
    if packet.icmp is not None:
        named = protocols.icmp_type_of(ports, packet.family) if colon else None
        return named is not None and packet.icmp == (named[0], named[1] or 0)
    if packet.protocol not in protocols.WITH_PORTS:
        return colon != "" and ports == "0"
    first, _dash, last = ports.partition("-")
    try:
        range_ = Range(int(first), int(last or first))
    except ValueError:
        return Unknown(_("{word!r} is no port").format(word=word))
    return source_port(packet, range_) if source else within(packet.dport, range_, _("the port"))


def _interface(word: str, interface: str | None, wildcard: bool) -> Truth:
    if interface is None or word.startswith("physdev:"):
        return Unknown(_("the interface is not given: --in-interface or --out-interface"))
    return interface.startswith(word) if wildcard else word == interface
