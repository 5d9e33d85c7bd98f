"""What rules do to a packet: marks, address translation, taking it out of connection tracking."""

from collections.abc import Callable
from dataclasses import replace

from kanivete.i18n import _
from kanivete.node.firewall.model import Change, Stage
from kanivete.node.firewall.packet import Hook, Packet, State, shown

WORD = 0xFFFFFFFF


def mark(change: Callable[[Packet], int | None]) -> Change:
    """Set the packet's mark."""
    return Change(
        lambda packet, _stage: replace(packet, mark=_word(change(packet))),
        lambda packet: _("the mark becomes {mark}").format(mark=_hex(packet.mark)),
    )


def connmark(change: Callable[[Packet], int | None]) -> Change:
    """Set the connection's mark, where there is a connection."""

    def apply(packet: Packet, stage: Stage) -> Packet:
        if not stage.tracked or packet.state is State.UNTRACKED:
            return packet
        return replace(packet, connmark=_word(change(packet)))

    return Change(
        apply, lambda packet: _("the mark of the connection becomes {mark}").format(mark=_hex(packet.connmark))
    )


def untracked() -> Change:
    """Connection tracking leaves the packet alone."""

    def apply(packet: Packet, stage: Stage) -> Packet:
        return packet if stage.tracked else replace(packet, state=State.UNTRACKED)

    return Change(apply, lambda _packet: _("connection tracking leaves it alone"))


def destination(address: int | None, port: int | None, *, keep_address: bool = False, keep_port: bool = True) -> Change:
    """DNAT to an address and port; None is one that is not known, unless it is kept."""
    return destination_by(lambda _packet: address, port, keep_address=keep_address, keep_port=keep_port)


def destination_by(
    address: Callable[[Packet], int | None], port: int | None, *, keep_address: bool = False, keep_port: bool = True
) -> Change:
    """DNAT to an address that depends on the packet."""

    def apply(packet: Packet, stage: Stage) -> Packet:
        del stage
        return replace(
            packet,
            dst=packet.dst if keep_address else address(packet),
            dport=packet.dport if keep_port else port,
            dnat=True,
        )

    return Change(apply, _towards)


def redirected(port: int | None, *, keep_port: bool) -> Change:
    """REDIRECT: to the node itself; the address is the loopback's for what the node sends."""

    def apply(packet: Packet, stage: Stage) -> Packet:
        own = (127 << 24 | 1) if packet.family == 4 else 1
        dst = own if stage.hook is Hook.OUTPUT else packet.dst
        return replace(packet, dst=dst, dport=packet.dport if keep_port else port, dnat=True, redirected=True)

    return Change(apply, _towards)


def to_the_node() -> Change:
    """TPROXY: to a program on the node, with its addresses as they are."""
    return Change(
        lambda packet, _stage: replace(packet, redirected=True), lambda _packet: _("it goes to a proxy on the node")
    )


def source(address: int | None) -> Change:
    """SNAT or MASQUERADE; None is an address that is not known."""
    return Change(
        lambda packet, _stage: replace(packet, src=address, sport=None, snat=True),
        _from,
    )


def _from(packet: Packet) -> str:
    if packet.src is None:
        return _("the source becomes an address of the node")
    return _("the source becomes {address}").format(address=shown(packet.src, packet.family))


def _towards(packet: Packet) -> str:
    address = shown(packet.dst, packet.family)
    if packet.dport is None and packet.icmp is not None:
        return _("the destination becomes {address}").format(address=address)
    port = "?" if packet.dport is None else str(packet.dport)
    address = f"[{address}]" if packet.family == 6 else address
    return _("the destination becomes {address}").format(address=f"{address}:{port}")


def _word(mark: int | None) -> int | None:
    return None if mark is None else mark & WORD


def _hex(mark: int | None) -> str:
    return "?" if mark is None else hex(mark)
