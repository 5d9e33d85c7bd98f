"""Which machine's firewall stops a packet, or the answer to it."""

import pytest

from kanivete.node.cut import Cut, Place, cuts
from kanivete.node.firewall.errors import PacketError
from kanivete.node.firewall.model import Kind
from kanivete.node.firewall.packet import Hook
from kanivete.sources.base import NodeDump

NODE, API = "10.0.0.22", "10.0.0.10"
KNOWN = {"node1": ("10.0.0.21",), "node2": (NODE,)}


def dump(machine: str, *rules: str, policy: str = "ACCEPT") -> NodeDump:
    chains = "".join(f":{chain} {policy} [0:0]\n" for chain in ("INPUT", "FORWARD", "OUTPUT"))
    lines = "".join(f"[3:180] {rule}\n" for rule in rules)
    return NodeDump(machine, "iptables-save", f"*filter\n{chains}{lines}COMMIT\n")


def found(*dumps: NodeDump, known: dict[str, tuple[str, ...]] | None = None) -> list[tuple[str, Place, Hook, bool]]:
    said: tuple[Cut, ...] = cuts(dumps, NODE, API, 6443, "tcp", KNOWN if known is None else known)
    return [(cut.machine, cut.place, cut.hook, cut.reply) for cut in said]


@pytest.mark.parametrize(
    ("machine", "rule", "place", "hook", "reply"),
    [
        ("control-plane", f"-A INPUT -s {NODE}/32 -j DROP", Place.DESTINATION, Hook.INPUT, False),
        ("control-plane", f"-A OUTPUT -d {NODE}/32 -j DROP", Place.DESTINATION, Hook.OUTPUT, True),
        ("node2", f"-A OUTPUT -d {API}/32 -p tcp -m tcp --dport 6443 -j REJECT", Place.SOURCE, Hook.OUTPUT, False),
        ("node2", f"-A INPUT -s {API}/32 -j DROP", Place.SOURCE, Hook.INPUT, True),
    ],
)
def test_each_machine_is_asked_where_the_packet_meets_it(
    machine: str, rule: str, place: Place, hook: Hook, reply: bool
) -> None:
    assert found(dump(machine, rule)) == [(machine, place, hook, reply)]


def test_a_machine_between_is_asked_whether_it_forwards() -> None:
    known: dict[str, tuple[str, ...]] = {**KNOWN, "control-plane": (API,)}
    rule = f"-A FORWARD -s {NODE}/32 -j DROP"
    assert found(dump("router", rule), known=known) == [("router", Place.BETWEEN, Hook.FORWARD, False)]


def test_nodes_that_are_not_on_the_way_say_nothing() -> None:
    assert found(dump("node1", f"-A INPUT -s {NODE}/32 -j DROP", policy="DROP")) == []


def test_a_node_that_the_route_goes_through_is_asked_whether_it_forwards() -> None:
    dumps = [dump("node1", f"-A FORWARD -s {NODE}/32 -j DROP")]
    (cut,) = cuts(dumps, NODE, API, 6443, "tcp", KNOWN, via=("10.0.0.21",))
    assert (cut.machine, cut.place, cut.hook) == ("node1", Place.BETWEEN, Hook.FORWARD)
    assert cuts(dumps, NODE, API, 6443, "tcp", KNOWN, via=("10.0.0.1",)) == ()


def test_answers_to_what_is_let_in_are_let_out() -> None:
    rules = ("-A INPUT -p tcp -m tcp --dport 6443 -j ACCEPT", "-A OUTPUT -m state --state ESTABLISHED -j ACCEPT")
    assert found(dump("control-plane", *rules, policy="DROP")) == []


def test_the_surest_comes_first_and_what_is_undecided_last() -> None:
    undecided = dump("node2", f"-A OUTPUT -d {API}/32 -m geoip --source-country XX -j DROP")
    said = cuts([undecided, dump("control-plane", f"-A INPUT -s {NODE}/32 -j DROP")], NODE, API, 6443, "tcp", KNOWN)
    assert [cut.answer.verdict for cut in said] == [Kind.DROP, Kind.UNSURE]


def test_dumps_that_cannot_be_read_are_left_out() -> None:
    assert (
        found(NodeDump("control-plane", "iptables-save", "Permission denied\n"), NodeDump("x", "nft.json", "{")) == []
    )


def test_rules_of_the_other_family_say_nothing() -> None:
    assert found(NodeDump("control-plane", "ip6tables-save", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n")) == []


def test_a_name_is_no_address() -> None:
    with pytest.raises(PacketError):
        cuts([], NODE, "k8s.example", 6443)
