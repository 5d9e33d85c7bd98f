"""A recorded process is known by its start time too: a pid given to another since is not ours."""

import json
import os
from pathlib import Path

import pytest

from tests.rig.processes import Keeper, start_time
from tests.rig.shell import RigError
from tests.rig.state import State


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    state = State(tmp_path)
    state.make()
    return Keeper(state)


def record(keeper: Keeper, name: str, content: object) -> None:
    (keeper.state.run / f"{name}.json").write_text(json.dumps(content))


def test_a_process_is_found_again(keeper: Keeper) -> None:
    record(keeper, "me", {"pid": os.getpid(), "start": start_time(os.getpid())})
    assert keeper.pid("me") == os.getpid()
    assert keeper.names() == ["me"]


@pytest.mark.parametrize(
    "content",
    [{"pid": os.getpid(), "start": 1}, {"pid": os.getpid(), "start": None}, {"pid": 2**22 + 1, "start": 1}, {}, []],
)
def test_what_is_not_ours_does_not_count_and_is_not_stopped(keeper: Keeper, content: object) -> None:
    record(keeper, "other", content)
    assert keeper.pid("other") is None
    keeper.stop("other")  # would end this very process
    assert keeper.names() == []


def test_a_process_that_ended_is_told_with_the_end_of_its_log(keeper: Keeper) -> None:
    keeper.log("gone").write_text("bind: address already in use\n")
    with pytest.raises(RigError, match="address already in use"):
        keeper.require("gone")
