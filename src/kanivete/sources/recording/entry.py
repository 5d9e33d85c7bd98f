"""One file of a recording, wherever it lies."""

import os
import stat
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import IO, Protocol

from kanivete.i18n import _
from kanivete.sources.base import LOG_TAIL_BYTES
from kanivete.sources.recording.limits import CHUNK, MEMORY_SPOOL


@dataclass(frozen=True)
class Tail:
    """The end of a log, at most `LOG_TAIL_BYTES`; `truncated` where the beginning was left out."""

    data: bytes
    truncated: bool


class KeptLog(Protocol):
    """A log that can be read later."""

    def tail(self) -> Tail:
        """Its end. Raises OSError where it has become unreadable."""

    def chunks(self) -> Iterator[bytes]:
        """All that was kept of it, in pieces of at most `CHUNK` bytes."""


class Stream(Protocol):
    """Bytes that can be read once."""

    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class Unpacker(Protocol):
    """Decompressed bytes; `read1` gives what is at hand."""

    def read1(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Entry:
    """A file, readable while the recording is being walked.

    `parts` are its path's names below the root, `open` gives its bytes, `path` is set where it lies in the file system
    and can be read again.
    """

    parts: tuple[str, ...]
    size: int
    modified: float
    open: Callable[[], Stream]
    path: str | bytes = ""

    @property
    def name(self) -> str:
        return "/".join(self.parts)

    def chunks(self) -> Iterator[bytes]:
        with closing(self.open()) as file:
            while chunk := file.read(CHUNK):
                yield chunk


class TailBuffer:
    """Keeps the last `LOG_TAIL_BYTES` of what is added."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self._dropped = False

    def add(self, data: bytes) -> None:
        self._pieces.append(data)
        self._size += len(data)
        if self._size > 2 * LOG_TAIL_BYTES:
            self._shorten()

    def tail(self) -> Tail:
        self._shorten()
        return Tail(b"".join(self._pieces), self._dropped)

    def _shorten(self) -> None:
        if self._size <= LOG_TAIL_BYTES:
            return
        self._pieces = [b"".join(self._pieces)[-LOG_TAIL_BYTES:]]
        self._size = LOG_TAIL_BYTES
        self._dropped = True


@dataclass(frozen=True)
class FileLog:
    """A log in a directory: read from its end when it is asked for."""

    path: str | bytes

    def tail(self) -> Tail:
        with open_regular(self.path) as file:
            size = file.seek(0, os.SEEK_END)
            start = max(0, size - LOG_TAIL_BYTES)
            file.seek(start)
            return Tail(file.read(LOG_TAIL_BYTES), start > 0)

    def chunks(self) -> Iterator[bytes]:
        with open_regular(self.path) as file:
            while chunk := file.read(CHUNK):
                yield chunk


@dataclass(frozen=True)
class SpooledLog:
    """The end of a log that came out of an archive."""

    spool: "Spool"
    start: int
    size: int
    truncated: bool

    def tail(self) -> Tail:
        return Tail(self.spool.read(self.start, self.size), self.truncated)

    def chunks(self) -> Iterator[bytes]:
        yield self.tail().data


class Spool:
    """Where the ends of logs from archives are kept: memory, and a temporary file when they become many."""

    def __init__(self) -> None:
        file = tempfile.SpooledTemporaryFile(max_size=MEMORY_SPOOL)  # noqa: SIM115 - lives as long as the spool
        self._file = file
        self._finalizer = weakref.finalize(self, file.close)
        self._end = 0
        self._lock = threading.Lock()

    def keep(self, tail: Tail) -> SpooledLog:
        with self._lock:
            self._file.seek(self._end)
            self._file.write(tail.data)
            kept = SpooledLog(self, self._end, len(tail.data), tail.truncated)
            self._end += len(tail.data)
        return kept

    def read(self, start: int, size: int) -> bytes:
        with self._lock:
            self._file.seek(start)
            return self._file.read(size)

    def close(self) -> None:
        self._finalizer()


def open_regular(path: str | bytes) -> IO[bytes]:
    """The file's bytes; never waits for a pipe and never follows a link at its last name.

    Raises:
        OSError: It cannot be read, or is no regular file (any more).
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(_("not a regular file"))
    return os.fdopen(descriptor, "rb")


def whole(entry: Entry, most: int) -> Tail:
    """All of a file.

    Raises:
        OSError: It is longer than `most` bytes, or unreadable.
    """
    pieces: list[bytes] = []
    size = 0
    for chunk in entry.chunks():
        size += len(chunk)
        if size > most:
            raise OSError(_("larger than {limit} MB").format(limit=most >> 20))
        pieces.append(chunk)
    return Tail(b"".join(pieces), truncated=False)
