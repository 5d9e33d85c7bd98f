"""What was found out about a node, beside the findings."""

from dataclasses import dataclass

from kanivete.kube.nodes import Node
from kanivete.model import Step
from kanivete.node.cut import Cut
from kanivete.node.facts.model import Lack, NodeFacts
from kanivete.node.ports import Result
from kanivete.node.reach.log import ReadLog
from kanivete.sources.base import NodeDump


@dataclass(frozen=True)
class Wall:
    """A packet's path that fails, and what the firewalls on it say.

    `cuts` are what stops it, the surest first; none where the dumps that could be had let it through. `looked_at` are
    the machines whose dumps were walked. `backup_from_here` and `revert_from_here` run the first cut's commands on its
    machine by the way that kanivete took; empty where it took none.
    """

    source: str
    destination: str
    port: int
    protocol: str
    silent: bool = True
    """Whether nothing comes back, or a filter's refusal: a port that is closed is nobody's filter."""
    also: tuple[str, ...] = ()
    """Other paths that the first cut's rule stops as well."""
    cuts: tuple[Cut, ...] = ()
    looked_at: tuple[str, ...] = ()
    backup_from_here: str = ""
    revert_from_here: str = ""

    @property
    def path(self) -> str:
        """`tcp 10.0.0.22 → 10.0.0.10:6443`."""
        host = f"[{self.destination}]" if ":" in self.destination else self.destination
        return f"{self.protocol} {self.source} → {host}:{self.port}"


@dataclass(frozen=True)
class NodeReport:
    """Everything about one node; each part is missing where it could not be had, and `lacks` says why.

    `node` is the Node as the API has it. `elsewhere` is where to look when no firewall of a machine is to blame.
    `advice` is the next best way to what could not be had.
    """

    name: str
    node: Node | None = None
    lease_renewed: str = ""
    facts: NodeFacts | None = None
    log: ReadLog | None = None
    paths: tuple[Result, ...] = ()
    walls: tuple[Wall, ...] = ()
    elsewhere: tuple[Step, ...] = ()
    dumps: tuple[NodeDump, ...] = ()
    lacks: tuple[Lack, ...] = ()
    advice: tuple[Step, ...] = ()
    of_pods: int = 0
    """Findings about pods on the node, which are not the node's own."""
