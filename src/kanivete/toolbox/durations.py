"""Lengths of time, as people write them: 90s, 30m, 1h30m."""

import re

from kanivete.i18n import _

_DURATION = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?", re.ASCII)


class DurationError(ValueError):
    """The text is none."""


def seconds_of(text: str) -> int:
    """The seconds that a text such as `1h30m` or `45s` means.

    Raises:
        DurationError: It means none, or less than one.
    """
    found = _DURATION.fullmatch(text.strip())
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    total = 3600 * hours + 60 * minutes + seconds
    if total < 1:
        raise DurationError(_("{text!r} is no length of time such as 30m, 1h30m or 90s").format(text=text))
    return total


def words_of(seconds: int) -> str:
    """The same the other way round, without what is zero: `1h30m`."""
    hours, rest = divmod(max(seconds, 0), 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{number}{unit}" for number, unit in ((hours, "h"), (minutes, "m"), (left, "s")) if number]
    return "".join(parts) or "0s"
