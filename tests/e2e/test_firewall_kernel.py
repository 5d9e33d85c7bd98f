"""The kernel agrees with the walk: random rules are loaded, a real packet is sent, and its fate compared.

`KANIVETE_FIREWALL_CASES` sets how many (1000), `KANIVETE_FIREWALL_SEED` where the random numbers begin.
"""

import contextlib
import os
import random
import shutil
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from kanivete.node.firewall.answer import Answer, answer
from kanivete.node.firewall.packet import Hook, packet_of
from kanivete.node.firewall.read import ruleset_of
from tests.e2e.firewall_kernel.network import (
    CLIENT,
    CLIENT6,
    FAR,
    FAR6,
    NODE,
    NODE6,
    PORTS,
    Network,
    cannot_run,
    wire_tap,
)
from tests.e2e.firewall_kernel.nft_rules import nft_rules
from tests.e2e.firewall_kernel.rules import IPSETS, World, iptables_rules
from tests.e2e.firewall_kernel.sending import Shot, send

CASES = int(os.environ.get("KANIVETE_FIREWALL_CASES", "1000"))
SEED = int(os.environ.get("KANIVETE_FIREWALL_SEED", "1"))
MOST_UNDECIDED = 0.15
MOST_REFUSED = 20
DIALECTS = ("iptables-nft", "iptables-legacy", "nft")
_ALL_TABLES = ("raw", "mangle", "nat", "filter")
_OPEN = ":INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"


@dataclass
class Bench:
    """The network, and what listens in it."""

    network: Network
    ipsets: str
    taps: dict[str, socket.socket]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    if why := cannot_run():
        pytest.skip(why)
    with contextlib.ExitStack() as closing:
        network = Network(closing)
        ends = {"input": network.client, "forward": network.far, "output": network.client}
        taps = {hook: wire_tap(end, "eth0") for hook, end in ends.items()}
        for tap in taps.values():
            closing.callback(tap.close)
        yield Bench(network, _ipsets(network), taps)


def _ipsets(network: Network) -> str:
    if shutil.which("ipset") is None:
        return ""
    try:
        network.node.run("ipset", "restore", stdin=IPSETS)
        return network.node.run("ipset", "save")
    except subprocess.CalledProcessError:
        return ""


def _load(bench: Bench, dialect: str, rules: str, six: bool) -> None:
    if dialect == "nft":
        bench.network.node.run("nft", "-f", "-", stdin="flush ruleset\n" + rules)
        return
    tool = _tool(dialect, six)
    empty = [f"*{table}\nCOMMIT" for table in _ALL_TABLES if f"*{table}\n" not in rules]
    bench.network.node.run(
        f"{tool}-restore", stdin="\n".join([*empty, rules.replace("*filter\n", "*filter\n" + _OPEN)])
    )


def _load_some(bench: Bench, dialect: str, chance: random.Random, world: World) -> None:
    """Load random rules; the tools and the kernel's modules refuse some."""
    for _attempt in range(MOST_REFUSED):
        rules = nft_rules(chance, world) if dialect == "nft" else iptables_rules(chance, world)
        try:
            _load(bench, dialect, rules, world.six)
        except subprocess.CalledProcessError as error:
            refused = f"{dialect} refuses: {error.stderr}\n{rules}"
        else:
            return
    pytest.fail(refused)


def _unload(bench: Bench) -> None:
    """One dialect's rules must not be in another's way."""
    bench.network.node.run("nft", "flush", "ruleset")
    empty = "\n".join(f"*{table}\n{_OPEN if table == 'filter' else ''}COMMIT" for table in _ALL_TABLES) + "\n"
    for tool in ("iptables-legacy", "ip6tables-legacy"):
        if shutil.which(f"{tool}-restore"):
            bench.network.node.run(f"{tool}-restore", stdin=empty)


def _tool(dialect: str, six: bool) -> str:
    return dialect.replace("iptables", "ip6tables") if six else dialect


def _dump(bench: Bench, dialect: str, six: bool) -> str:
    if dialect == "nft":
        return bench.network.node.run("nft", "-j", "list", "ruleset")
    return bench.network.node.run(f"{_tool(dialect, six)}-save", "-c")


def _shot(chance: random.Random, world: World, sport: int) -> Shot:
    client, node, far = (CLIENT6, NODE6, FAR6) if world.six else (CLIENT, NODE, FAR)
    source, destination = {"input": (client, node), "forward": (client, far), "output": (node, client)}[world.hook]
    return Shot(
        chance.choice(["tcp", "tcp", "udp"]),
        chance.choice(source),
        chance.choice(destination),
        sport,
        chance.choice(PORTS),
    )


def _asked(dump: str, bench: Bench, shot: Shot, world: World) -> Answer:
    packet = packet_of(
        shot.src,
        shot.dst,
        port=shot.port,
        protocol=shot.protocol,
        sport=shot.sport,
        in_interface=None if world.hook == "output" else "eth0",
        out_interface={"forward": "eth1", "output": "eth0"}.get(world.hook),
    )
    dumps = [("dump", dump), *([("ipsets", bench.ipsets)] if bench.ipsets else [])]
    return answer(ruleset_of(dumps, packet.family), packet, Hook(world.hook))


def _why_not(found: Answer, seen: str, after: Answer, world: World) -> str:
    """How the walk and the kernel differ; empty if they agree. `after` has the counters as they are now."""
    walked = str(found.verdict)
    if world.hook == "output" and {walked, seen} == {"reject", "drop"}:
        seen = walked  # the message of rejection is sent by the node as well, and may be dropped by the same rules
    if walked != seen:
        return f"the walk says {walked}, the kernel {seen}"
    if seen == "accept" or after.passed is None or after.passed.rule is None:
        return ""
    counted = [after.packets, *(doubt.rule.packets for doubt in after.doubts)]
    return "" if any(counted) or not _counts(after) else f"{after.passed.rule.text!r} counted nothing"


def _shown(bench: Bench, dialect: str) -> str:
    """The rules for a person, with their counters."""
    return bench.network.node.run(*(("nft", "list", "ruleset") if dialect == "nft" else (f"{dialect}-save", "-c")))


def _counts(answer: Answer) -> bool:
    """A vmap has no counter."""
    return answer.packets is not None


def _case(bench: Bench, dialect: str, chance: random.Random, sport: int) -> tuple[str, str, str]:
    """The kernel's verdict, the walk's, and how they differ."""
    world = World(chance.choice(["input", "input", "forward", "output"]), chance.random() < 0.2, bool(bench.ipsets))
    _load_some(bench, dialect, chance, world)
    shot = _shot(chance, world, sport)
    found = _asked(_dump(bench, dialect, world.six), bench, shot, world)
    sender = bench.network.node if world.hook == "output" else bench.network.client
    inbox = bench.network.inbox[bench.network.node.name] if world.hook == "input" else []
    seen = send(shot, sender, bench.taps[world.hook], inbox, expected=str(found.verdict))
    if str(found.verdict) == "undecided":
        return seen, "undecided", ""
    counted = seen == str(found.verdict) == "accept"
    after = found if counted else _asked(_dump(bench, dialect, world.six), bench, shot, world)
    why = _why_not(found, seen, after, world)
    return (
        seen,
        str(found.verdict),
        f"{why}\n{world}\n{shot}\n{after.data()['path']}\n{_shown(bench, dialect)}" if why else "",
    )


@pytest.mark.sweep
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_kernel_agrees(bench: Bench, dialect: str) -> None:
    if dialect != "nft" and shutil.which(f"{dialect}-restore") is None:
        pytest.skip(f"{dialect} is not installed")
    chance = random.Random(f"{SEED} {dialect}")
    verdicts: Counter[str] = Counter()
    wrong = []
    count = -(-CASES // len(DIALECTS))
    _unload(bench)
    for at in range(count):
        seen, walked, why = _case(bench, dialect, chance, 20000 + at * 7 % 40000)
        verdicts[seen] += 1
        verdicts[walked] += walked == "undecided"
        if why:
            wrong.append(why)
    assert not wrong, f"{len(wrong)} of {count} differ; the first:\n" + "\n\n".join(wrong[:3])
    assert verdicts["undecided"] <= MOST_UNDECIDED * count, verdicts
    assert min(verdicts[verdict] for verdict in ("accept", "drop", "reject")) >= count // 50, verdicts
