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

LONGEST = (
    "test_simulate_scenarios",
    "test_healthy",
    "test_simulate",
    "test_inject_ending",
    "test_check",
    "test_inject",
)
"""What begins first, lest the others wait for it in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


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
