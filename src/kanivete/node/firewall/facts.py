"""What can be told of a packet at a hook besides its headers: interfaces, whether addresses are the node's own."""

from kanivete.i18n import _
from kanivete.node.firewall.model import Stage
from kanivete.node.firewall.packet import Hook, Packet, State
from kanivete.node.firewall.truth import Truth, Unknown

_ARRIVED = frozenset({Hook.INGRESS, Hook.PREROUTING, Hook.INPUT, Hook.FORWARD})
_LEAVES = frozenset({Hook.FORWARD, Hook.OUTPUT, Hook.POSTROUTING})


def loopback(address: int | None, family: int) -> bool:
    """127.0.0.0/8 or ::1."""
    return address is not None and (address >> 24 == 127 if family == 4 else address == 1)


def multicast(address: int | None, family: int) -> bool:
    """224.0.0.0/4 or ff00::/8."""
    return address is not None and (address >> 28 == 14 if family == 4 else address >> 120 == 0xFF)


def between_machines(packet: Packet) -> bool:
    """It goes from one machine to another, so not through `lo`."""
    own = loopback(packet.src, packet.family) or loopback(packet.dst, packet.family)
    return not own and packet.src != packet.dst


def interface(packet: Packet, stage: Stage, incoming: bool) -> str | None:
    """The interface's name; empty where a hook has none, None where it was not given."""
    if incoming:
        if stage.hook in _ARRIVED:
            return packet.in_interface
        return "" if stage.hook is Hook.OUTPUT else None
    return packet.out_interface if stage.hook in _LEAVES else ""


def through(packet: Packet, stage: Stage, incoming: bool, pattern: str) -> Truth:
    """The interface is `pattern`, which may end in a wildcard (`*`)."""
    name = interface(packet, stage, incoming)
    prefix = pattern.removesuffix("*") if pattern.endswith("*") else None
    if name is not None:
        return name.startswith(prefix) if prefix is not None else name == pattern
    if prefix == "":
        return True
    if pattern == "lo" and between_machines(packet):
        return False
    option = "--in-interface" if incoming else "--out-interface"
    return Unknown(_("the interface is not given: {option}").format(option=option))


def local(packet: Packet, stage: Stage, source: bool) -> Truth:
    """The address is one of the node's own."""
    address = packet.src if source else packet.dst
    if loopback(address, packet.family):
        return True
    if multicast(address, packet.family):
        return False
    if source:
        return _source_local(packet, stage)
    if stage.hook is Hook.INPUT or (stage.for_the_node and not packet.dnat):
        return True
    if stage.hook is Hook.FORWARD:
        return False
    if stage.hook in (Hook.OUTPUT, Hook.POSTROUTING) and packet.out_interface not in (None, "lo"):
        return False
    return Unknown(_("it is not known whether the destination is an address of the node"))


def _source_local(packet: Packet, stage: Stage) -> Truth:
    if stage.hook is Hook.OUTPUT:
        return True
    if stage.hook in _ARRIVED and between_machines(packet):
        return False
    return Unknown(_("it is not known whether the source is an address of the node"))


def state(packet: Packet, stage: Stage) -> State:
    """What connection tracking says at this hook: nothing yet in a raw chain, which counts as invalid."""
    if stage.tracked or packet.state is State.UNTRACKED:
        return packet.state
    return State.INVALID


TCP_FLAGS = {"fin": 1, "syn": 2, "rst": 4, "psh": 8, "ack": 16, "urg": 32, "ecn": 64, "cwr": 128}
_SYN = TCP_FLAGS["syn"]


def tcp_flags(packet: Packet) -> int | None:
    """A new connection begins with a bare SYN; flags of others are not known."""
    return _SYN if packet.state in (State.NEW, State.UNTRACKED) else None
