"""The causes that a node's log names, with the lines that prove them, read as a stream."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kanivete.node.log.blocks import blocks
from kanivete.node.log.scan import Scan
from kanivete.node.log.tally import Tally

QUIET = timedelta(minutes=2)
"""A cause that the log does not name for so long, while it goes on, is over. A kubelet tries again within seconds."""


@dataclass(frozen=True)
class LoggedCause:
    """A cause that lines of the log name, in its latest episode: from when it began, or began again after it was over.

    `lines` are the first, the last and one between, at most three, redacted. `per_minute` is the mean rate from the
    first to the last; 0 for a single line. `over`: the node recovered, or the log goes on without it.
    """

    cause: str
    count: int
    first: datetime | None
    last: datetime | None
    lines: tuple[str, ...]
    per_minute: float
    over: bool
    facts: dict[str, str] = field(default_factory=dict)
    """What the pattern found in the last line that tells most: `address`, `port`, `error` …"""


@dataclass(frozen=True)
class LogReport:
    """What a node's log says, the most relevant cause first: what goes on before what is over, then the most telling.

    `endpoint` is `host:port` of the API server that the kubelet's lines name, if any; `first` and `last` are the times
    of the log's own first and last line that has one.
    """

    causes: tuple[LoggedCause, ...]
    lines: int
    first: datetime | None
    last: datetime | None
    endpoint: str | None


def read(chunks: Iterable[bytes], now: datetime, *, tell: Callable[[int], None] | None = None) -> LogReport:
    """Read a log of any size in bounded memory; unknown lines mean nothing and never break it.

    Args:
        chunks: The log's bytes in pieces of any size: klog as text or JSON, or a journal in a format of journalctl's.
        now: When the log was taken. Times without a year are of the year before it, those without a zone of its zone.
        tell: Told now and then how many bytes were read so far.
    """
    scan = Scan(now)
    for block in blocks(chunks, tell):
        scan.add(block)
    found = [(tally, _logged(tally, scan, now)) for tally in scan.tallies.values()]
    found.sort(key=lambda one: (one[1].over, one[0].rank, -one[1].count, one[1].cause))
    return LogReport(
        causes=tuple(logged for _tally, logged in found),
        lines=scan.lines,
        first=scan.first_time,
        last=scan.last_time,
        endpoint=scan.endpoint,
    )


def _logged(tally: Tally, scan: Scan, now: datetime) -> LoggedCause:
    end = scan.last_time
    first, last = tally.time(tally.first, now), tally.time(tally.last, now)
    minutes = (last - first).total_seconds() / 60 if first and last else 0.0
    quiet = bool(last and end and end - last > QUIET)
    return LoggedCause(
        cause=tally.cause,
        count=tally.count,
        first=first,
        last=last,
        lines=tally.quotes(),
        per_minute=round((tally.count - 1) / minutes, 1) if minutes > 0 else 0.0,
        over=quiet or scan.recovered_after(tally),
        facts=tally.facts(),
    )
