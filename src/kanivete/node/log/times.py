"""The times of a node's log: with and without years, zones, parts of seconds.

Formats: klog (`I1122 10:00:00.000000`, the node's clock, no year), journalctl(1) `-o short`, `short-precise`,
`short-iso`, `short-full`, `json`, `export`, RFC 3339.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}
_CLOCK = r"(?P<clock>\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)"
_ISO = re.compile(rf"(?P<date>\d{{4}}-\d\d-\d\d)[T ]{_CLOCK} ?(?P<zone>Z|[+-]\d\d(?::?\d\d)?|[A-Z]{{3,5}})?")
_SHORT = re.compile(rf"(?P<month>[A-Z][a-z]{{2}}) {{1,2}}(?P<day>\d{{1,2}}) (?:(?P<year>\d{{4}}) )?{_CLOCK}")
_KLOG = re.compile(rf"[IWEF](?P<month>\d\d)(?P<day>\d\d) {_CLOCK}")
_AHEAD = timedelta(days=2)
"""How far a clock may be ahead before a time without a year is of the year before."""
_SAME = frozenset(("Z", "UTC", "GMT"))


def of_iso(text: str, now: datetime) -> tuple[datetime, bool] | None:
    """The time that a text begins with, and whether it says its zone; without one it is `now`'s."""
    match = _ISO.match(text)
    if not match:
        return None
    zone = _zone(match["zone"])
    try:
        found = datetime.fromisoformat(f"{match['date']}T{_micro(match['clock'])}")
        return found.replace(tzinfo=zone or now.tzinfo or UTC).astimezone(UTC), zone is not None
    except (ValueError, OverflowError):
        return None


def of_short(text: str, now: datetime) -> datetime | None:
    """The time of `Nov 22 07:40:12`, with or without parts of seconds or a year, in `now`'s zone."""
    match = _SHORT.match(text)
    if not match or match["month"] not in _MONTHS:
        return None
    return _dated(_MONTHS[match["month"]], int(match["day"]), match["clock"], now, int(match["year"] or 0))


def of_klog(text: str, now: datetime) -> datetime | None:
    """The time of klog's `E1122 07:40:12.084272`, in `now`'s zone."""
    match = _KLOG.match(text)
    return _dated(int(match["month"]), int(match["day"]), match["clock"], now) if match else None


def of_seconds(seconds: float) -> datetime | None:
    """The time of so many seconds since 1970; milli-, micro- and nanoseconds are told by their size."""
    while seconds > 1e11:
        seconds /= 1000
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _dated(month: int, day: int, clock: str, now: datetime, year: int = 0) -> datetime | None:
    """The latest year in which the day is not in the future."""
    for candidate in (year,) if year else range(now.year + 1, now.year - 8, -1):
        try:
            found = datetime.fromisoformat(f"{candidate:04}-{month:02}-{day:02}T{_micro(clock)}")
            found = found.replace(tzinfo=now.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
        if year or found <= _aware(now) + _AHEAD:
            return found
    return None


def _aware(now: datetime) -> datetime:
    return now if now.tzinfo else now.replace(tzinfo=UTC)


def _micro(clock: str) -> str:
    """Microseconds are as fine as it gets."""
    whole, _, part = clock.replace(",", ".").partition(".")
    return f"{whole}.{part[:6]:0<6}" if part else whole


def _zone(name: str | None) -> tzinfo | None:
    """Names of zones but UTC mean different things to different people: they say nothing."""
    if not name:
        return None
    if name in _SAME:
        return UTC
    if name[0] not in "+-":
        return None
    digits = name[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if name[0] == "-" else offset) if offset < timedelta(hours=24) else None
