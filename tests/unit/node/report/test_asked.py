"""Which part of the log is read, which machine an end of a path is, and which paths fail."""

from datetime import timedelta
from typing import Any

import pytest

from kanivete.kube.kinds import NODES
from kanivete.kube.nodes import Node
from kanivete.node.log import LoggedCause, LogReport
from kanivete.node.ports import CONTROL_PLANE, Requirement, Result
from kanivete.node.reach.choice import Choice, Machine
from kanivete.node.reach.log import ReadLog
from kanivete.node.report.asked import Asked
from kanivete.node.report.walls import failing
from kanivete.probe.steps import Attempt, Outcome, Probed, Step, StepName, Target
from kanivete.sources.base import Log
from tests.unit.diagnose.fakes import NOW, FakeSource
from tests.unit.diagnose.nodes import READY, SILENT, node

NODE2 = node(SILENT, name="node2", address="10.0.0.22")
SOURCE = FakeSource(objects=[NODE2, node(READY, name="node1", address="10.0.0.21")])


def asked(**more: Any) -> Asked:
    found = SOURCE.get(NODES, "", "node2")
    assert isinstance(found, Node)
    return Asked("node2", SOURCE, more.pop("choice", Choice()), node=found, **more)


def result(outcome: Outcome, origin: str = "node2", host: str = "10.0.0.10", port: int = 6443, **more: Any) -> Result:
    id = more.pop("id", "apiserver")
    there = CONTROL_PLANE if id == "apiserver" else "node2"
    requirement = Requirement(id, origin, there, Target(host, port), "why", True, "the test")
    return Result(requirement, Probed(origin, requirement.target, (Step(StepName.TCP, outcome),), **more))


def log(over: bool) -> ReadLog:
    cause = LoggedCause("node.apiserver-unreachable", 3, NOW, NOW, ("line",), 1.0, over)
    return ReadLog("file", LogReport((cause,), 3, NOW, NOW, "10.0.0.10:6443"), Log("line"))


def test_the_log_is_read_from_before_the_trouble() -> None:
    assert asked().seconds_of_log() == 3600
    assert asked(since=90).seconds_of_log() == 90
    assert Asked("x", SOURCE, Choice()).seconds_of_log() == 3600
    later = FakeSource(objects=[NODE2], now=NOW + timedelta(hours=5))
    assert Asked("node2", later, Choice(), node=NODE2).seconds_of_log() == (5 * 60 + 5 + 15) * 60
    week = FakeSource(objects=[NODE2], now=NOW + timedelta(days=7))
    assert Asked("node2", week, Choice(), node=NODE2).seconds_of_log() == 86400


def test_an_end_of_a_path_is_a_node_or_what_the_map_calls_it() -> None:
    one = asked(choice=Choice(ssh_map={"cp": "root@cp", "node1": "n1"}))
    assert one.at("node1", "") == Machine("node1", ("10.0.0.21",))
    assert one.at(CONTROL_PLANE, "10.0.0.21") == Machine("node1", ("10.0.0.21",), (CONTROL_PLANE, "cp"))
    server = one.at(CONTROL_PLANE, "10.0.0.10")
    assert server == Machine("10.0.0.10", ("10.0.0.10",), (CONTROL_PLANE, "cp"))
    assert one.choice.other(server) == "root@cp"


def test_paths_on_which_packets_are_stopped() -> None:
    (there, back) = failing(
        [
            result(Outcome.DROPPED),
            result(Outcome.OK),
            result(Outcome.UNKNOWN),
            result(Outcome.FAILED),
            result(Outcome.DROPPED, CONTROL_PLANE, "10.0.0.22", 10250, id="kubelet"),
            result(Outcome.REFUSED, host="127.0.0.1", port=6444),
        ],
        None,
        asked(),
    )
    assert (there.source, there.host, there.port, there.silent) == ("10.0.0.22", "10.0.0.10", 6443, True)
    assert (back.source, back.host, back.port) == ("10.0.0.10", "10.0.0.22", 10250)


def test_a_name_s_address_is_the_one_that_was_tried() -> None:
    attempts = (Attempt("10.0.0.11", Outcome.OK), Attempt("10.0.0.12", Outcome.REFUSED))
    (path,) = failing([result(Outcome.REFUSED, host="api.shop", attempts=attempts)], None, asked())
    assert (path.host, path.silent) == ("10.0.0.12", False)


@pytest.mark.parametrize(("over", "count"), [(False, 1), (True, 0)])
def test_the_log_names_the_path_where_nothing_could_be_tried(over: bool, count: int) -> None:
    assert len(failing([], log(over), asked())) == count
    assert failing([result(Outcome.OK)], log(over), asked()) == ()
