"""Snapshots, whichever way they are packed."""

from collections.abc import Callable, Iterator

from kanivete.redact import clean
from kanivete.sources.base import Source, SourceError
from kanivete.sources.recording.archive import DAMAGES
from kanivete.sources.recording.entry import Entry, KeptLog, Spool, whole
from kanivete.sources.recording.limits import MOST_JSON_BYTES
from kanivete.sources.recording.walk import Passed
from kanivete.sources.snapshot.manifest import MANIFEST


def is_snapshot(first: Entry | Passed) -> bool:
    """Whether the first file of a recording is a snapshot's manifest, at the root or in its only directory."""
    return isinstance(first, Entry) and len(first.parts) <= 2 and first.parts[-1] == MANIFEST


def read_snapshot(walk: Iterator[Entry | Passed], description: str) -> Source:
    """The snapshot that the files make up.

    Raises:
        SourceError: It is damaged.
    """
    from kanivete.sources.snapshot import read

    spool = Spool()
    kept: dict[str, KeptLog] = {}
    root: tuple[str, ...] | None = None
    for each in walk:
        if isinstance(each, Passed):
            if each.why:
                raise SourceError(f"{description}: {each.why}")
            continue
        root = each.parts[:-1] if root is None else root
        try:
            tail = whole(each, MOST_JSON_BYTES)
        except DAMAGES as error:
            raise SourceError(f"{description}: {clean(each.name)}: {error or type(error).__name__}") from error
        kept["/".join(each.parts[len(root) :])] = spool.keep(tail)
    return read({name: _reader(log) for name, log in kept.items()}, description)


def _reader(log: KeptLog) -> Callable[[], bytes]:
    return lambda: log.tail().data
