"""Numbers in texts that somebody else wrote."""

_LONGEST = 18
"""Digits. `int` itself refuses thousands of them, and takes those of every script."""


def whole_number(text: str) -> int | None:
    """The number that ASCII digits alone say; None for anything else, `²` among it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None
