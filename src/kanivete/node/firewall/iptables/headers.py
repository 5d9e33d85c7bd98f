"""Matches on the packet's own header and interfaces: `-s -d -p -i -o -f`, `-m iprange`, `-m icmp`, `-m tcp` flags."""

from collections.abc import Callable

from kanivete.i18n import _
from kanivete.node.firewall import protocols
from kanivete.node.firewall.facts import through
from kanivete.node.firewall.model import Stage, Test
from kanivete.node.firewall.packet import Packet
from kanivete.node.firewall.parse.options import Match, Option
from kanivete.node.firewall.sets import IpSet, contains
from kanivete.node.firewall.truth import Truth, Unknown, inverted
from kanivete.node.firewall.values import Network, Range, addresses_of

Maker = Callable[[Match, int], list[Test]]
"""The tests of a match, for a family. May raise ValueError, IndexError or KeyError on words without sense."""


def _packet(match: Match, family: int) -> list[Test]:
    del family
    makers = {
        "--source": _address_test,
        "--destination": _address_test,
        "--in-interface": _interface_test,
        "--out-interface": _interface_test,
        "--protocol": _protocol_test,
        "--fragment": _fragment_test,
    }
    return [makers[option.name](option) for option in match.options]


def _address_test(option: Option) -> Test:
    among = [addresses_of(word) for word in option.value.split(",")]
    return address_test(among, option.name == "--source", option.negated)


def address_test(among: list[tuple[int, Network | Range]], source: bool, negated: bool) -> Test:
    """The source or destination address is among these."""

    def test(packet: Packet, stage: Stage) -> Truth:
        del stage
        address = packet.src if source else packet.dst
        if address is None:
            if any(isinstance(where, Network) and not where.mask for _family, where in among):
                return not negated
            return Unknown(_("the address it was rewritten to is not known"))
        return inverted(any(family == packet.family and address in where for family, where in among), negated)

    return test


def _interface_test(option: Option) -> Test:
    incoming = option.name == "--in-interface"
    pattern = option.value.removesuffix("+") + "*" if option.value.endswith("+") else option.value
    if not pattern:
        raise ValueError(option.name)

    def test(packet: Packet, stage: Stage) -> Truth:
        return inverted(through(packet, stage, incoming, pattern), option.negated)

    return test


def _protocol_test(option: Option) -> Test:
    number = protocols.number_of(option.value)
    if number is None:
        raise ValueError(option.value)

    def test(packet: Packet, stage: Stage) -> Truth:
        del stage
        return inverted(number in (0, packet.protocol), option.negated)

    return test


def _fragment_test(option: Option) -> Test:
    def test(packet: Packet, stage: Stage) -> Truth:
        del packet, stage
        return option.negated  # the packet in question is whole

    return test


def _iprange(match: Match, family: int) -> list[Test]:
    del family
    return [
        address_test([addresses_of(option.value)], option.name == "--src-range", option.negated)
        for option in match.options
        if option.name in ("--src-range", "--dst-range")
    ]


def _icmp(match: Match, family: int) -> list[Test]:
    return [_icmp_test(option, family) for option in match.options]


def _icmp_test(option: Option, family: int) -> Test:
    wanted = None if option.value in ("any", "255") else protocols.icmp_type_of(option.value, family)
    if wanted is None and option.value not in ("any", "255"):
        raise ValueError(option.value)

    def test(packet: Packet, stage: Stage) -> Truth:
        del stage
        if packet.icmp is None:
            return False
        same = wanted is None or (packet.icmp[0] == wanted[0] and wanted[1] in (None, packet.icmp[1]))
        return inverted(same, option.negated)

    return test


def _set(match: Match, family: int) -> list[Test]:
    del family
    (option,) = [one for one in match.options if one.name == "--match-set"]
    name, directions = option.values[0], tuple(option.values[1].split(","))
    others = {one.name for one in match.options}

    def test(packet: Packet, stage: Stage) -> Truth:
        truth = contains(name, directions, packet, stage.sets)
        if truth is True and others & _COUNTED:
            truth = Unknown(_("it tests the counters of a set"))
        if truth is False and "--return-nomatch" in others and _excepts(stage.sets.get(name)):
            truth = Unknown(_("it asks for the exceptions of a set"))
        return inverted(truth, option.negated)

    return [test]


_COUNTED = frozenset({"--packets-eq", "--packets-lt", "--packets-gt", "--bytes-eq", "--bytes-lt", "--bytes-gt"})


def _excepts(found: IpSet | None) -> bool:
    return found is not None and any(member.nomatch for member in found.members)


MATCHES: dict[str, Maker] = {
    "packet": _packet,
    "iprange": _iprange,
    "icmp": _icmp,
    "icmp6": _icmp,
    "icmpv6": _icmp,
    "ipv6-icmp": _icmp,
    "set": _set,
}
