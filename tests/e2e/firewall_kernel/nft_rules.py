"""Random nft rulesets."""

from random import Random

from tests.e2e.firewall_kernel.network import PORTS
from tests.e2e.firewall_kernel.rules import World, network, ports

_SETS = """
set kv_addr { type FAMILY_addr; flags interval; elements = { ADDRESSES } }
set kv_one { type FAMILY_addr; elements = { FIRST } }
set kv_ports { type inet_service; flags interval; elements = { 22, 80-443, 8000-9000 } }
set kv_pair { type FAMILY_addr . inet_service; elements = { FIRST . 443, FIRST . 22 } }
set kv_triple { type FAMILY_addr . inet_proto . inet_service; flags interval; elements = { NETWORK . tcp . 80-6443 } }
map kv_verdict { type inet_service : verdict; elements = { 22 : accept, 53 : drop, 443 : jump kv_two } }
"""


def nft_rules(random: Random, world: World) -> str:
    """A table with sets, maps, user chains and one or two base chains of the hook."""
    ip = "ip6" if world.six else "ip"
    family = random.choice(["inet", ip])
    first = world.addresses[0]
    around = f"{first}/126, {world.addresses[-1]}" if world.six else "10.77.1.2-10.77.1.4, 10.77.3.0/24"
    sets = _SETS.replace("FAMILY", "ipv6" if world.six else "ipv4").replace("FIRST", first)
    sets = sets.replace("ADDRESSES", around).replace("NETWORK", "fd77:1::/64" if world.six else "10.77.1.0/24")
    lines = [f"table {family} kv {{", "chain kv_two {", *_rules(random, world, []), "}"]
    lines += ["chain kv_one {", *_rules(random, world, ["jump kv_two", "goto kv_two"]), "}", sets]
    deeper = ["jump kv_one", "goto kv_one", "jump kv_two"]
    for at in range(random.choice([1, 1, 2])):
        policy = random.choice(["accept", "accept", "drop"])
        priority = random.choice(["filter", "mangle", "0", "filter + 10", "-250"])
        lines += [f"chain base{at} {{ type filter hook {world.hook} priority {priority}; policy {policy};"]
        lines += [*_rules(random, world, deeper), "}"]
    return "\n".join([*lines, "}", ""])


def _rules(random: Random, world: World, deeper: list[str]) -> list[str]:
    return [_rule(random, world, deeper) for _count in range(random.randint(1, 5))]


def _rule(random: Random, world: World, deeper: list[str]) -> str:
    parts = [_match(random, world, bool(deeper)) for _count in range(random.choice([0, 1, 1, 2, 2]))]
    if any("vmap" in part for part in parts):
        return " ".join(sorted(parts, key=lambda part: "vmap" in part)[:1] if len(parts) > 1 else parts)
    verdicts = [
        "accept",
        "drop",
        "drop",
        "reject",
        "return",
        "continue",
        "meta mark set meta mark | 0x10",
        *deeper,
        *deeper,
    ]
    return " ".join((*parts, "counter", random.choice(verdicts)))


def _match(random: Random, world: World, may_jump: bool) -> str:
    ip = "ip6" if world.six else "ip"
    one, other = random.choice(world.addresses), random.choice(world.addresses)
    pair = f"{{ {one}, {other} }}" if one != other else one
    protocol, no = random.choice(["tcp", "udp", "th"]), random.choice(["", "", "!= "])
    port = random.choice(PORTS)
    options = [
        f"{ip} saddr {no}{network(random, world).replace('/255.0.0.255', '/24')}",
        f"{ip} daddr {no}{pair}",
        f"{ip} saddr {no}@kv_addr",
        f"{ip} saddr {no}@kv_one",
        f"{protocol} dport {no}{ports(random, '-')}"
        if protocol != "th"
        else f"meta l4proto {{ tcp, udp }} th dport {port}",
        f"tcp dport {no}@kv_ports",
        f"udp dport {no}{{ {port}, 60000-60010 }}",
        f"tcp dport {random.choice(['>', '<', '>=', '<='])} {port}",
        f"tcp sport {no}1024-65535",
        f"{ip} saddr . tcp dport {no}@kv_pair",
        f"{ip} saddr . meta l4proto . th dport @kv_triple",
        f"{ip} saddr . udp dport {{ {one} . 53, {one} . 80, {other} . 443 }}" if one != other else "",
        f"tcp flags {random.choice(['syn', '& (syn | ack) == syn', '! ack', '{ syn, syn | ack }', '& rst == 0'])}",
        f"ct state {random.choice(['new', 'established,related', '!= new', 'invalid', '{ new, untracked }'])}",
        "ct state vmap { invalid : drop, established : accept }",
        f"ct direction {random.choice(['original', 'reply'])}",
        f"meta mark {random.choice(['0', '!= 0', '& 0x10 == 0x10', '0x10'])}",
        f"meta l4proto {no}{random.choice(['tcp', 'udp', '{ tcp, udp }', '132'])}",
        f"meta nfproto {random.choice(['ipv4', 'ipv6'])}",
        f"iifname {no}{random.choice(['eth0', 'eth1', 'lo'])}",
        f"oifname {no}{random.choice(['eth0', 'eth1', 'lo'])}",
        f'iifname "{random.choice(["eth*", "wg*"])}"',
        f"fib daddr type {no}local",
        f"fib saddr type {no}local",
        "ip frag-off & 0x1fff == 0" if not world.six else "",
        f"tcp dport vmap {{ 1-79 : drop, 80 : continue, {port + 1000} : accept }}" if port != 8080 else "",
    ]
    if may_jump:
        options += ["tcp dport vmap @kv_verdict"] * 2
    return random.choice(options)
