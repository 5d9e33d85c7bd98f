"""Addresses and numbers in rules: prefixes with any mask, ranges, and what is only known to lie between two numbers."""

import ipaddress
from dataclasses import dataclass

from kanivete.i18n import _
from kanivete.node.firewall.packet import UNPRIVILEGED, Packet
from kanivete.node.firewall.truth import Truth, Unknown


@dataclass(frozen=True, slots=True)
class Network:
    """An address and a mask; the mask may have holes (`255.0.255.0`)."""

    family: int
    address: int
    mask: int

    def __contains__(self, address: int) -> bool:
        return address & self.mask == self.address & self.mask

    @property
    def length(self) -> int:
        """How many bits are compared."""
        return self.mask.bit_count()


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `first` to `last`, both included."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


def network_of(word: str) -> Network:
    """`10.0.0.0/8`, `10.0.0.0/255.0.255.0`, `10.0.0.1`, `fe80::/10`.

    Raises:
        ValueError: It is none of these.
    """
    address, _slash, mask = word.partition("/")
    base = ipaddress.ip_address(address)
    bits = 32 if base.version == 4 else 128
    if not mask:
        number = (1 << bits) - 1
    elif mask.isascii() and mask.isdigit():
        length = int(mask)
        if length > bits:
            raise ValueError(word)
        number = ((1 << length) - 1) << (bits - length)
    else:
        number = int(ipaddress.ip_address(mask))
    return Network(base.version, int(base), number)


def addresses_of(word: str) -> tuple[int, Network | Range]:
    """A network, or a range `10.0.0.1-10.0.0.9`, after its family.

    Raises:
        ValueError: It is neither.
    """
    first, dash, last = word.partition("-")
    if not dash:
        network = network_of(word)
        return network.family, network
    low, high = ipaddress.ip_address(first), ipaddress.ip_address(last)
    if low.version != high.version:
        raise ValueError(word)
    return low.version, Range(int(low), int(high))


def within(number: int | None, range_: Range, what: str) -> Truth:
    """The number lies in the range."""
    return Unknown(_("{what} is not known").format(what=what)) if number is None else number in range_


def source_port(packet: Packet, range_: Range) -> Truth:
    """The source port lies in the range; one that was not given is some unprivileged port."""
    if packet.sport is not None:
        return packet.sport in range_
    low, high = UNPRIVILEGED
    if range_.first <= low and range_.last >= high:
        return True
    if range_.last < low or range_.first > high:
        return False
    return Unknown(_("the source port is not given: --sport"))
