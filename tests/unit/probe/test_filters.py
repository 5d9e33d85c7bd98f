"""What a firewall does to a packet, as each program tells of it: dropped, rejected and refused are not the same."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kanivete.probe.remote import probe_many_from
from kanivete.probe.steps import Fault, Outcome, Probed, StepName, Target
from tests.unit.probe import namespaces
from tests.unit.probe.shells import restricted

PORTS = (
    namespaces.OPEN,
    namespaces.DROPPED,
    namespaces.PROHIBITED,
    namespaces.RESET,
    namespaces.UNREACHABLE,
    namespaces.NO_HOST,
    namespaces.NO_NET,
    namespaces.CLOSED,
)
EXPECTED = (
    Outcome.OK,
    Outcome.DROPPED,
    Outcome.REJECTED,
    Outcome.REFUSED,
    Outcome.REFUSED,
    Outcome.REJECTED,
    Outcome.REJECTED,
    Outcome.REFUSED,
)
"""To the system calls, ICMP's port unreachable is a refusal like any other."""
PROGRAMS: Mapping[str, Mapping[str, str]] = {
    "perl": {"perl": "perl"},
    "bash": {"bash": "bash"},
    "busybox": {"nc": "busybox"},
    "nc.openbsd": {"nc": "nc.openbsd"},
    "nc.traditional": {"nc": "nc.traditional"},
    "ncat": {"nc": "ncat"},
    "curl": {"curl": "curl"},
    "wget": {"wget": "wget"},
}


@pytest.fixture(scope="module")
def prefix() -> Iterator[tuple[str, ...]]:
    if why := namespaces.cannot_run():
        pytest.skip(why)
    with namespaces.two_machines() as words:
        yield words


def tcp(probed: Probed) -> Outcome:
    step = probed.step(StepName.TCP)
    assert step, probed
    return step.outcome


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_agree(name: str, prefix: tuple[str, ...], tmp_path: Path) -> None:
    shell = restricted(tmp_path / name, PROGRAMS[name], prefix=prefix)
    targets = [Target(namespaces.THERE, port) for port in PORTS]
    probed = probe_many_from(shell, targets, seconds=2)
    assert {one.target.port: tcp(one) for one in probed} == dict(zip(PORTS, EXPECTED, strict=True))
    assert {one.program for one in probed} == set(PROGRAMS[name])
    assert shell.calls == 1


@pytest.mark.parametrize("sh", ["dash", "bash", "busybox"])
def test_python_knows_who_sent_the_error(sh: str, prefix: tuple[str, ...], tmp_path: Path) -> None:
    shell = restricted(tmp_path / sh, ("python3", "ip"), sh=sh, prefix=prefix)
    probed = probe_many_from(shell, [Target(namespaces.THERE, port) for port in PORTS], seconds=1)
    expected = dict(zip(PORTS, EXPECTED, strict=True)) | {namespaces.UNREACHABLE: Outcome.REJECTED}
    assert {one.target.port: tcp(one) for one in probed} == expected
    said = {one.target.port: one.failed.said for one in probed if one.failed}
    administratively = f"ICMP communication administratively prohibited from {namespaces.THERE}"
    assert administratively in said[namespaces.PROHIBITED]
    assert f"ICMP port unreachable from {namespaces.THERE}" in said[namespaces.UNREACHABLE]
    assert "ICMP" not in said[namespaces.RESET] + said[namespaces.CLOSED]


@pytest.mark.parametrize("programs", [("python3",), ("perl",), ("bash",)])
def test_datagrams(programs: tuple[str, ...], prefix: tuple[str, ...], tmp_path: Path) -> None:
    shell = restricted(tmp_path / programs[0], programs, prefix=prefix)
    ports = (namespaces.DROPPED, namespaces.CLOSED, namespaces.PROHIBITED)
    probed = probe_many_from(shell, [Target(namespaces.THERE, port, "udp") for port in ports], seconds=1)
    ends = [one.steps[-1].outcome for one in probed]
    assert ends == [Outcome.UNKNOWN, Outcome.REFUSED, Outcome.REJECTED]


@pytest.mark.parametrize("programs", [("python3", "ip"), ("bash", "ip"), ("bash",)])
def test_no_route(programs: tuple[str, ...], prefix: tuple[str, ...], tmp_path: Path) -> None:
    shell = restricted(tmp_path / "-".join(programs), programs, prefix=prefix)
    (probed,) = probe_many_from(shell, [Target(namespaces.NO_ROUTE, 80)], seconds=2)
    assert probed.failed
    if programs == ("bash",):
        assert probed.failed.outcome is Outcome.REJECTED
    else:
        assert (probed.failed.name, probed.failed.fault) == (StepName.ROUTE, Fault.NO_ROUTE)
    assert "unreachable" in probed.failed.said.lower()


def test_a_name_server_that_is_not_there(prefix: tuple[str, ...], tmp_path: Path) -> None:
    shell = restricted(tmp_path / "python", ("python3",), prefix=prefix)
    (probed,) = probe_many_from(shell, [Target("shop.example", 80)], seconds=1)
    assert probed.failed
    assert probed.failed.name is StepName.NAME
    assert [step.outcome for step in probed.steps[1:]] == [Outcome.SKIPPED]
