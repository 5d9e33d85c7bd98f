"""Datagrams between two machines: what arrives, and what the receiver's own firewall takes away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kanivete.node import ports
from kanivete.node.ports.model import Requirement
from kanivete.probe.remote.arrival import arrives
from kanivete.probe.steps import Outcome, Target
from tests.unit.probe import namespaces
from tests.unit.probe.shells import Restricted, restricted


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Restricted, Restricted]]:
    if why := namespaces.cannot_run():
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("bin")
    with namespaces.two_machines() as here:
        there = (*here[:-1], here[-1].replace("-here", "-there"))
        yield restricted(folder, ("python3",), prefix=here), restricted(folder, ("python3",), prefix=there)


def test_what_arrives(machines: tuple[Restricted, Restricted]) -> None:
    here, there = machines
    found = arrives(here, there, namespaces.THERE, namespaces.CLOSED, seconds=2)
    assert (found.arrived, found.delivered, found.listening) == (True, True, False)


def test_what_the_receivers_firewall_drops(machines: tuple[Restricted, Restricted]) -> None:
    here, there = machines
    found = arrives(here, there, namespaces.THERE, namespaces.DROPPED, seconds=2)
    assert (found.arrived, found.delivered) == (True, False)


def test_what_never_arrives(machines: tuple[Restricted, Restricted]) -> None:
    here, there = machines
    found = arrives(here, there, namespaces.NOBODY, namespaces.CLOSED, seconds=1)
    assert (found.arrived, found.delivered) == (False, False)
    assert found.sent


def test_where_nobody_can_look(machines: tuple[Restricted, Restricted], tmp_path: Path) -> None:
    here, _ = machines
    found = arrives(here, restricted(tmp_path / "bin", ()), namespaces.THERE, namespaces.CLOSED, seconds=1)
    assert found.arrived is None
    assert "no Python" in found.said


def test_the_silence_of_an_overlay_is_settled(machines: tuple[Restricted, Restricted]) -> None:
    here, there = machines
    target = Target(namespaces.THERE, namespaces.DROPPED, "udp")
    overlay = Requirement("flannel-vxlan", "w1", "w2", target, "it carries the pods' traffic", True, "Node w1")
    (both,) = ports.tested([overlay], {"w1": here, "w2": there}, seconds=1)
    assert (both.outcome, both.arrived, both.reached) == (Outcome.DROPPED, True, False)
    assert "w2, and its own firewall drops them" in both.said
    (one,) = ports.tested([overlay], {"w1": here}, seconds=1)
    assert (one.outcome, one.arrived, one.reached) == (Outcome.UNKNOWN, None, None)
