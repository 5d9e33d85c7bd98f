"""How a packet came where it is, and how its way may end."""

from dataclasses import dataclass

from kanivete.node.firewall.model import Kind, Rule
from kanivete.node.firewall.packet import Packet


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule that did something to the packet, or the policy of a chain (no rule); `effect` says what."""

    table: str
    chain: str
    rule: Rule | None
    effect: str


@dataclass(frozen=True, slots=True)
class Ending:
    """One way a chain may end. `doubts` counts the undecided rules that were taken to match on the way."""

    kind: Kind
    packet: Packet
    path: tuple[Passed, ...] = ()
    doubts: int = 0

    @property
    def key(self) -> tuple[Kind, Packet, Rule | None]:
        """Endings of one key are the same to whatever follows."""
        rule = self.path[-1].rule if self.path and self.kind not in (Kind.RETURN, Kind.CONTINUE) else None
        return self.kind, self.packet, rule


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rule that cannot be decided, and why."""

    rule: Rule
    why: str
