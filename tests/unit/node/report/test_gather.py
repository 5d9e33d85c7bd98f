"""What is put together about a node, of parts that contradict each other or say nothing."""

import io

import pytest

from kanivete.kube.kinds import NODES
from kanivete.kube.nodes import Node
from kanivete.node.reach.choice import Choice
from kanivete.node.reach.reach import Reach
from kanivete.node.report.asked import Asked, LogFile
from kanivete.node.report.gather import gather
from tests.unit.diagnose.fakes import FakeSource
from tests.unit.diagnose.nodes import READY, heartbeat_failed, lease, logged, node

CUT_OFF = "".join(heartbeat_failed(seconds) for seconds in (100, 93, 80))
NOT_READY = "RuntimeReady=false reason:ContainerdNotReady message:the runtime is down"
RUNTIME = "".join(
    logged(seconds, f'kubelet.go:2924] "Container runtime not ready" runtimeReady="{NOT_READY}"')
    for seconds in (70, 60)
)


@pytest.mark.parametrize(("renewed", "over"), [(75, True), (85, False)])
def test_a_lease_renewed_since_ends_what_kept_it_from_being_renewed(renewed: float, over: bool) -> None:
    source = FakeSource(objects=[node(READY, name="node2", address="10.0.0.22"), lease("node2", seconds=renewed)])
    found = source.get(NODES, "", "node2")
    assert isinstance(found, Node)
    log = LogFile(io.BytesIO((CUT_OFF + RUNTIME).encode()), "a file")
    asked = Asked("node2", source, Choice(), node=found, log=log)
    with Reach(asked.choice, asked.machine) as reach:
        report = gather(asked, reach)
    assert report.log is not None
    said = {one.cause: one.over for one in report.log.report.causes}
    assert said.pop("node.apiserver-unreachable") is over
    assert set(said.values()) == {False}
    assert [one.over for one in report.log.report.causes] == sorted([over, *said.values()])
    assert bool(report.walls) is not over
