"""The packet whose fate is asked for, and what the rules do to it on its way."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from kanivete.i18n import _
from kanivete.node.firewall import protocols
from kanivete.node.firewall.errors import PacketError

UNPRIVILEGED = (1024, 65535)
"""Where a source port that was not given is taken to be."""


class Hook(StrEnum):
    """Where in the kernel a chain is called."""

    INGRESS = "ingress"
    PREROUTING = "prerouting"
    INPUT = "input"
    FORWARD = "forward"
    OUTPUT = "output"
    POSTROUTING = "postrouting"


class State(StrEnum):
    """What connection tracking says of the packet."""

    NEW = "new"
    ESTABLISHED = "established"
    RELATED = "related"
    INVALID = "invalid"
    UNTRACKED = "untracked"


@dataclass(frozen=True, slots=True)
class Packet:
    """Addresses are integers, ports and protocols numbers; None is what is not known.

    `original_…` is what it was before any DNAT, as connection tracking remembers it. `connmark` is the connection's.
    """

    family: int
    src: int | None
    dst: int | None
    protocol: int
    sport: int | None = None
    dport: int | None = None
    icmp: tuple[int, int] | None = None
    in_interface: str | None = None
    out_interface: str | None = None
    state: State = State.NEW
    mark: int | None = 0
    connmark: int | None = 0
    original_src: int | None = None
    original_dst: int | None = None
    original_dport: int | None = None
    dnat: bool = False
    snat: bool = False
    redirected: bool = False
    """It goes to a program on the node, whatever its destination was."""

    @property
    def bits(self) -> int:
        """The length of an address."""
        return 32 if self.family == 4 else 128


def packet_of(
    src: str,
    dst: str,
    *,
    port: int | None = None,
    protocol: str = "tcp",
    sport: int | None = None,
    icmp_type: str | None = None,
    in_interface: str | None = None,
    out_interface: str | None = None,
    state: State = State.NEW,
    mark: int = 0,
) -> Packet:
    """The packet of these words.

    Raises:
        PacketError: There can be no such packet.
    """
    one, other = address_of(src), address_of(dst)
    if one.version != other.version:
        raise PacketError(
            _("{src} is IPv{four} and {dst} is IPv{six}: a packet has addresses of one family").format(
                src=src, dst=dst, four=one.version, six=other.version
            )
        )
    number = protocols.number_of(protocol)
    if not number:
        raise PacketError(_("{word!r} is no protocol: give tcp, udp, icmp, … or a number").format(word=protocol))
    if number == protocols.ICMP and one.version == 6:
        number = protocols.ICMPV6
    ports = number in protocols.WITH_PORTS
    if ports and port is None:
        raise PacketError(_("a packet of {protocol} needs --port").format(protocol=protocol))
    if not ports and (port is not None or sport is not None):
        raise PacketError(_("{protocol} has no ports: leave out --port and --sport").format(protocol=protocol))
    return Packet(
        family=one.version,
        src=int(one),
        dst=int(other),
        protocol=number,
        sport=sport,
        dport=port,
        icmp=_icmp(number, one.version, icmp_type),
        in_interface=in_interface,
        out_interface=out_interface,
        state=state,
        mark=mark,
        connmark=0 if state is State.NEW else None,
        original_src=int(one),
        original_dst=int(other),
        original_dport=port,
    )


def address_of(word: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address.

    Raises:
        PacketError: It is none.
    """
    try:
        return ipaddress.ip_address(word)
    except ValueError:
        raise PacketError(
            _("{word!r} is no IP address: give one such as 10.0.0.22, not a name or a network").format(word=word)
        ) from None


def _icmp(protocol: int, family: int, word: str | None) -> tuple[int, int] | None:
    if protocol not in (protocols.ICMP, protocols.ICMPV6):
        if word:
            raise PacketError(_("--icmp-type goes with --protocol icmp"))
        return None
    found = protocols.icmp_type_of(word or "echo-request", family)
    if found is None:
        raise PacketError(_("{word!r} is no ICMP type: give a name such as echo-request, or 3/1").format(word=word))
    return found[0], found[1] or 0


def shown(address: int | None, family: int) -> str:
    """The address as people write it."""
    if address is None:
        return "?"
    return str(ipaddress.IPv4Address(address) if family == 4 else ipaddress.IPv6Address(address))
