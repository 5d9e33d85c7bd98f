"""The `logs.txt` of `kubectl cluster-info dump`: the logs of a pod's containers, one after another between marks.

Source of the marks: kubectl's pkg/cmd/clusterinfo/clusterinfo_dump.go.
"""

import re
from collections.abc import Iterable

from kanivete.sources.base import LogRequest
from kanivete.sources.recording.entry import Tail, TailBuffer

_START = re.compile(
    rb"^==== START logs for container ([^ \n]{1,253}) of pod ([^ /\n]{1,253})/([^ /\n]{1,253}) ====\r?\n", re.MULTILINE
)
_END = b"==== END logs for container "
_HOLD = 1024
"""Bytes kept back at the end of a piece, since a mark may begin in them."""


def framed_logs(chunks: Iterable[bytes]) -> dict[LogRequest, Tail]:
    """The end of each container's log; what stands outside of marks is left out."""
    found: dict[LogRequest, TailBuffer] = {}
    current: TailBuffer | None = None
    held = b""
    for chunk, last in _with_last(chunks):
        data = held + chunk
        at = 0
        while True:
            mark = data.find(b"==== ", at)
            if mark < 0 or (mark > len(data) - _HOLD and not last):
                break
            start = _START.match(data, mark)
            if start and (mark == 0 or data[mark - 1 : mark] == b"\n"):
                container, namespace, pod = (name.decode("utf-8", "replace") for name in start.groups())
                current = found.setdefault(LogRequest(namespace, pod, container), TailBuffer())
                at = start.end()
            elif data.startswith(_END, mark):
                _add(current, data[at:mark])
                current = None
                at = mark + len(_END)
            else:
                _add(current, data[at : mark + 5])
                at = mark + 5
        keep = len(data) if last else max(at, len(data) - _HOLD)
        _add(current, data[at:keep])
        held = data[keep:]
    return {request: buffer.tail() for request, buffer in found.items()}


def _add(buffer: TailBuffer | None, data: bytes) -> None:
    if buffer is not None and data:
        buffer.add(data)


def _with_last(chunks: Iterable[bytes]) -> Iterable[tuple[bytes, bool]]:
    yield from ((chunk, False) for chunk in chunks)
    yield b"", True
