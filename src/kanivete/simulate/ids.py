"""How runs are named."""

import secrets

PREFIX = "kanivete-sim-"
"""Of the namespaces that runs make."""


def new_id() -> str:
    """Of a new run."""
    return secrets.token_hex(3)
