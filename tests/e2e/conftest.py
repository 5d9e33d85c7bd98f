"""What the end-to-end tests run on: the rig's cluster."""

from tests.rig.plugin import (  # noqa: F401 (pytest finds them here)
    _turn,
    cluster,
    namespace,
    pytest_configure,
    pytest_sessionfinish,
    registry,
)
