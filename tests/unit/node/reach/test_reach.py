"""Ways that work, and ways that do not, one after the other."""

from contextlib import ExitStack

import pytest

from kanivete.node.reach.choice import Choice, Machine
from kanivete.node.reach.debug_pod import HostShell
from kanivete.node.reach.reach import Reach
from kanivete.probe.shell.base import Shell, ShellError
from kanivete.probe.shell.local import LocalShell

NODE = Machine("n2", ("192.0.2.22",))


def test_without_a_way_there_is_no_shell_and_no_lack() -> None:
    with Reach(Choice(), NODE) as reach:
        assert reach.node() is None
        assert reach.other(Machine("cp")) is None
        assert reach.lacks == []


def test_this_machine() -> None:
    with Reach(Choice(local=True), NODE) as reach:
        assert isinstance(reach.node(), LocalShell)
        assert reach.over(NODE, "iptables -D INPUT 1", root=True) == "iptables -D INPUT 1"
        assert reach.over(NODE, "iptables -D INPUT 1", root=False) == "sudo iptables -D INPUT 1"
        assert reach.over(Machine("other"), "x", root=True) == ""


def test_a_way_that_fails_is_said_once_and_the_next_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    closed: list[str] = []

    def pod(stack: ExitStack) -> Shell:
        stack.callback(closed.append, "pod")
        return LocalShell()

    with Reach(Choice(ssh="host", debug_pod=True), NODE, pod=pod) as reach:
        assert isinstance(reach.node(), LocalShell)
        assert reach.node() is reach.node()
        (lack,) = reach.lacks
        assert (lack.what, "no program ssh" in lack.why) == ("a way to n2", True)
        assert closed == []
    assert closed == ["pod"]


def test_a_command_on_a_node_that_is_read_by_a_pod() -> None:
    with Reach(Choice(debug_pod=True), NODE, pod=lambda _: HostShell(LocalShell(), "n2")) as reach:
        shell = reach.node()
        assert shell is not None
        assert shell.description == "a debug pod on n2"
        command = reach.over(NODE, "iptables -D INPUT 1", root=True)
        assert command.startswith("kubectl debug node/n2 ")
        assert command.endswith("-- chroot /host sh -c 'iptables -D INPUT 1'")


def test_all_ways_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")

    def pod(_stack: ExitStack) -> Shell:
        raise ShellError("no pods here")

    with Reach(Choice(ssh="host", debug_pod=True), NODE, pod=pod) as reach:
        assert reach.node() is None
        assert reach.node() is None
        assert [lack.why for lack in reach.lacks][1:] == ["no pods here"]
