"""The logs of a recording: where each one lies, and its end when it is asked for."""

import re
import threading
from collections.abc import Iterable

from kanivete.redact import redact
from kanivete.sources.base import Log, LogRequest, Missing
from kanivete.sources.recording.content import FramedLog
from kanivete.sources.recording.entry import Entry, FileLog, KeptLog, Spool, Tail, TailBuffer
from kanivete.sources.recording.frames import framed_logs
from kanivete.sources.recording.layout import LogPlace

_ABSENT = (
    "unable to retrieve container logs for ",
    "previous terminated container ",
    "is waiting to start",
    "is waiting to be started",
    "the server rejected our request for an unknown reason",
)
"""What the kubelet, or kubectl in its place, says instead of a log that does not exist."""

_REQUEST_FAILED = ("Request log error: ", "Create log error: ", "Error from server")
_STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) ", re.MULTILINE)


class Logs:
    """Filled once, then read from several threads."""

    def __init__(self) -> None:
        self._kept: dict[LogRequest, tuple[KeptLog, bool]] = {}
        self._framed: dict[tuple[str, str], KeptLog] = {}
        self._spool = Spool()
        self._lock = threading.Lock()

    def add(self, entry: Entry, place: LogPlace) -> None:
        """Remember a log of a directory, or keep the end of one that streams by."""
        request = place.request
        if entry.path:
            if place.framed:
                self._framed[request.namespace, request.pod] = FileLog(entry.path)
            else:
                self._kept[request] = (FileLog(entry.path), place.stamped)
        elif place.framed:
            self._keep_framed(entry.chunks())
        else:
            buffer = TailBuffer()
            for chunk in entry.chunks():
                buffer.add(chunk)
            self._kept[request] = (self._spool.keep(buffer.tail()), place.stamped)

    def add_text(self, text: FramedLog) -> None:
        """Keep the logs in a stretch of the text that a dump printed."""
        self._keep_framed([text.data])

    def __len__(self) -> int:
        return len(self._kept) + len(self._framed)

    def read(self, request: LogRequest) -> Log | Missing | str:
        """The log; or ABSENT; or UNSEEN; or the reason why it cannot be read.

        Several answers at the same time read a file one after another.
        """
        with self._lock:
            found = self._find(request)
            if found is None:
                return Missing.UNSEEN
            kept, stamped = found
            try:
                return _as_log(kept.tail(), stamped)
            except OSError as error:
                return error.strerror or str(error)

    def close(self) -> None:
        self._spool.close()

    def _find(self, request: LogRequest) -> tuple[KeptLog, bool] | None:
        framed = None if request.previous else self._framed.pop((request.namespace, request.pod), None)
        if framed is not None:
            try:
                self._keep_framed(framed.chunks())
            except OSError:
                self._framed[request.namespace, request.pod] = framed
        return self._kept.get(request)

    def _keep_framed(self, chunks: Iterable[bytes]) -> None:
        for request, tail in framed_logs(chunks).items():
            self._kept.setdefault(request, (self._spool.keep(tail), False))


def _as_log(tail: Tail, stamped: bool) -> Log | Missing | str:
    text = tail.data.decode("utf-8", "replace")
    if tail.truncated:
        text = text.partition("\n")[2]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if stamped:
        text = _STAMP.sub("", text)
    if len(text) < 1000 and "\n" not in (line := text.strip()):
        if line.startswith(_ABSENT[0]) or (line.startswith(_REQUEST_FAILED) and any(sign in line for sign in _ABSENT)):
            return Missing.ABSENT
        if line.startswith(_REQUEST_FAILED):
            return redact(line)
    return Log(redact(text), tail.truncated)
