"""Random rules, in the dialects of iptables and nft. Whatever is random comes from the generator that is handed in."""

from dataclasses import dataclass
from random import Random

from tests.e2e.firewall_kernel.network import CLIENT, CLIENT6, FAR, FAR6, NODE, NODE6, PORTS

IPSETS = """
create kv-ip hash:ip family inet
add kv-ip 10.77.1.2
create kv-net hash:net family inet
add kv-net 10.77.0.0/16
add kv-net 10.77.1.2/31 nomatch
create kv-ipport hash:ip,port family inet
add kv-ipport 10.77.1.1,tcp:443
add kv-ipport 10.77.1.2,udp:53
create kv-netport hash:net,port family inet timeout 600
add kv-netport 10.77.1.0/30,tcp:6443
create kv-port bitmap:port range 0-1023
add kv-port 22
add kv-port 53
create kv-list list:set
add kv-list kv-ip
"""


@dataclass(frozen=True, slots=True)
class World:
    """Which addresses and interfaces there are."""

    hook: str
    six: bool
    ipsets: bool

    @property
    def chain(self) -> str:
        return self.hook.upper()

    @property
    def addresses(self) -> tuple[str, ...]:
        return (*CLIENT6, *NODE6, *FAR6) if self.six else (*CLIENT, *NODE, *FAR)


def network(random: Random, world: World) -> str:
    """An address with some mask."""
    address = random.choice(world.addresses)
    masks = ["/128", "/64", "/16", "/0", "/126"] if world.six else ["/32", "/24", "/31", "/16", "/0", "/255.0.0.255"]
    return address + random.choice(masks)


def ports(random: Random, separator: str) -> str:
    port = random.choice(PORTS)
    return random.choice([str(port), f"{port}{separator}{port + random.choice([0, 1, 5000])}", f"1{separator}{port}"])


def _not(random: Random) -> str:
    return "! " if random.random() < 0.2 else ""


def _match(random: Random, world: World) -> str:
    protocol = random.choice(["tcp", "udp"])
    low, high = sorted(random.choices(range(1, 255), k=2))
    sport = random.choice(["1024:65535", "1:1023", "30000:", ":40000"])
    flags = random.choice(["SYN,ACK SYN", "ALL SYN", "RST RST", "FIN,ACK NONE"])
    state = random.choice(["NEW", "ESTABLISHED", "INVALID,NEW", "DNAT", "UNTRACKED"])
    options = [
        f"{_not(random)}-s {network(random, world)}",
        f"{_not(random)}-d {network(random, world)}",
        f"{_not(random)}-p {random.choice(['tcp', 'udp', 'sctp', '6'])}",
        f"-p {protocol} -m {protocol} {_not(random)}--dport {ports(random, ':')}",
        f"-p {protocol} -m {protocol} {_not(random)}--sport {sport}",
        f"-p {protocol} -m multiport {_not(random)}--dports {ports(random, ':')},{random.choice(PORTS)}",
        f"-p {protocol} -m multiport {_not(random)}--ports {random.choice(PORTS)},{random.choice(PORTS)}",
        f"-p tcp -m tcp {_not(random)}--syn",
        f"-p tcp -m tcp {_not(random)}--tcp-flags {flags}",
        f"-m conntrack {_not(random)}--ctstate {state}",
        f"-m state --state {random.choice(['NEW', 'RELATED,ESTABLISHED'])}",
        f"-m conntrack {_not(random)}--ctproto {random.choice(['6', '17'])}",
        f"-m mark {_not(random)}--mark {random.choice(['0x0', '0x4/0x4', '0x5', '0x10/0xf0'])}",
        '-m comment --comment "say \\"it\\" - so"',
        f"-m addrtype {_not(random)}--dst-type LOCAL",
        f"-m addrtype {_not(random)}--src-type LOCAL",
        "-m limit --limit 5/min" if random.random() < 0.3 else "",
        *_of_four(random, world, low, high),
    ]
    interfaces = {"INPUT": "-i", "FORWARD": random.choice(["-i", "-o"]), "OUTPUT": "-o"}
    options.append(f"{_not(random)}{interfaces[world.chain]} {random.choice(['eth0', 'eth1', 'eth+', 'lo', 'wg+'])}")
    return random.choice(options)


def _of_four(random: Random, world: World, low: int, high: int) -> list[str]:
    if world.six:
        return []
    kinds = [("kv-ip", "src"), ("kv-net", "src"), ("kv-net", "dst"), ("kv-ipport", "dst,dst"), ("kv-ipport", "src,dst")]
    kinds += [("kv-netport", "src,dst"), ("kv-port", "dst"), ("kv-list", "src")]
    name, directions = random.choice(kinds)
    sets = [f"-m set {_not(random)}--match-set {name} {directions}"] * 3 if world.ipsets else []
    return [f"-m iprange {_not(random)}--src-range 10.77.1.{low}-10.77.1.{high}", "! -f", *sets]


def _rule(random: Random, world: World, chain: str, targets: list[str]) -> str:
    found: list[str] = []
    for _count in range(random.choice([0, 1, 1, 2, 2, 3])):
        one = _match(random, world)
        flags = {word for word in one.split() if word in ("-s", "-d", "-p", "-i", "-o", "-f", "-m")}
        if not any(flags & ({"-s", "-d", "-p", "-i", "-o", "-f"} & set(other.split())) for other in found):
            found.append(one)
    target = random.choice(targets)
    return " ".join(("-A", chain, *(one for one in found if one), *target.split()))


def iptables_rules(random: Random, world: World) -> str:
    """Input for iptables-restore: some of raw, mangle, nat, and the filter table with user chains."""
    first = "OUTPUT" if world.hook == "output" else "PREROUTING"
    lines = []
    if random.random() < 0.15:
        lines += ["*raw", _loose(random, world, first, ["-j CT --notrack", "-j ACCEPT", "-j DROP"]), "COMMIT"]
    if random.random() < 0.4:
        marks = [
            "-j MARK --set-xmark 0x4/0x4",
            "-j MARK --set-mark 0x15",
            "-j MARK --or-mark 0x10",
            "-j CONNMARK --set-mark 7",
        ]
        marks += [
            "-j MARK --and-mark 0x1",
            "-j MARK --xor-mark 0x5",
            "-j CONNMARK --restore-mark",
            "-j DROP",
            "-j ACCEPT",
        ]
        lines += ["*mangle", *(_loose(random, world, first, marks) for _count in range(3)), "COMMIT"]
    if random.random() < 0.3 and world.hook != "forward":
        lines += ["*nat", _nat(random, world, first), _nat(random, world, first), "COMMIT"]
    verdicts = ["-j ACCEPT", "-j DROP", "-j DROP", "-j REJECT", "-j RETURN", ""]
    chains = ["KV-ONE", "KV-TWO", "KV-THREE"]
    lines += ["*filter", f":{world.chain} {random.choice(['ACCEPT', 'ACCEPT', 'DROP'])} [0:0]"]
    lines += [f":{name} - [0:0]" for name in chains]
    for at, name in enumerate([world.chain, *chains]):
        deeper = [f"-{random.choice('jjg')} {other}" for other in chains[at:]]
        targets = [*verdicts, "-j MARK --set-mark 5" if at > 3 else "-j NFLOG", *deeper, *deeper]
        lines += [_rule(random, world, name, targets) for _count in range(random.randint(1, 5))]
    return "\n".join([*lines, "COMMIT", ""])


def _loose(random: Random, world: World, chain: str, targets: list[str]) -> str:
    """A rule of an early table: only matches that are allowed anywhere."""
    by_address = [f"-s {network(random, world)}", f"-d {network(random, world)}", "-p tcp", "-p udp", ""]
    return " ".join(("-A", chain, random.choice(by_address), random.choice(targets)))


def _nat(random: Random, world: World, chain: str) -> str:
    protocol, port, other = random.choice(["tcp", "udp"]), random.choice(PORTS), random.choice(PORTS)
    to = f"-j REDIRECT --to-ports {other}"
    if world.hook == "input" and random.random() < 0.5:
        to = f"-j DNAT --to-destination :{other}"
    if world.hook == "output":
        to = f"-j DNAT --to-destination :{other}"
    return f"-A {chain} -p {protocol} -m {protocol} --dport {port} {to}"
