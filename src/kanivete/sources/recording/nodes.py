"""What a recording has of the nodes themselves: where it lies, and its content when it is asked for."""

import threading
import zlib
from collections.abc import Iterable, Iterator

from kanivete.redact import redact
from kanivete.sources.base import Log, Missing, NodeDump
from kanivete.sources.recording.entry import Entry, FileLog, KeptLog, Spool, Tail, TailBuffer, whole
from kanivete.sources.recording.places import DumpPlace, NodeLogPlace

MOST_DUMP_BYTES = 64 << 20
_LONGEST_NAME = 253


class NodeFiles:
    """Filled once, then read from several threads."""

    def __init__(self) -> None:
        self._logs: dict[str, tuple[int, KeptLog]] = {}
        self._dumps: dict[DumpPlace, NodeDump] = {}
        self._spool = Spool()
        self._lock = threading.Lock()

    def add_log(self, entry: Entry, place: NodeLogPlace) -> None:
        """Remember a log of a directory, or keep the end of one that streams by."""
        if place.grouped:
            for node, tail in _grouped(entry.chunks()).items():
                self._keep(node, place.rank, self._spool.keep(tail))
        elif entry.path and not place.packed:
            self._keep(place.node, place.rank, FileLog(entry.path))
        else:
            buffer = TailBuffer()
            for chunk in _unpacked(entry.chunks()) if place.packed else entry.chunks():
                buffer.add(chunk)
            self._keep(place.node, place.rank, self._spool.keep(buffer.tail()))

    def add_dump(self, entry: Entry, place: DumpPlace) -> None:
        """Keep a dump whole: half of one would tell lies.

        Raises:
            OSError: It is unreadable, or far longer than a dump can be.
        """
        text = whole(entry, MOST_DUMP_BYTES).data.decode("utf-8", "replace")
        self._dumps[place] = NodeDump(place.node, place.name, redact(text.replace("\r\n", "\n")))

    def log(self, node: str) -> Log | Missing | str:
        """The end of a kubelet's log; or UNSEEN; or the reason why it cannot be read."""
        with self._lock:
            found = self._logs.get(node) or self._logs.get(node.partition(".")[0])
            if found is None:
                return Missing.UNSEEN
            try:
                tail = found[1].tail()
            except OSError as error:
                return error.strerror or str(error)
        text = tail.data.decode("utf-8", "replace")
        if tail.truncated:
            text = text.partition("\n")[2]
        return Log(redact(text.replace("\r\n", "\n").replace("\r", "\n")), tail.truncated)

    def dumps(self) -> tuple[NodeDump, ...]:
        """All dumps, by machine and name."""
        return tuple(self._dumps[place] for place in sorted(self._dumps, key=lambda each: (each.node, each.name)))

    def close(self) -> None:
        self._spool.close()

    def _keep(self, node: str, rank: int, log: KeptLog) -> None:
        if node not in self._logs or rank < self._logs[node][0]:
            self._logs[node] = (rank, log)


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What gzip packed; what comes before damage is of use."""
    unpacker = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        data = chunk
        while data and not unpacker.eof:
            yield unpacker.decompress(data, 1 << 20)
            data = unpacker.unconsumed_tail


def _grouped(chunks: Iterable[bytes]) -> dict[str, Tail]:
    """The ends of the logs in a file whose lines begin with their node's name."""
    buffers: dict[bytes, TailBuffer] = {}
    rest = b""
    for chunk in chunks:
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()[-(1 << 20) :]
        for line in lines:
            node, blank, text = line.partition(b" ")
            if blank and len(node) <= _LONGEST_NAME and (node in buffers or len(buffers) < 1000):
                buffers.setdefault(node, TailBuffer()).add(text + b"\n")
    return {node.decode("utf-8", "replace"): buffer.tail() for node, buffer in buffers.items()}
