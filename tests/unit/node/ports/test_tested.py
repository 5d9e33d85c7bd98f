"""Requirements are tried from where they begin; what cannot be tried is said."""

import dataclasses
import re
from pathlib import Path

import click
import pytest

from kanivete.node import ports
from kanivete.node.ports.model import CONTROL_PLANE, Requirement, Result
from kanivete.probe.steps import Outcome, Probed, Step, StepName, Target
from kanivete.render.ports import picture, to_table
from tests.unit.diagnose.fakes import FakeSource
from tests.unit.probe import servers
from tests.unit.probe.shells import restricted

KUBELET = Requirement("kubelet", CONTROL_PLANE, "w1", Target("10.0.0.11", 10250, tls=True), "why", True, "Node w1")


def to(port: int, **more: object) -> Requirement:
    wanted = Requirement(
        "apiserver", "w1", CONTROL_PLANE, Target("127.0.0.1", port), "nodes talk to it", True, "a Node"
    )
    return dataclasses.replace(wanted, **more)  # type: ignore[arg-type]


def test_each_is_tried_from_its_origin_in_one_round_trip(tmp_path: Path) -> None:
    shell = restricted(tmp_path / "bin", ("bash",))
    with servers.serving(servers.silent) as port:
        wanted = [
            to(port),
            to(servers.closed_port()),
            to(port, origin="w2"),
            to(servers.closed_port(), any_answer=True),
        ]
        found = ports.tested(wanted, {"w1": shell}, seconds=2)
    assert shell.calls == 1
    assert [one.requirement for one in found] == wanted
    assert [one.reached for one in found] == [True, False, None, True]
    assert [one.outcome for one in found][:3] == [Outcome.OK, Outcome.REFUSED, Outcome.UNKNOWN]
    assert "w2" in found[2].said
    assert found[2].data()["steps"] == []


@pytest.mark.parametrize(
    ("said", "step", "outcome"),
    [
        ("ok", StepName.HTTP, Outcome.OK),
        ("dial tcp 10.0.0.11:10250: connect: connection refused", StepName.TCP, Outcome.REFUSED),
        ("dial tcp 10.0.0.11:10250: i/o timeout", StepName.TCP, Outcome.DROPPED),
        ("dial tcp 10.0.0.11:10250: connect: no route to host", StepName.TCP, Outcome.REJECTED),
        ("read tcp 10.0.0.1:1->10.0.0.11:10250: read: connection reset by peer", StepName.TCP, Outcome.RESET),
        ("dial tcp: lookup w1 on 10.0.0.53:53: no such host", StepName.NAME, Outcome.FAILED),
        ("tls: failed to verify certificate: x509: certificate has expired", StepName.TLS, Outcome.FAILED),
        ("[-]syncloop failed: reason withheld", StepName.HTTP, Outcome.FAILED),
    ],
)
def test_the_api_server_tells_of_its_own_way_to_the_kubelet(said: str, step: StepName, outcome: Outcome) -> None:
    (result,) = ports.tested([KUBELET], {}, source=FakeSource(health={"w1": said}))
    assert result.probed
    last = result.probed.steps[-1]
    assert (last.name, last.outcome, result.outcome) == (step, outcome, outcome)
    assert result.reached is (outcome is Outcome.OK)


def test_a_kubelet_that_cannot_be_asked_for_is_untested() -> None:
    (result,) = ports.tested([KUBELET], {}, source=FakeSource())
    assert result.reached is None
    assert CONTROL_PLANE in result.said


def shown(lines: list[str]) -> list[str]:
    return [click.unstyle(line) for line in lines]


def results() -> list[Result]:
    dropped = Probed("w1", to(6443).target, (Step(StepName.TCP, Outcome.DROPPED, 3.0, "no answer in time"),))
    fine = Probed("cp", KUBELET.target, (Step(StepName.TCP, Outcome.OK, 0.004, "10.0.0.11"),))
    local = to(10248, destination="w1")
    return [
        Result(to(6443), dropped),
        Result(KUBELET, fine),
        Result(to(53, origin="w2", destination="w1"), untested="not tried: there is no way into w2"),
        Result(local, fine),
    ]


def test_the_table_begins_with_what_fails() -> None:
    lines = shown(list(to_table(results(), 80)))
    assert re.match(r"FROM +TO +RESULT +TIME", lines[0])
    assert re.match(r"w1 +control plane 127.0.0.1:6443/tcp +dropped +3.0 s", lines[1])
    assert "no answer in time" in lines[2]
    assert "nodes talk to it" in lines[2]
    assert any(re.match(r"control plane +w1 10.0.0.11:10250/tcp +ok +4 ms", line) for line in lines)
    assert all(len(line) <= 80 for line in lines)
    assert list(to_table([], 80)) == []


def test_the_picture_shows_who_cannot_reach_whom() -> None:
    lines = shown(list(picture(results(), "w1", 80)))
    assert lines[0].startswith("w1 ─")
    assert "6443/tcp" in lines[0]
    assert "✗ control plane 127.0.0.1  dropped" in lines[0]
    assert lines[1].startswith("w1 ◀")
    assert lines[2].startswith("w1 ?")
    assert lines[2].endswith("w2  not tried")
    assert len(lines) == 3, "what a machine does with itself is not drawn"
    assert all(len(line) <= 40 for line in shown(list(picture(results(), "w1", 40))))


def test_json_says_the_same() -> None:
    data = results()[0].data()
    assert (data["from"], data["to"], data["port"]) == ("w1", CONTROL_PLANE, 6443)
    assert (data["reached"], data["outcome"]) == (False, "dropped")
    assert data["steps"] == [{"name": "tcp", "outcome": "dropped", "seconds": 3.0, "said": "no answer in time"}]
