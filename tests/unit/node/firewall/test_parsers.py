"""The readers never fail with anything but their own error, and a rule that was read prints as it was written."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.node.firewall.answer import answer
from kanivete.node.firewall.errors import FirewallError, UnreadableError
from kanivete.node.firewall.packet import Hook, packet_of
from kanivete.node.firewall.parse import iptables
from kanivete.node.firewall.parse.options import spec_of
from kanivete.node.firewall.parse.words import Word, printed, words_of
from kanivete.node.firewall.read import ruleset_of

PACKET = packet_of("10.0.0.9", "10.0.0.1", port=6443)

_quoted = st.builds(Word, st.text(st.characters(exclude_categories=["Cs"])), st.just(True))
_plain = st.builds(Word, st.from_regex(r'[^\s"]+', fullmatch=True), st.just(False))
_OPTIONS = (
    "-s -d -p -i -o -f -m -j -g ! --dport --sport --dports --ports --mark --set-xmark --ctstate --state --match-set"
    " --tcp-flags --syn --src-range --icmp-type --to-destination --to-ports --dst-type --comment --src-type --to"
    " --restore-mark --ctproto --ctorigdst --nfmask"
)
_option = st.sampled_from(_OPTIONS.split())
_VALUES = (
    "10.0.0.0/8 10.0.0.9 fd00::/8 10.0.0.1-10.0.0.9 0/0 999.1.1.1 tcp udp 6 icmp all 80 80:90 :90 70000 x,y 0x4/0x4"
    " NEW,DNAT LOCAL kv src src,dst SYN,ACK SYN ALL eth0 eth+ + 8 3/4 [fd00::1]:80 10.0.0.1:80 :80 multiport conntrack"
    " mark connmark set iprange addrtype icmp comment ACCEPT DROP REJECT DNAT REDIRECT NETMAP SNAT MARK CONNMARK CT A B"
    " -1 ² NaN"
)
_value = st.sampled_from(_VALUES.split())
_rule = st.lists(st.one_of(_option, _option, _value, _value, _plain.map(lambda word: word.text)), max_size=12)


@given(st.lists(st.one_of(_quoted, _plain), max_size=8))
def test_words_that_are_printed_are_read_back(words: list[Word]) -> None:
    assert words_of(printed(words)) == words


@given(st.text())
def test_a_line_is_split_or_refused(line: str) -> None:
    try:
        words = words_of(line)
    except ValueError:
        return
    assert words_of(printed(words)) == words


@pytest.mark.parametrize(
    "line",
    [
        r'-A INPUT -p tcp -m comment --comment "he said \"hi\" $x \'q\'" -j REJECT --reject-with tcp-reset',
        '-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j LOG --log-prefix "foo bar "',
        '-A INPUT -m bpf --bytecode "1,6 0 0 0" -j DROP',
        '-A INPUT -m comment --comment "" -j DROP',
    ],
)
def test_a_rule_prints_as_iptables_save_wrote_it(line: str) -> None:
    assert printed(words_of(line)) == line


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(FirewallError):
        answer(ruleset_of([("it", text)]), PACKET, Hook.INPUT)


@given(st.lists(st.tuples(st.sampled_from(["INPUT", "A", "B"]), _rule), max_size=6))
def test_any_rule_is_walked(rules: list[tuple[str, list[str]]]) -> None:
    lines = [" ".join(("-A", chain, *(f'"{w}"' if '"' in w else w for w in words))) for chain, words in rules]
    text = "\n".join(["*filter", ":INPUT ACCEPT [0:0]", ":A - [0:0]", ":B - [0:0]", *lines, "COMMIT"])
    try:
        found = answer(ruleset_of([("it", text)]), PACKET, Hook.INPUT)
    except FirewallError:
        return
    assert found.data()["verdict"] in ("accept", "drop", "reject", "undecided")


@given(_rule)
def test_options_never_fail(words: list[str]) -> None:
    spec_of([Word(word) for word in words])


@given(st.text(st.sampled_from("createdINPUT:haship,port addMembersNameType\n 10./-,0"), max_size=200))
def test_any_set_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(UnreadableError):
        ruleset_of([("it", "create a hash:ip,port family inet\n" + text)])


_KEYS = (
    "match left right op payload protocol field meta key ct set prefix addr len range concat vmap data elem val map"
    " jump target dnat port redirect snat mangle value & | limit counter xt type name reject log numgen mod fib result"
    " flags dir drop accept queue"
)
_SCALARS = ("ip", "tcp", "saddr", "dport", "@s", "10.0.0.9", "eth0", "new", "state", "mark", "c", "drop", "*")
_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 70000), st.sampled_from(_SCALARS)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(_KEYS.split()), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.lists(_json, max_size=3), _json)
def test_any_nft_rule_is_walked(expr: list[Any], elements: Any) -> None:
    place = {"family": "inet", "table": "t"}
    objects = [
        {"table": {"family": "inet", "name": "t"}},
        {"set": {**place, "name": "s", "type": "ipv4_addr", "elem": elements}},
        {"chain": {**place, "name": "c", "type": "filter", "hook": "input", "prio": 0, "policy": "accept"}},
        {"rule": {**place, "chain": "c", "handle": 1, "expr": expr}},
    ]
    found = answer(ruleset_of([("it", json.dumps({"nftables": objects}))]), PACKET, Hook.INPUT)
    assert found.data()["verdict"] in ("accept", "drop", "reject", "undecided")


@given(_json)
def test_any_json_is_read_or_refused(document: Any) -> None:
    with contextlib.suppress(UnreadableError):
        ruleset_of([("it", json.dumps({"nftables": [document, {"rule": document}, {"chain": document}]}))])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 1.2.3.4\nwhat is this\n",
            "it, line 4: 'what is this' is no line of",
        ),
        ('*filter\n-A INPUT -m comment --comment "cut', "it, line 2: a quote is not closed; was the line cut?"),
        ("Chain INPUT (policy ACCEPT)\ntarget prot opt source destination\n", "it is what `iptables -L` prints"),
        ("table inet f {\n chain c {\n }\n}\n", "give it as JSON, `nft -j list ruleset`"),
        ('{"items": []}', "it is JSON, but not that of nft"),
        ('{"nftables": [', "it is no valid JSON"),
        ("\x7fELF\x02\x01", "it is no dump of a firewall"),
        ('{"nftables": [{"rule": {"family": "ip"}}]}', "it: object 1 (rule) is not as nft prints it"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(text: str, message: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        ruleset_of([("it", text)])
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_table_without_a_sign_of_its_family_is_of_the_packets() -> None:
    (table,) = iptables.parse("*filter\n:INPUT DROP [0:0]\nCOMMIT\n", "it")
    assert table.family == ""


def test_chains_nested_deeper_than_any_kernel_allows_are_undecided() -> None:
    deep = "\n".join(f":C{at} - [0:0]" for at in range(3000))
    jumps = "\n".join(f"-A C{at} -j C{at + 1}" for at in range(2999))
    text = f"*filter\n:INPUT ACCEPT [0:0]\n{deep}\n-A INPUT -j C0\n{jumps}\nCOMMIT\n"
    assert answer(ruleset_of([("it", text)]), PACKET, Hook.INPUT).verdict == "undecided"


def test_doubts_do_not_multiply() -> None:
    """A hundred rules that may or may not match, in chains that may or may not be entered: one walk, not 2¹⁰⁰."""
    lines = [f"-A INPUT -m statistic --mode random --probability 0.5 -j A{at}" for at in range(100)]
    lines += [f"-A A{at} -m limit --limit 1/sec -j DROP" for at in range(100)]
    text = "*filter\n:INPUT ACCEPT [0:0]\n" + "\n".join([*(f":A{at} - [0:0]" for at in range(100)), *lines, "COMMIT"])
    assert answer(ruleset_of([("it", text)]), PACKET, Hook.INPUT).verdict == "undecided"
