"""Matches on ports and TCP flags: `-m tcp`, `udp`, `sctp`, `dccp`, `udplite`, `multiport`."""

from kanivete.i18n import _
from kanivete.node.firewall import protocols
from kanivete.node.firewall.facts import TCP_FLAGS, tcp_flags
from kanivete.node.firewall.iptables.headers import Maker
from kanivete.node.firewall.model import Stage, Test, undecidable
from kanivete.node.firewall.packet import Packet
from kanivete.node.firewall.parse.options import Match, Option
from kanivete.node.firewall.truth import Truth, Unknown, inverted, some
from kanivete.node.firewall.values import Range, source_port, within

_SOURCE = frozenset({"--sport", "--source-port"})
_DESTINATION = frozenset({"--dport", "--destination-port"})


def ports_of(word: str) -> Range:
    """`80`, `80:90`, `:90`, `80:`, or the name of a well-known service.

    Raises:
        ValueError: It is none of these.
    """
    first, colon, last = word.partition(":")
    low = _port(first) if first else 0
    high = low if not colon else _port(last) if last else 65535
    return Range(low, high)


def _port(word: str) -> int:
    number = protocols.SERVICES.get(word)
    return int(word) if number is None else number


def _source(packet: Packet, ranges: list[Range]) -> Truth:
    return some(source_port(packet, one) for one in ranges)


def _destination(packet: Packet, ranges: list[Range]) -> Truth:
    return some(within(packet.dport, one, _("the port")) for one in ranges)


def _transport(match: Match, family: int) -> list[Test]:
    del family
    number = protocols.NUMBERS[match.name]
    return [_of(number, _option_test(option)) for option in match.options]


def _of(protocol: int, test: Test) -> Test:
    def tested(packet: Packet, stage: Stage) -> Truth:
        return test(packet, stage) if packet.protocol == protocol else False

    return tested


def _option_test(option: Option) -> Test:
    if option.name in _SOURCE | _DESTINATION:
        return _port_test([ports_of(option.value)], {"s" if option.name in _SOURCE else "d"}, option.negated)
    if option.name == "--syn":
        return _flags_test("FIN,SYN,RST,ACK", "SYN", option.negated)
    if option.name == "--tcp-flags":
        return _flags_test(option.values[0], option.values[1], option.negated)
    return undecidable(_("{option} looks deeper into the packet").format(option=option.name))


def _port_test(ranges: list[Range], which: set[str], negated: bool) -> Test:
    def test(packet: Packet, stage: Stage) -> Truth:
        del stage
        truths = []
        if "s" in which:
            truths.append(_source(packet, ranges))
        if "d" in which:
            truths.append(_destination(packet, ranges))
        return inverted(some(truths), negated)

    return test


def _flags(word: str) -> int:
    if word == "ALL":
        return 63
    return 0 if word == "NONE" else sum(TCP_FLAGS[name.lower()] for name in word.split(","))


def _flags_test(mask: str, wanted: str, negated: bool) -> Test:
    looked_at, expected = _flags(mask), _flags(wanted)

    def test(packet: Packet, stage: Stage) -> Truth:
        del stage
        flags = tcp_flags(packet)
        if flags is None:
            return Unknown(_("the TCP flags of a packet of a known connection differ"))
        return inverted(flags & looked_at == expected, negated)

    return test


def _multiport(match: Match, family: int) -> list[Test]:
    del family
    tests = []
    for option in match.options:
        which = {"--sports": {"s"}, "--source-ports": {"s"}, "--dports": {"d"}, "--destination-ports": {"d"}}
        ranges = [ports_of(word) for word in option.value.split(",")]
        tests.append(_port_test(ranges, which.get(option.name, {"s", "d"}), option.negated))

    def has_ports(packet: Packet, stage: Stage) -> Truth:
        del stage
        return packet.protocol in protocols.WITH_PORTS

    return [has_ports, *tests]


MATCHES: dict[str, Maker] = {
    **dict.fromkeys(("tcp", "udp", "sctp", "dccp", "udplite"), _transport),
    "multiport": _multiport,
}
