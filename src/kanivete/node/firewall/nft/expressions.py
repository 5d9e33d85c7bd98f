"""The left side of a comparison: what an expression gives for a packet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kanivete.i18n import _
from kanivete.node.firewall import protocols
from kanivete.node.firewall.facts import between_machines, interface, local, multicast, state, tcp_flags
from kanivete.node.firewall.model import Stage
from kanivete.node.firewall.nft.domain import Between, OneOf, Unnamed, Value, bits
from kanivete.node.firewall.nft.types import CT_STATES, CT_STATUS
from kanivete.node.firewall.packet import UNPRIVILEGED, Hook, Packet, State
from kanivete.node.firewall.truth import Unknown

Get = Callable[[Packet, Stage], Value | None]
"""None: the packet has no such thing, so the rule does not match."""


@dataclass(frozen=True, slots=True)
class Expression:
    """What to get, and the types of it: several for a concatenation."""

    types: tuple[str, ...]
    get: Get


def expression(json: Any, depth: int = 0) -> Expression:
    """The expression of nft's JSON; one that is not known gives an unknown value."""
    if depth > 32:
        raise ValueError("nested too deeply")
    if isinstance(json, dict) and len(json) == 1:
        ((kind, body),) = json.items()
        if kind == "concat":
            return _concat([expression(part, depth + 1) for part in body])
        if kind in ("&", "|", "^", "<<", ">>") and len(body) == 2:
            return _binary(kind, expression(body[0], depth + 1), body[1])
        make = {"payload": _payload, "meta": _meta, "ct": _ct, "fib": _fib}.get(kind)
        found = make(body) if make and isinstance(body, dict) else None
        if found is not None:
            return found
        return _unknown(_("what {what} gives is not known").format(what=kind))
    return _unknown(_("an expression could not be read"))


def _unknown(why: str) -> Expression:
    return Expression(("number",), lambda _packet, _stage: Unknown(why))


def _concat(parts: list[Expression]) -> Expression:
    def get(packet: Packet, stage: Stage) -> Value | None:
        values = tuple(part.get(packet, stage) for part in parts)
        return None if None in values else values

    return Expression(tuple(part.types[0] for part in parts), get)


def _binary(operator: str, left: Expression, right: Any) -> Expression:
    number = bits(left.types[0], right)

    def get(packet: Packet, stage: Stage) -> Value | None:
        value = left.get(packet, stage)
        if not isinstance(value, int) or not isinstance(number, int):
            return Unknown(value.why) if isinstance(value, (Between, OneOf, Unnamed)) else value
        return combined(operator, value, number)

    return Expression(left.types, get)


def combined(operator: str, value: int, number: int) -> int:
    """The two numbers put together. A shift by more bits than an address has is nonsense and gives 0."""
    if operator in ("<<", ">>"):
        return 0 if not 0 <= number <= 128 else value << number if operator == "<<" else value >> number
    return value & number if operator == "&" else value | number if operator == "|" else value ^ number


def _address(source: bool, family: int) -> Get:
    def get(packet: Packet, stage: Stage) -> Value | None:
        del stage
        if packet.family != family:
            return None
        address = packet.src if source else packet.dst
        return Unknown(_("the address it was rewritten to is not known")) if address is None else address

    return get


def _port(source: bool, protocol: int) -> Get:
    """A port of this protocol; 0 is any that has ports."""

    def get(packet: Packet, stage: Stage) -> Value | None:
        del stage
        if packet.protocol not in protocols.WITH_PORTS or protocol not in (0, packet.protocol):
            return None
        if not source:
            return Unknown(_("the port is not known")) if packet.dport is None else packet.dport
        if packet.sport is None:
            return Between(*UNPRIVILEGED, _("the source port is not given: --sport"))
        return packet.sport

    return get


def _payload(body: Any) -> Expression | None:
    protocol, name = body.get("protocol"), body.get("field")
    if protocol in ("ip", "ip6") and name in ("saddr", "daddr"):
        return Expression(("address",), _address(name == "saddr", 4 if protocol == "ip" else 6))
    if (protocol, name) in (("ip", "protocol"), ("ip6", "nexthdr")):
        family = 4 if protocol == "ip" else 6
        return Expression(("protocol",), lambda packet, _stage: packet.protocol if packet.family == family else None)
    if name in ("sport", "dport"):
        number = 0 if protocol == "th" else protocols.NUMBERS.get(str(protocol), -1)
        return Expression(("port",), _port(name == "sport", number))
    if (protocol, name) == ("tcp", "flags"):
        return Expression(("tcp_flags",), _flags)
    if protocol in ("icmp", "icmpv6") and name in ("type", "code"):
        return _icmp(protocol, name)
    if protocol in ("ip", "ip6"):
        return _of_family(4 if protocol == "ip" else 6, protocol, name)
    number = protocols.NUMBERS.get(str(protocol), 0)
    why = _("{what} of the packet is not known").format(what=f"{protocol} {name}")
    return Expression(("number",), lambda packet, _stage: Unknown(why) if number in (0, packet.protocol) else None)


def _of_family(family: int, protocol: str, name: Any) -> Expression:
    why = _("{what} of the packet is not known").format(what=f"{protocol} {name}")
    whole = name == "frag-off"  # the packet in question is no fragment

    def get(packet: Packet, stage: Stage) -> Value | None:
        del stage
        if packet.family != family:
            return None
        return 0 if whole else Unknown(why)

    return Expression(("number",), get)


def _flags(packet: Packet, stage: Stage) -> Value | None:
    del stage
    if packet.protocol != protocols.TCP:
        return None
    flags = tcp_flags(packet)
    return Unknown(_("the TCP flags of a packet of a known connection differ")) if flags is None else flags


def _icmp(protocol: str, name: str) -> Expression:
    number = protocols.NUMBERS[protocol]

    def get(packet: Packet, stage: Stage) -> Value | None:
        del stage
        if packet.protocol != number or packet.icmp is None:
            return None
        return packet.icmp[0 if name == "type" else 1]

    return Expression((f"{protocol}_{name}",), get)


def _meta(body: Any) -> Expression | None:
    key = body.get("key")
    if key in ("iifname", "oifname", "iif", "oif"):
        return Expression(("interface",), _interface(key[0] == "i"))
    if key == "l4proto":
        return Expression(("protocol",), lambda packet, _stage: packet.protocol)
    if key == "nfproto":
        return Expression(("family",), lambda packet, _stage: 2 if packet.family == 4 else 10)
    if key == "protocol":
        return Expression(("ether",), lambda packet, _stage: 0x0800 if packet.family == 4 else 0x86DD)
    if key == "mark":
        return Expression(("number",), _mark)
    if key in ("skuid", "skgid", "cgroup", "cgroupv2"):
        return Expression(("number",), _owner)
    return _unknown(_("{what} of the packet is not known").format(what=f"meta {key}"))


def _interface(incoming: bool) -> Get:
    def get(packet: Packet, stage: Stage) -> Value | None:
        name = interface(packet, stage, incoming)
        option = "--in-interface" if incoming else "--out-interface"
        why = _("the interface is not given: {option}").format(option=option)
        return Unnamed(not between_machines(packet), why) if name is None else name

    return get


def _mark(packet: Packet, stage: Stage) -> Value | None:
    del stage
    return Unknown(_("the mark is not known")) if packet.mark is None else packet.mark


def _owner(packet: Packet, stage: Stage) -> Value | None:
    del packet
    if stage.hook not in (Hook.OUTPUT, Hook.POSTROUTING):
        return None
    return Unknown(_("the program that sends the packet is not known"))


def _ct(body: Any) -> Expression | None:
    key, direction = body.get("key"), body.get("dir")
    if key == "state":
        return Expression(("ct_state",), lambda packet, stage: CT_STATES[state(packet, stage)])
    return Expression((_CT_TYPES.get(key, "number"),), _connection(key, direction))


_CT_TYPES = {
    "direction": "direction",
    "status": "ct_status",
    "protocol": "protocol",
    "ip saddr": "address",
    "ip daddr": "address",
    "ip6 saddr": "address",
    "ip6 daddr": "address",
    "saddr": "address",
    "daddr": "address",
    "proto-src": "port",
    "proto-dst": "port",
}


def _connection(key: Any, direction: Any) -> Get:
    """What is known of a connection that begins with this packet."""
    why = _("{what} depends on the connection").format(what=f"ct {key}")

    def get(packet: Packet, stage: Stage) -> Value | None:
        if not stage.tracked or packet.state in (State.UNTRACKED, State.INVALID):
            return None
        value: int | None = None
        if key == "mark":
            value = packet.connmark
        elif packet.state is State.NEW:
            value = _of_a_new_one(key, direction, packet)
        return Unknown(why) if value is None else value

    return get


def _of_a_new_one(key: Any, direction: Any, packet: Packet) -> int | None:
    if key == "direction":
        return 0
    if key == "status":
        return (CT_STATUS["dnat"] if packet.dnat else 0) | (CT_STATUS["snat"] if packet.snat else 0)
    if key == "protocol":
        return packet.protocol
    if direction == "original":
        return {"saddr": packet.original_src, "daddr": packet.original_dst, "proto-dst": packet.original_dport}.get(
            str(key).rpartition(" ")[2]
        )
    return None


def _fib(body: Any) -> Expression | None:
    flags = body.get("flags") or []
    flags = [flags] if isinstance(flags, str) else flags
    if body.get("result") != "type" or "iif" in flags or "oif" in flags or "mark" in flags:
        return _unknown(_("it depends on the routes of the node"))
    source = "saddr" in flags

    def get(packet: Packet, stage: Stage) -> Value | None:
        own = local(packet, stage, source)
        if own is True:
            return 2
        if multicast(packet.src if source else packet.dst, packet.family):
            return 5
        if own is False and stage.hook is Hook.FORWARD:
            return 1  # broadcasts are not forwarded
        if own is False:
            return OneOf((1, 3, 4), _("what kind of address it is depends on the routes of the node"))
        return own

    return Expression(("address_type",), get)
