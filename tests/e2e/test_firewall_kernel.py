"""The kernel agrees with the walk: random rules are loaded, a real packet is sent, and its fate compared.

`KANIVETE_FIREWALL_CASES` sets how many (1000), `KANIVETE_FIREWALL_SEED` where the random numbers begin.
"""

import contextlib
import os
import random
import re
import shutil
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


@dataclass
class Bench:
    """The network, and what listens in it."""

    network: Network
    ipsets: str
    taps: dict[str, object]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    if why := cannot_run():
        pytest.skip(why)
    with contextlib.ExitStack() as closing:
        network = Network(closing)
        taps = {"forward": wire_tap(network.far, "eth0"), "output": wire_tap(network.client, "eth0")}
        for tap in taps.values():
            closing.callback(tap.close)
        yield Bench(network, _ipsets(network), dict(taps))


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
    bench.network.node.run(f"{tool}-restore", stdin="\n".join([*empty, rules]))


def _load_some(bench: Bench, dialect: str, chance: random.Random, world: World) -> None:
    """Load random rules; the tools and the kernel's modules refuse some."""
    for _attempt in range(MOST_REFUSED):
        rules = nft_rules(chance, world) if dialect == "nft" else iptables_rules(chance, world)
        try:
            _load(bench, dialect, rules, world.six)
        except subprocess.CalledProcessError as error:
            refused = f"{dialect} refuses: {error.stderr}\n{rules}"
            if os.environ.get("DBG"): print(refused)
        else:
            return
    pytest.fail(refused)


def _unload(bench: Bench) -> None:
    """One dialect's rules must not be in another's way."""
    bench.network.node.run("nft", "flush", "ruleset")
    empty = "\n".join(f"*{table}\n{_open(table)}COMMIT" for table in _ALL_TABLES) + "\n"
    for tool in ("iptables-legacy", "ip6tables-legacy"):
        if shutil.which(f"{tool}-restore"):
            bench.network.node.run(f"{tool}-restore", stdin=empty)


def _open(table: str) -> str:
    return ":INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\n" if table == "filter" else ""


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


def _killers(dump: str, dialect: str) -> list[str]:
    """The rules that end in a drop or a rejection and were hit, as the dump shows them."""
    if dialect == "nft":
        return []
    hit = re.findall(r"^\[([1-9]\d*):\d+\] (-A .*-j (?:DROP|REJECT.*))$", dump, re.MULTILINE)
    return [rule for _packets, rule in hit]


def _why_not(found: Answer, seen: str, dump: str, dialect: str) -> str:
    """How the walk and the kernel differ; empty if they agree."""
    if str(found.verdict) != seen:
        return f"the walk says {found.verdict}, the kernel {seen}"
    rule = found.passed.rule if found.passed else None
    if seen == "accept" or rule is None:
        return ""
    if found.packets is not None and found.packets < 1:
        return f"the walk names {rule.text!r}, which counted nothing"
    killers = _killers(dump, dialect)
    return "" if dialect == "nft" or rule.text in killers else f"the walk names {rule.text!r}, the kernel {killers}"


def _case(bench: Bench, dialect: str, chance: random.Random, sport: int) -> tuple[str, str, str]:
    """The kernel's verdict, the walk's, and how they differ."""
    world = World(chance.choice(["input", "input", "forward", "output"]), chance.random() < 0.2, bool(bench.ipsets))
    _load_some(bench, dialect, chance, world)
    shot = _shot(chance, world, sport)
    sender = bench.network.node if world.hook == "output" else bench.network.client
    seen = send(shot, sender, bench.taps.get(world.hook), bench.network.inbox[bench.network.node.name])  # type: ignore[arg-type]
    dump = _dump(bench, dialect, world.six)
    found = _asked(dump, bench, shot, world)
    if str(found.verdict) == "undecided":
        return seen, "undecided", ""
    why = _why_not(found, seen, dump, dialect)
    return seen, str(found.verdict), f"{why}\n{world}\n{shot}\n{found.data()['path']}\n{dump}" if why else ""


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
