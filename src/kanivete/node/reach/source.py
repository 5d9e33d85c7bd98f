"""A source that knows more of nodes than its own way tells: what was read on the machines themselves."""

from collections.abc import Iterable, Mapping

from kanivete.sources.base import Log, Missing, NodeDump, Source
from kanivete.sources.tap import Tap


class Reached(Tap):
    """Wraps a source: these logs and dumps come before the source's own."""

    def __init__(self, source: Source, logs: Mapping[str, Log], dumps: tuple[NodeDump, ...]) -> None:
        super().__init__(source)
        self._own_logs = dict(logs)
        self._own_dumps = dumps

    def node_log(self, node: str) -> Log | Missing:
        if node in self._own_logs:
            self.node_logs[node] = self._own_logs[node]
            return self._own_logs[node]
        return super().node_log(node)

    def prefetch_nodes(self, names: Iterable[str]) -> None:
        super().prefetch_nodes(name for name in names if name not in self._own_logs)

    def firewalls(self) -> tuple[NodeDump, ...] | Missing:
        theirs = super().firewalls()
        ours = {dump.node for dump in self._own_dumps}
        others = () if isinstance(theirs, Missing) else tuple(dump for dump in theirs if dump.node not in ours)
        self.dumps.update(self._own_dumps)
        return (*self._own_dumps, *others)
