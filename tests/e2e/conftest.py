"""What the end-to-end tests run on: the rig's cluster."""

from pathlib import Path

import pytest

from tests.rig.plugin import (  # noqa: F401 (pytest finds them here)
    _turn,
    cluster,
    namespace,
    pytest_configure,
    pytest_sessionfinish,
    registry,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record",
        type=Path,
        metavar="DIR",
        help="keep what each scenario showed as DIR/SCENARIO/{recording.tar.gz,answers.yaml}, for tests/recordings",
    )
    parser.addoption(
        "--results",
        type=Path,
        metavar="FILE",
        help="note in it what came of each scenario of kanivete simulate, for docs/simulate-scenarios.md",
    )
