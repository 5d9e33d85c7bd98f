"""Matches on connection tracking and marks: `-m conntrack`, `state`, `mark`, `connmark`."""

from kanivete.i18n import _
from kanivete.node.firewall import protocols
from kanivete.node.firewall.facts import state
from kanivete.node.firewall.iptables.headers import Maker
from kanivete.node.firewall.iptables.ports import ports_of
from kanivete.node.firewall.model import Stage, Test, undecidable
from kanivete.node.firewall.packet import Packet, State
from kanivete.node.firewall.parse.options import Match, Option
from kanivete.node.firewall.truth import Truth, Unknown, every, inverted, some
from kanivete.node.firewall.values import addresses_of, within


def _conntrack(match: Match, family: int) -> list[Test]:
    del family
    tests: list[Test] = [_known_connection] if any(_of_the_connection(one) for one in match.options) else []
    return [*tests, *(_option_test(option) for option in match.options)]


def _of_the_connection(option: Option) -> bool:
    return option.name not in ("--ctstate", "--state")


def _known_connection(packet: Packet, stage: Stage) -> Truth:
    """Without a connection, nothing but the state can match."""
    return stage.tracked and packet.state is not State.UNTRACKED and packet.state is not State.INVALID


def _option_test(option: Option) -> Test:
    if option.name in ("--ctstate", "--state"):
        return _state_test(set(option.value.lower().split(",")), option.negated)
    if option.name in ("--ctorigsrc", "--ctorigdst"):
        family, where = addresses_of(option.value)
        source = option.name == "--ctorigsrc"

        def original(packet: Packet, stage: Stage) -> Truth:
            del stage
            address = packet.original_src if source else packet.original_dst
            if address is None or packet.state is not State.NEW:
                return Unknown(_("the connection's first packet is not known"))
            return inverted(family == packet.family and address in where, option.negated)

        return original
    if option.name == "--ctorigdstport":
        ports = ports_of(option.value)
        return lambda packet, _stage: inverted(within(packet.original_dport, ports, _("the port")), option.negated)
    if option.name == "--ctproto":
        number = protocols.number_of(option.value)
        return lambda packet, _stage: inverted(packet.protocol == number, option.negated)
    if option.name == "--ctdir":
        return _direction_test(option)
    if option.name == "--ctstatus":
        return _status_test(option)
    return undecidable(_("{option} depends on the connection").format(option=option.name))


def _state_test(wanted: set[str], negated: bool) -> Test:
    def test(packet: Packet, stage: Stage) -> Truth:
        truths: list[Truth] = [state(packet, stage) in wanted]
        if "dnat" in wanted:
            truths.append(_translated(packet, packet.dnat))
        if "snat" in wanted:
            truths.append(_translated(packet, packet.snat))
        return inverted(some(truths), negated)

    return test


def _translated(packet: Packet, by_now: bool) -> Truth:
    if by_now or packet.state is State.NEW:
        return by_now
    if packet.state in (State.ESTABLISHED, State.RELATED):
        return Unknown(_("whether the connection's addresses were rewritten is not known"))
    return False


def _status_test(option: Option) -> Test:
    wanted = set(option.value.upper().split(","))

    def test(packet: Packet, stage: Stage) -> Truth:
        del stage
        if packet.state is State.NEW and wanted <= {"SEEN_REPLY", "ASSURED", "CONFIRMED"}:
            return inverted(False, option.negated)
        return Unknown(_("the status of the connection is not known"))

    return test


def _direction_test(option: Option) -> Test:
    def test(packet: Packet, stage: Stage) -> Truth:
        del stage
        if packet.state is not State.NEW:
            return Unknown(_("whether it is a reply is not known"))
        return inverted(option.value.upper() == "ORIGINAL", option.negated)

    return test


def masked(word: str) -> tuple[int, int]:
    """`0x4000/0x4000` as value and mask."""
    value, _slash, mask = word.partition("/")
    return int(value, 0), int(mask, 0) if mask else 0xFFFFFFFF


def _mark(match: Match, family: int) -> list[Test]:
    del family
    return [_mark_test(option, match.name == "connmark") for option in match.options]


def _mark_test(option: Option, connection: bool) -> Test:
    value, mask = masked(option.value)

    def test(packet: Packet, stage: Stage) -> Truth:
        mark = packet.connmark if connection else packet.mark
        if mark is None:
            return Unknown(_("the mark is not known"))
        equal = inverted(mark & mask == value, option.negated)
        return every((_known_connection(packet, stage), equal)) if connection else equal

    return test


MATCHES: dict[str, Maker] = {"conntrack": _conntrack, "state": _conntrack, "mark": _mark, "connmark": _mark}
