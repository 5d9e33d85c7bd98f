"""What a snapshot keeps of the nodes themselves, beyond what a diagnosis asks for."""

from collections.abc import Callable, Iterable

from kanivete.kube.kinds import NODES
from kanivete.sources.base import Log, Missing, NodeDump
from kanivete.sources.tap import Tap

Reader = Callable[[str], tuple[Log | None, tuple[NodeDump, ...]]]
"""Gives a machine's log and the dumps of its firewall, as far as some way leads to it; both redacted."""


def keep_nodes(
    tap: Tap,
    machines: Iterable[str] = (),
    reader: Reader | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Have the tap remember every node's log, and what the reader knows of the nodes and of other machines.

    Args:
        tap: What the snapshot will be written from.
        machines: Names that only the reader knows, such as a control plane that is no Node.
        reader: A way to the machines; what it gives comes before the API's.
        tell: Told the name of each machine before it is asked.

    Raises:
        SourceError: The cluster cannot be read at all.
    """
    listed = tap.list(NODES)
    nodes = [] if isinstance(listed, Missing) else [node.metadata.name for node in listed]
    for name in dict.fromkeys((*nodes, *machines)):
        tell(name)
        log, dumps = reader(name) if reader else (None, ())
        tap.dumps.update(dumps)
        if log is not None:
            tap.node_logs[name] = log
        elif name in nodes:
            tap.node_log(name)
