"""nft's data types: how a constant in a rule is read, per type of what it is compared with."""

import ipaddress
from typing import Any

from kanivete.node.firewall import protocols
from kanivete.node.firewall.facts import TCP_FLAGS

CT_STATES = {"invalid": 1, "established": 2, "related": 4, "new": 8, "untracked": 64}
"""As bits, so that `ct state & (established|related)` can be computed. Source: nf_conntrack_common.h."""
CT_STATUS = {
    "expected": 1, "seen-reply": 2, "assured": 4, "confirmed": 8, "snat": 16, "dnat": 32, "dying": 512,
}  # fmt: skip
_FAMILIES = {"ipv4": 2, "ipv6": 10}
_ETHER = {"ip": 0x0800, "ip6": 0x86DD, "arp": 0x0806, "vlan": 0x8100, "8021q": 0x8100}
_ICMP_CODES = {
    "net-unreachable": 0, "host-unreachable": 1, "prot-unreachable": 2, "port-unreachable": 3, "frag-needed": 4,
    "net-prohibited": 9, "host-prohibited": 10, "admin-prohibited": 13,
}  # fmt: skip
_ICMPV6_CODES = {
    "no-route": 0, "admin-prohibited": 1, "addr-unreachable": 3, "port-unreachable": 4, "policy-fail": 5,
    "reject-route": 6,
}  # fmt: skip
_ADDRESS_TYPES = {"unspec": 0, "unicast": 1, "local": 2, "broadcast": 3, "anycast": 4, "multicast": 5}
_DIRECTIONS = {"original": 0, "reply": 1}

_NAMES: dict[str, dict[str, int]] = {
    "protocol": protocols.NUMBERS,
    "port": protocols.SERVICES,
    "ct_state": CT_STATES,
    "ct_status": CT_STATUS,
    "tcp_flags": TCP_FLAGS,
    "family": _FAMILIES,
    "ether": _ETHER,
    "icmp_type": protocols.ICMP_TYPES,
    "icmpv6_type": protocols.ICMPV6_TYPES,
    "icmp_code": _ICMP_CODES,
    "icmpv6_code": _ICMPV6_CODES,
    "address_type": _ADDRESS_TYPES,
    "direction": _DIRECTIONS,
    "number": {},
}
FLAGS = frozenset({"ct_state", "ct_status", "tcp_flags"})
"""Types that are sets of bits."""


def constant(type_: str, value: Any) -> int | str:
    """The constant as a number, or as the text that an interface's name is.

    Raises:
        ValueError: It cannot be read as this type.
    """
    if type_ == "interface":
        return str(value)
    if type_ == "address":
        return int(ipaddress.ip_address(value))
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if not isinstance(value, str):
        raise ValueError(value)
    found = _NAMES[type_].get(value) if type_ in _NAMES else None
    return int(value, 0) if found is None else found


def address_family(value: str) -> int:
    """4 or 6.

    Raises:
        ValueError: It is no address.
    """
    return ipaddress.ip_address(value).version
