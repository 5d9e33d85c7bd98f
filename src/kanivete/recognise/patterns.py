"""RE2 for everything that searches untrusted text: its running time is linear in the text, whatever the text."""

from functools import cache
from typing import Protocol

import re2


class Match(Protocol):
    """What of a match is used."""

    def start(self) -> int: ...
    def end(self) -> int: ...
    def group(self, group: int | str = 0) -> str | None: ...
    def groupdict(self) -> dict[str, str | None]: ...


class Regex(Protocol):
    """A compiled pattern."""

    pattern: str

    def search(self, text: str, pos: int = 0) -> Match | None: ...


@cache
def compiled(regex: str) -> Regex:
    """The pattern, compiled to ignore case, `.` matching line ends too.

    Raises:
        ValueError: It is no RE2 pattern (look-arounds and back-references are not).
    """
    try:
        found: Regex = re2.compile(f"(?is){regex}")
    except re2.error as error:
        raise ValueError(f"not an RE2 pattern: {regex!r}: {error}") from error
    return found
