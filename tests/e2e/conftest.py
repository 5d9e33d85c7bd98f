"""What the end-to-end tests run on: the rig's cluster."""

import signal
from pathlib import Path

import pytest

from tests.rig.plugin import (  # noqa: F401 (pytest finds them here)
    _turn,
    cluster,
    namespace,
    pytest_sessionfinish,
    registry,
)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # What a shell starts in the background ignores it, and so would the commands that are to be interrupted.
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
