"""A node's log by whichever way gives it: its report, and its end as a source keeps it."""

import gzip
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from kanivete.i18n import _
from kanivete.node.log import LogReport, read
from kanivete.redact import redact
from kanivete.sources.base import LOG_TAIL_BYTES, Log

TAIL_BYTES = LOG_TAIL_BYTES
"""Of the end of a log that are kept for the diagnosis; the report is of all of it."""
_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"


class LogError(Exception):
    """A log cannot be read. One line."""


@dataclass(frozen=True)
class ReadLog:
    """`origin` says where it is from: `ssh node1: journal`, a file's name, `the API`."""

    origin: str
    report: LogReport
    tail: Log


def read_log(pieces: Iterable[bytes], origin: str, now: datetime, tell: Callable[[int], None] | None = None) -> ReadLog:
    """Read a log to its end, in bounded memory.

    Args:
        pieces: Its bytes.
        origin: Where it is from, for people.
        now: When it was taken.
        tell: Told how many bytes were read so far.
    """
    tail = _Tail()
    report = read(tail.kept(pieces), now, tell=tell)
    return ReadLog(origin, report, tail.log())


def read_file(file: BinaryIO, origin: str, now: datetime, tell: Callable[[int], None] | None = None) -> ReadLog:
    """Read a log that lies in a file, or comes by standard input; gzip is unpacked.

    Raises:
        LogError: It is empty, or damaged.
    """
    try:
        found = read_log(_pieces(file), origin, now, tell)
    except (OSError, EOFError) as error:
        raise LogError(_("{file} cannot be read: {why}").format(file=origin, why=error)) from error
    if not found.report.lines:
        raise LogError(_("{file} is empty: give what `journalctl -u kubelet` prints on the node").format(file=origin))
    return found


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    head = file.read(len(_GZIP))
    if head == _GZIP and file.seekable():
        file.seek(0)
        with closing(gzip.GzipFile(fileobj=file)) as unpacked:
            while piece := unpacked.read(_PIECE):
                yield piece
        return
    yield head
    while piece := file.read(_PIECE):
        yield piece


class _Tail:
    """Passes a stream on and keeps its end."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._cut = False

    def kept(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._data += piece
            if len(self._data) > 2 * TAIL_BYTES:
                del self._data[:-TAIL_BYTES]
                self._cut = True
            yield piece

    def log(self) -> Log:
        data = bytes(self._data[-TAIL_BYTES:])
        cut = self._cut or len(self._data) > TAIL_BYTES
        text = data.decode("utf-8", "replace").replace("\r\n", "\n")
        if cut:
            text = text.partition("\n")[2]
        return Log(redact(text), cut)
