"""RE2: its running time is linear in the text, whatever the text."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Protocol

import re2


class Match(Protocol):
    """What of a match is used."""

    def group(self, group: int | str = 0) -> str | None: ...
    def start(self, group: int | str = 0) -> int: ...
    def end(self, group: int | str = 0) -> int: ...


class Regex(Protocol):
    """A compiled pattern."""

    def search(self, text: str) -> Match | None: ...
    def finditer(self, text: str) -> Iterator[Match]: ...
    def sub(self, replacement: str | Callable[[Match], str], text: str) -> str: ...


@cache
def compiled(pattern: str) -> Regex:
    """The pattern, case ignored, compiled when first used."""
    found: Regex = re2.compile(f"(?i){pattern}")
    return found
