"""Waiting for what a cluster comes to, which is never at once."""

import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")


def until(condition: Callable[[], bool], what: str = "it", seconds: float = 120) -> None:
    """Wait for it. Raises AssertionError where it does not come."""
    assert looked(condition, bool, seconds, pause=0.5), f"{what} did not come in {seconds:.0f} s"


def looked(look: Callable[[], Seen], is_right: Callable[[Seen], bool], seconds: float = 90, pause: float = 1) -> Seen:
    """The first look that is right, or the last one: a fault may show before its traces do, or only at a second try."""
    ends = time.monotonic() + seconds
    while not is_right(seen := look()) and time.monotonic() < ends:
        time.sleep(pause)
    return seen
