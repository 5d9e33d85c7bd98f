"""RE2, for searching texts that nobody vouches for: its running time is linear in the text, whatever the text."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Protocol

import re2


class Match(Protocol):
    """What of a match is used."""

    def group(self, group: int | str = 0) -> str | None: ...
    def groupdict(self) -> dict[str, str | None]: ...
    def start(self, group: int | str = 0) -> int: ...
    def end(self, group: int | str = 0) -> int: ...


class Regex(Protocol):
    """A compiled pattern."""

    pattern: str

    def search(self, text: str, pos: int = 0) -> Match | None: ...
    def finditer(self, text: str) -> Iterator[Match]: ...
    def sub(self, replacement: str | Callable[[Match], str], text: str) -> str: ...


@cache
def compiled(pattern: str, flags: str = "i") -> Regex:
    """The pattern, compiled when first used; `flags` as in `(?is)`: case is ignored unless they say otherwise.

    Raises:
        ValueError: It is no RE2 pattern (look-arounds and back-references are not).
    """
    try:
        found: Regex = re2.compile(f"(?{flags}){pattern}")
    except re2.error as error:
        raise ValueError(f"not an RE2 pattern: {pattern!r}: {error}") from error
    return found
