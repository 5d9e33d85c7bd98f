"""Going through a log's blocks: what cannot name a cause is passed over unread."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from kanivete.catalogue import catalogue
from kanivete.catalogue.entry import Where
from kanivete.node.log.dress import message_of, undressed
from kanivete.node.log.tally import Seen, Tally
from kanivete.recognise.about_node import about_node, is_of_node
from kanivete.recognise.candidates import Candidates
from kanivete.regex import compiled

_IDS = b"0123456789abcdef"
"""Left out of a line, lines that differ in times, numbers and ids are one."""
_MOST_SHAPES = 100_000
_Named = tuple[str, int]
"""A cause, and the rank of the pattern that found it."""
_NOTHING: _Named = ("", 0)
_STAMP = b"__REALTIME_TIMESTAMP="
_ARRAY = re.compile(rb'"MESSAGE" ?: ?\[')
"""A message that is no UTF-8: journalctl gives its bytes as numbers."""
_LOOKED_BACK = 20
"""Lines at the log's ends among which one with a time is looked for."""
EPISODE = timedelta(minutes=10)
"""What comes again after so long without is another episode."""
_RUN, _FAR = 3, 20
"""Lines that make a run, and lines between two that may mean that it had ended."""
_RECOVERED = (
    b'event="NodeReady"',
    b'event=\\"NodeReady',
    b'"event":"NodeReady"',
    b"Recording NodeReady event",
    b"uccessfully registered node",
    b"just became ready",
)
"""What a kubelet says when the API server took its status and the node is well."""
_STARTED = (b"Started kubelet", b"Started k3s", b"Started rke2", b'"Kubelet version"')
"""What follows when a kubelet that was stopped is started again; one that crashes again and again says it as well."""
_ENDPOINT = (
    r"https?://(\[[0-9a-f:.]+\]|[^\s/:\\\"]+)(?::(\d+))?/api"
    r"(?:s/coordination\.k8s\.io/|/v1/(?:nodes|services|pods|namespaces/[a-z0-9-]+/events)\b)"
)


@cache
def _candidates() -> Candidates[str]:
    """The patterns of a node's causes alone."""
    return Candidates(
        [
            (pattern.regex, cause.id)
            for cause in catalogue().values()
            for pattern in cause.patterns
            if Where.KUBELET_LOG in pattern.where and is_of_node(cause.id)
        ]
    )


class Scan:
    """Fed block by block; `tallies` by cause."""

    def __init__(self, now: datetime) -> None:
        self.tallies: dict[str, Tally] = {}
        self.lines = 0
        self._now = now
        self._shapes: dict[int, _Named] = {}
        self._stamp = b""
        self._recovered_at = self._started_at = 0
        self._head: list[Seen] = []
        self._tail: list[Seen] = []

    def add(self, block: bytes) -> None:
        """Take in some whole lines."""
        begin = self.lines
        self.lines += block.count(b"\n") + (not block.endswith(b"\n"))
        text = block.decode("utf-8", "replace")
        as_numbers = _ARRAY.search(block) is not None
        if as_numbers or _candidates().of(text):
            self._read(block, begin, as_numbers=as_numbers)
        self._note_recovery(block, begin)
        self._note_ends(block, begin)
        if at := block.rfind(_STAMP) + 1:
            self._stamp = _value(block, at - 1)

    @property
    def first_time(self) -> datetime | None:
        """Of the first line that has one."""
        return next(_times(self._head, self._now), None)

    @property
    def last_time(self) -> datetime | None:
        return next(_times(self._tail[::-1], self._now), None)

    @property
    def endpoint(self) -> str | None:
        """The API server's `host:port` in the latest line that failed on the way there."""
        for tally in sorted(self.tallies.values(), key=lambda one: -one.last.at):
            if match := compiled(_ENDPOINT).search(message_of(tally.best.raw)):
                return f"{match.group(1)}:{match.group(2) or 443}"
        return None

    def recovered_after(self, tally: Tally) -> bool:
        """Whether the node was well again after a cause's last line, or the kubelet started after it was stopped."""
        at = max(self._recovered_at, self._started_at if _is_stop(tally.last.raw) else 0)
        return at > tally.last.at

    def _read(self, block: bytes, begin: int, *, as_numbers: bool) -> None:
        shapes, stamp = self._shapes, self._stamp
        may_recover = any(sign in block for sign in _RECOVERED)
        for number, line in enumerate(block.split(b"\n"), begin + 1):
            shape = hash(line if as_numbers and _ARRAY.search(line) else line.translate(None, _IDS))
            named = shapes.get(shape)
            if named is None:
                named = self._recognised(line, shape)
            if named[0]:
                self._count(named, shape, Seen(line, stamp, number))
            elif line.startswith(_STAMP):
                stamp = _value(line, 0)
            elif may_recover and any(sign in line for sign in _RECOVERED):
                self._recovered_at = number

    def _count(self, named: _Named, shape: int, seen: Seen) -> None:
        """Count a line, in a new episode if the node was well since the last one."""
        cause, rank = named
        tally = self.tallies.get(cause)
        if tally is None:
            tally = self.tallies[cause] = Tally(cause, rank, seen, seen, seen)
        elif self._recovered_at > tally.last.at or self._is_long_after(tally, seen):
            tally.restart(rank, seen)
        tally.add(shape, rank, seen)

    def _is_long_after(self, tally: Tally, seen: Seen) -> bool:
        """Whether what came again and again had stopped. Times are only looked at where other lines lie between."""
        if tally.count < _RUN or seen.at - tally.last.at <= _FAR:
            return False
        before, after = tally.time(tally.last, self._now), tally.time(seen, self._now)
        return before is not None and after is not None and after - before > EPISODE

    def _recognised(self, line: bytes, shape: int) -> _Named:
        """What a line of a new shape names."""
        found = next(iter(about_node(message_of(line))), None)
        if len(self._shapes) >= _MOST_SHAPES:
            self._shapes.clear()
        named = (found.cause, found.rank) if found else _NOTHING
        self._shapes[shape] = named
        return named

    def _note_recovery(self, block: bytes, begin: int) -> None:
        at = max(block.rfind(sign) for sign in _RECOVERED)
        if at >= 0:
            self._recovered_at = begin + 1 + block.count(b"\n", 0, at)
        at = max(block.rfind(sign) for sign in _STARTED)
        if at >= 0:
            self._started_at = begin + 1 + block.count(b"\n", 0, at)

    def _note_ends(self, block: bytes, begin: int) -> None:
        if len(self._head) < _LOOKED_BACK:
            first = block.split(b"\n", _LOOKED_BACK)[:_LOOKED_BACK]
            self._head += [Seen(line, _stamp_of(line), begin + 1 + at) for at, line in enumerate(first) if line]
        last = [line for line in block[-(64 * 1024) :].rsplit(b"\n", _LOOKED_BACK + 1)[-_LOOKED_BACK:] if line]
        if last:
            self._tail = [Seen(line, _stamp_of(line), self.lines) for line in last]


def _is_stop(line: bytes) -> bool:
    """Whether systemd says that it stopped a service as it was told, and not that the service ended."""
    return b"Stopped " in line or b"Stopping " in line


def _times(seen: list[Seen], now: datetime) -> Iterator[datetime]:
    for one in seen:
        if when := undressed(one.raw, now, one.stamp).when:
            yield when


def _stamp_of(line: bytes) -> bytes:
    return _value(line, 0) if line.startswith(_STAMP) else b""


def _value(text: bytes, at: int) -> bytes:
    end = text.find(b"\n", at)
    return text[at + len(_STAMP) : end if end >= 0 else None][:20].strip()
