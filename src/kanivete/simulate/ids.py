"""How runs are named."""

import re
import secrets

_ID = re.compile(r"[0-9a-f]{6}")
PREFIX = "kanivete-sim-"
"""Of the namespaces that runs make."""


def new_id() -> str:
    """Of a new run."""
    return secrets.token_hex(3)


def is_id(word: str) -> bool:
    """Whether a word can be a run's id."""
    return _ID.fullmatch(word) is not None
