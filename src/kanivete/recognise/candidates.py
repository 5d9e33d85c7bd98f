"""Which of many patterns can match a text at all, found in one pass over it.

RE2 knows the literal words that a pattern cannot match without; looking for all of them at once is a hundred times
faster than trying each pattern.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

import re2

Owner = TypeVar("Owner")


class Candidates(Generic[Owner]):
    """Patterns, each with what it stands for."""

    def __init__(self, patterns: Sequence[tuple[str, Owner]]) -> None:
        self._owners = [owner for _, owner in patterns]
        self._filter = re2.Filter()
        for regex, _ in patterns:
            self._filter.Add(f"(?is){regex}")
        if patterns:
            self._filter.Compile()

    def of(self, text: str) -> list[Owner]:
        """What may match the text, in the order given; what is left out does not match it."""
        found = self._filter.Match(text, potential=True) if self._owners else None
        return [self._owners[index] for index in sorted(found or ())]
