"""The other matches: those that always hold, those by kind of address, and those that only the moment decides."""

from kanivete.i18n import N_, _
from kanivete.node.firewall.facts import local, loopback, multicast
from kanivete.node.firewall.iptables.headers import Maker
from kanivete.node.firewall.model import Stage, Test, undecidable
from kanivete.node.firewall.packet import Hook, Packet
from kanivete.node.firewall.parse.options import Match, Option
from kanivete.node.firewall.truth import Truth, Unknown, inverted, some

OF_THE_MOMENT = {
    "limit": N_("it depends on how many packets came lately"),
    "hashlimit": N_("it depends on how many packets came lately"),
    "rateest": N_("it depends on how many packets came lately"),
    "statistic": N_("it is a matter of chance"),
    "random": N_("it is a matter of chance"),
    "nth": N_("it depends on how many packets came before"),
    "quota": N_("it depends on how many bytes came before"),
    "connlimit": N_("it depends on how many connections there are"),
    "connbytes": N_("it depends on what the connection carried so far"),
    "recent": N_("it depends on who came lately"),
    "time": N_("it depends on the time of day"),
    "string": N_("it depends on what the packet carries"),
    "bpf": N_("it is a program that looks into the packet"),
    "u32": N_("it looks into bytes of the packet"),
    "length": N_("it depends on the length of the packet"),
    "length2": N_("it depends on the length of the packet"),
    "mac": N_("the sender's hardware address is not known"),
    "physdev": N_("the port of the bridge is not known"),
    "ttl": N_("the hop count is not known"),
    "hl": N_("the hop count is not known"),
    "dscp": N_("the packet's class of service is not known"),
    "tos": N_("the packet's class of service is not known"),
    "ecn": N_("the packet's class of service is not known"),
    "tcpmss": N_("the packet's TCP options are not known"),
    "socket": N_("it depends on the sockets of the node"),
    "cgroup": N_("the sending program is not known"),
    "rpfilter": N_("it depends on the routes of the node"),
    "policy": N_("it depends on IPsec"),
    "realm": N_("it depends on the routes of the node"),
    "helper": N_("it depends on the connection"),
    "connlabel": N_("it depends on the connection"),
    "cluster": N_("it depends on the other nodes of the cluster"),
    "condition": N_("it depends on a switch of the node"),
    "geoip": N_("it depends on a list of countries"),
    "ipvs": N_("it depends on IPVS"),
    "osf": N_("it guesses the sender's operating system"),
    "cpu": N_("it depends on the processor that handles the packet"),
    "devgroup": N_("the group of the interface is not known"),
    "ipv6header": N_("the packet's extension headers are not known"),
    "pkttype": N_("how the packet was addressed on the wire is not known"),
}


def _moment(match: Match, family: int) -> list[Test]:
    del family
    why = OF_THE_MOMENT[match.name]
    return [undecidable(_(why))]


def _always(match: Match, family: int) -> list[Test]:
    del match, family
    return []


def _owner(match: Match, family: int) -> list[Test]:
    """Only packets that the node sends have an owner."""
    del match, family

    def test(packet: Packet, stage: Stage) -> Truth:
        del packet
        if stage.hook not in (Hook.OUTPUT, Hook.POSTROUTING):
            return False
        return Unknown(_("the program that sends the packet is not known"))

    return [test]


def _addrtype(match: Match, family: int) -> list[Test]:
    del family
    if match.option("--limit-iface-in", "--limit-iface-out"):
        return [undecidable(_("which addresses belong to the interface is not known"))]
    return [_type_test(option) for option in match.options]


def _type_test(option: Option) -> Test:
    source = option.name == "--src-type"
    wanted = set(option.value.upper().split(","))

    def test(packet: Packet, stage: Stage) -> Truth:
        truths = [_is(one, packet, stage, source) for one in sorted(wanted)]
        return inverted(some(truths), option.negated)

    return test


def _is(kind: str, packet: Packet, stage: Stage, source: bool) -> Truth:
    address = packet.src if source else packet.dst
    own = local(packet, stage, source)
    if kind == "LOCAL":
        return own
    if own is True:
        return False
    if kind == "MULTICAST":
        return multicast(address, packet.family)
    if multicast(address, packet.family) or loopback(address, packet.family):
        return False
    if isinstance(own, Unknown):
        return own
    if kind == "UNICAST" and stage.hook is Hook.FORWARD:
        return True  # broadcasts are not forwarded
    return Unknown(_("what kind of address it is depends on the routes of the node"))


MATCHES: dict[str, Maker] = {
    **dict.fromkeys(OF_THE_MOMENT, _moment),
    **dict.fromkeys(("comment", "nfacct"), _always),
    "owner": _owner,
    "addrtype": _addrtype,
}
