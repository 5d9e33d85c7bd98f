"""What every dialect of firewall rules is read into: tables, chains, rules, and a rule's steps.

A rule is a row of steps, taken one after the other. A test that fails ends the rule; a change alters the packet; a
verdict ends the rule, the chain or the packet. That is how nft states it, and an iptables rule is the same with all its
tests first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from kanivete.node.firewall.packet import Hook, Packet
from kanivete.node.firewall.sets import IpSet
from kanivete.node.firewall.truth import Truth, Unknown


class Kind(StrEnum):
    """What a verdict does."""

    ACCEPT = "accept"
    DROP = "drop"
    REJECT = "reject"
    JUMP = "jump"
    GOTO = "goto"
    RETURN = "return"
    CONTINUE = "continue"
    UNSURE = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`chain` is where a jump or goto leads; `why` is why it is unsure; `missed`: a map had no entry, the rule ends."""

    kind: Kind
    chain: str = ""
    why: str = ""
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the packet is while it is tested."""

    hook: Hook
    tracked: bool = True
    """Connection tracking has seen it: not yet so in chains before priority -200."""
    for_the_node: bool = False
    """The packet, as it came, was for the node itself."""
    sets: Mapping[str, IpSet] = field(default_factory=dict, hash=False)


Test = Callable[[Packet, Stage], Truth]


@dataclass(frozen=True, slots=True)
class Change:
    """An alteration of the packet; `effect` says it in the path."""

    apply: Callable[[Packet, Stage], Packet]
    effect: Callable[[Packet], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Several continuations, of which one happens: changes and a verdict each. `why` it cannot be told which."""

    pick: Callable[[Packet, Stage], "Sequence[tuple[tuple[Change, ...], Verdict]]"]
    why: str


def undecidable(why: str) -> Test:
    """A test that nobody can decide."""
    return lambda _packet, _stage: Unknown(why)


Step = Test | Change | Verdict | Choice


@dataclass(frozen=True)
class Rule:
    """One rule. `text` is how its own tool prints it; `number` its place as `iptables -L --line-numbers` counts."""

    table: str
    chain: str
    number: int
    text: str
    compiled: Callable[[], Sequence[Step]] = field(repr=False, compare=False, hash=False)
    packets: int | None = None
    comment: str = ""
    handle: int | None = None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Made when the walk first comes by: most rules of a big node are never asked."""
        return tuple(self.compiled())


@dataclass
class Chain:
    """A chain of a table; a base chain has a hook."""

    name: str
    rules: list[Rule] = field(default_factory=list)
    hook: Hook | None = None
    priority: int = 0
    nat: bool = False
    policy: Kind = Kind.ACCEPT
    packets: int | None = None
    devices: tuple[str, ...] = ()
    """Interfaces of an ingress chain."""


@dataclass
class Table:
    """`dialect` is `iptables` or `nft`; `family` is `ip`, `ip6`, `inet` or `netdev`, as nft names them."""

    name: str
    family: str
    dialect: str
    chains: dict[str, Chain] = field(default_factory=dict)
    source: str = ""

    def holds(self, family: int) -> bool:
        """Packets of this IP version come through."""
        return self.family in ("inet", "netdev") or self.family == ("ip" if family == 4 else "ip6")


@dataclass
class Ruleset:
    """All that was read."""

    tables: list[Table] = field(default_factory=list)
    sets: dict[str, IpSet] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
