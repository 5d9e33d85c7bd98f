"""What is asked about a node, and with what."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from kanivete.kube.kinds import NODES
from kanivete.kube.meta import condition, moment
from kanivete.kube.nodes import Node
from kanivete.node.reach.choice import CONTROL_PLANE, Choice, Machine
from kanivete.sources.base import Missing, NodeDump, Source

BEFORE = timedelta(minutes=15)
"""How much of the log from before the node's trouble is read."""
_LEAST, _MOST = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class LogFile:
    """A log that somebody has read already. `name` is for people."""

    file: BinaryIO
    name: str


@dataclass(frozen=True)
class Asked:
    """A node, and what may be used to find out about it.

    `live`: the source is a cluster, and its API may give more when asked. `since` is in seconds, None for what suits
    the node's state. `servers` are addresses of the API server as this machine knows them.
    """

    name: str
    source: Source
    choice: Choice
    live: bool = False
    node: Node | None = None
    since: int | None = None
    log: LogFile | None = None
    dumps: tuple[NodeDump, ...] = ()
    servers: tuple[str, ...] = ()
    address: str = ""
    """The node's, where there is no Node to tell it."""

    @property
    def now(self) -> datetime:
        """The moment the facts are of."""
        return self.source.now

    @property
    def machine(self) -> Machine:
        """The node, as ssh may know it."""
        own = (self.address,) if self.address else ()
        return Machine(self.name, addresses_of(self.node) if self.node else own)

    @property
    def is_ready(self) -> bool:
        """Whether the control plane has the node for Ready."""
        conditions = self.node.status.conditions if self.node else []
        return condition(conditions, "Ready", "True") is not None

    def at(self, name: str, address: str) -> Machine:
        """The machine at the end of a path; the API server's need not be a Node, and a map may call it anything."""
        known = machines(self.source)
        if name in known:
            return Machine(name, known[name])
        node = next((node for node, addresses in known.items() if address in addresses), "")
        strangers = [key for key in self.choice.ssh_map if key not in known]
        aliases = (CONTROL_PLANE, *strangers) if name == CONTROL_PLANE else ()
        return Machine(node or address or name, (address,) if address else (), aliases)

    def between(self, server: str) -> list[str]:
        """What the map names and is neither a Node nor the API server's machine: routers and the like on the way."""
        known = machines(self.source)
        strangers = [key for key in self.choice.ssh_map if key not in known and key not in (CONTROL_PLANE, server)]
        named = CONTROL_PLANE in self.choice.ssh_map or server in self.choice.ssh_map
        return strangers if named else strangers[1:]

    def seconds_of_log(self) -> int:
        """How far back the log is read: from before the node's trouble, between an hour and a day."""
        if self.since is not None:
            return self.since
        ready = condition(self.node.status.conditions, "Ready") if self.node else None
        changed = moment(ready.last_transition_time) if ready and ready.status != "True" else None
        length = self.now - changed + BEFORE if changed else _LEAST
        return int(min(max(length, _LEAST), _MOST).total_seconds())


def addresses_of(node: Node) -> tuple[str, ...]:
    """A node's addresses, the internal ones first."""
    wanted = ("InternalIP", "ExternalIP")
    return tuple(one.address for kind in wanted for one in node.status.addresses if one.type == kind and one.address)


def machines(source: Source) -> dict[str, tuple[str, ...]]:
    """The addresses of the cluster's nodes by name."""
    nodes = source.list(NODES)
    return {} if isinstance(nodes, Missing) else {node.metadata.name: addresses_of(node) for node in nodes}
