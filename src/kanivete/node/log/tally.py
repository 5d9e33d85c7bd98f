"""What is remembered of the lines that name one cause: few, however many there are."""

from dataclasses import dataclass, field
from datetime import datetime

from kanivete.node.log.dress import message_of, undressed
from kanivete.recognise import about_node
from kanivete.redact import clean

MOST_QUOTED = 3
LONGEST_QUOTE = 800
_MOST_SHAPES = 8
_HEARTBEAT = b"Failed to ensure lease exists"
"""The request that keeps a node Ready: of all that fail, the one to quote."""


@dataclass
class Seen:
    """A line as it came, and its time where that stands on a line of its own."""

    raw: bytes
    stamp: bytes
    at: int
    """Which line of the log it is, from 1."""


@dataclass
class Tally:
    """The lines of one cause's latest episode. `rank` is that of the best pattern that matched; lower tells more."""

    cause: str
    rank: int
    first: Seen
    last: Seen
    best: Seen
    """The last that matched a pattern of that rank."""
    count: int = 0
    last_short: Seen | None = None
    """The last that can be quoted whole."""
    shapes: dict[int, tuple[int, Seen]] = field(default_factory=dict)
    """Per shape of line how often it came, and its first one."""

    def restart(self, rank: int, seen: Seen) -> None:
        """Forget the lines so far: it was over, and has begun again."""
        self.rank, self.first, self.best = rank, seen, seen
        self.count, self.last_short, self.shapes = 0, None, {}

    def add(self, shape: int, rank: int, seen: Seen) -> None:
        self.count += 1
        self.last = seen
        if rank <= self.rank:
            self.rank, self.best = rank, seen
        if len(seen.raw) <= LONGEST_QUOTE:
            self.last_short = seen
        known = self.shapes.get(shape)
        if known:
            self.shapes[shape] = (known[0] + 1, known[1])
        elif len(self.shapes) < _MOST_SHAPES:
            self.shapes[shape] = (1, seen)

    def quotes(self) -> tuple[str, ...]:
        """The first line, the most telling of another shape, and the last: at most three."""
        others = sorted(self.shapes.values(), key=lambda one: (_HEARTBEAT not in one[1].raw, -one[0], one[1].at))
        chosen = [self.first, *(seen for _count, seen in others if seen.at != self.first.at)][: MOST_QUOTED - 1]
        last = self.last_short or self.last
        chosen += [last] if last.at not in {one.at for one in chosen} else []
        return tuple(_shown(one) for one in sorted(chosen, key=lambda one: one.at))

    def facts(self) -> dict[str, str]:
        """What the pattern finds in the best line."""
        return next((one.facts for one in about_node(message_of(self.best.raw)) if one.cause == self.cause), {})

    def time(self, seen: Seen, now: datetime) -> datetime | None:
        return undressed(seen.raw, now, seen.stamp).when


def _shown(seen: Seen) -> str:
    text = " ".join(clean(seen.raw.decode("utf-8", "replace").replace("\x00", "")).split())
    half = LONGEST_QUOTE // 2
    # The error stands at the end.
    return text if len(text) <= LONGEST_QUOTE else f"{text[:half]} … {text[-half:]}"
