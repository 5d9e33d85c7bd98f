"""Targets of iptables: verdicts, jumps, marks, address translation."""

from kanivete.i18n import _
from kanivete.node.firewall import changes
from kanivete.node.firewall.iptables.conntrack import masked
from kanivete.node.firewall.iptables.nat import nat_steps
from kanivete.node.firewall.model import Change, Kind, Step, Table, Verdict
from kanivete.node.firewall.packet import Packet
from kanivete.node.firewall.parse.options import Option, Spec

_VERDICTS = {
    "ACCEPT": Kind.ACCEPT,
    "DROP": Kind.DROP,
    "REJECT": Kind.REJECT,
    "RETURN": Kind.RETURN,
    "TARPIT": Kind.DROP,
    "STEAL": Kind.DROP,
}
_PASSING = frozenset(
    ("LOG", "NFLOG", "ULOG", "TRACE", "AUDIT", "CHECKSUM", "CLASSIFY", "CONNSECMARK", "SECMARK", "DSCP", "TOS", "ECN",
     "TTL", "HL", "TCPMSS", "TCPOPTSTRIP", "SET", "TEE", "RATEEST", "IDLETIMER", "LED", "NFACCT", "ACCOUNT", "ECHO")
)  # fmt: skip
"""Targets after which the next rule has its turn, with nothing changed that a rule here could see."""

_NAT = frozenset(("DNAT", "REDIRECT", "NETMAP", "SNAT", "MASQUERADE"))


def target_steps(spec: Spec, table: Table, family: int) -> list[Step]:
    """What the target does."""
    name = spec.target
    if not name:
        return []
    if name in _VERDICTS:
        return [Verdict(_VERDICTS[name])]
    if name in table.chains:
        return [Verdict(Kind.GOTO if spec.goto else Kind.JUMP, name)]
    try:
        return _extension(name, spec, family)
    except (ValueError, IndexError):
        return [_unsure(_("the options of the target {name} cannot be read").format(name=name))]


def _extension(name: str, spec: Spec, family: int) -> list[Step]:
    options = {option.name: option for option in spec.target_options}
    if name == "MARK":
        return [_marked(options)]
    if name == "CONNMARK":
        return [_connmarked(options)]
    if name == "NOTRACK" or (name == "CT" and "--notrack" in options):
        return [changes.untracked()]
    if name in _PASSING or name == "CT":
        return []
    if name == "HMARK":
        return [changes.mark(lambda _packet: None)]
    if name == "TPROXY":
        marks = [_set_mark(options["--tproxy-mark"].value)] if "--tproxy-mark" in options else []
        return [*marks, changes.to_the_node(), Verdict(Kind.ACCEPT)]
    if name in _NAT:
        return nat_steps(name, options, family)
    if name in ("QUEUE", "NFQUEUE"):
        return [_unsure(_("a program on the node decides (queue)"))]
    return [_unsure(_("what the target {name} does is not known here").format(name=name))]


def _unsure(why: str) -> Verdict:
    return Verdict(Kind.UNSURE, why=why)


def _set_mark(word: str) -> Change:
    value, mask = masked(word)
    return changes.mark(lambda packet: _xmark(packet.mark, value, mask))


def _xmark(mark: int | None, value: int, mask: int) -> int | None:
    """Zero the bits of the mask, then toggle those of the value."""
    if mark is None:
        return value if mask == changes.WORD else None
    return (mark & ~mask) ^ value


def _value_of(options: dict[str, Option], old: int | None) -> int | None:
    """The new mark. Raises ValueError for options that say none."""
    for name, option in options.items():
        value, mask = masked(option.value) if option.values else (0, changes.WORD)
        if name == "--set-xmark":
            return _xmark(old, value, mask)
        if name == "--set-mark":
            return _xmark(old, value, mask | value)
        if old is None and name in ("--or-mark", "--and-mark", "--xor-mark"):
            return None
        if name == "--or-mark":
            return (old or 0) | value
        if name == "--and-mark":
            return (old or 0) & value
        if name == "--xor-mark":
            return (old or 0) ^ value
    raise ValueError("no mark")


def _marked(options: dict[str, Option]) -> Change:
    _value_of(options, 0)
    return changes.mark(lambda packet: _value_of(options, packet.mark))


def _connmarked(options: dict[str, Option]) -> Change:
    def number(name: str) -> int:
        both = options.get(name) or options.get("--mask")
        return int(both.value, 0) if both else changes.WORD

    of_packet, of_connection = number("--nfmask"), number("--ctmask")
    if "--save-mark" in options:
        return changes.connmark(lambda packet: _copied(packet.mark, of_packet, packet.connmark, of_connection))
    if "--restore-mark" in options:

        def restored(packet: Packet) -> int | None:
            return _copied(packet.connmark, of_connection, packet.mark, of_packet)

        return changes.mark(restored)
    _value_of(options, 0)
    return changes.connmark(lambda packet: _value_of(options, packet.connmark))


def _copied(taken: int | None, taken_mask: int, into: int | None, into_mask: int) -> int | None:
    """`(into & ~into_mask) ^ (taken & taken_mask)`, as the kernel does it."""
    if taken is None or (into is None and into_mask != changes.WORD):
        return None
    return ((into or 0) & ~into_mask) ^ (taken & taken_mask)
