"""How long a CronJob may at most be quiet, by its schedule: enough to tell that it is overdue, without a calendar."""

import re
from datetime import timedelta

_NAMED = {
    "@hourly": timedelta(hours=1),
    "@daily": timedelta(days=1),
    "@midnight": timedelta(days=1),
    "@weekly": timedelta(days=7),
    "@monthly": timedelta(days=31),
}
_ANY = ("*", "?")
_STEP = re.compile(r"\*/(\d{1,2})")
_TWO_MONTHS = timedelta(days=62)
"""There is not a 31st in every month."""
_LEAP_YEARS = timedelta(days=366 * 8)
"""29 February, around a century's end."""


def longest_pause(schedule: str) -> timedelta:
    """No pause of the schedule (five fields of cron, or a name such as `@daily`) is longer; years for a strange one.

    Days are taken as 25 hours long, as they are when summer time ends.
    """
    words = schedule.split()
    if words and words[0].partition("=")[0] in ("TZ", "CRON_TZ"):
        words = words[1:]
    if len(words) == 1 and words[0].lower() in _NAMED:
        return _NAMED[words[0].lower()] + timedelta(hours=1)
    if len(words) != 5:
        return _LEAP_YEARS
    minute, hour, day, month, weekday = words
    if month not in _ANY:
        return _LEAP_YEARS
    if day not in _ANY:
        return _TWO_MONTHS
    if weekday not in _ANY:
        return timedelta(days=7, hours=1)
    if hour not in _ANY:
        return timedelta(hours=_step(hour, 24) + 1)
    return timedelta(minutes=1 if minute in _ANY else _step(minute, 60))


def _step(field: str, whole: int) -> int:
    """The step of `*/n`, else the whole cycle."""
    found = _STEP.fullmatch(field)
    return min(int(found[1]), whole) or whole if found else whole
