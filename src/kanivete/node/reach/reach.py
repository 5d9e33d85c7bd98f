"""Shells on machines, each opened once, by the first way that works."""

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import TracebackType

from kanivete.i18n import _
from kanivete.node.facts.model import Lack
from kanivete.node.reach.choice import Choice, Machine
from kanivete.node.reach.debug_pod import HostShell
from kanivete.probe.shell.base import Shell, ShellError
from kanivete.probe.shell.local import LocalShell
from kanivete.probe.shell.ssh import SshShell

Opener = Callable[[], Shell]
Tell = Callable[[str], None]
"""Told what is being done, a few words in the reader's language."""


class Reach:
    """The ways to machines. Whoever opens it closes it: that ends connections and removes pods.

    Args:
        choice: The ways that may be gone.
        machine: The node that is asked about.
        pod: Opens a shell in a pod on that node; closed by the stack it is given.
        tell: Told what takes a while.
    """

    def __init__(
        self,
        choice: Choice,
        machine: Machine,
        *,
        pod: Callable[[ExitStack], Shell] | None = None,
        tell: Tell = lambda _: None,
    ) -> None:
        self.lacks: list[Lack] = []
        self._choice = choice
        self._machine = machine
        self._pod = pod
        self._tell = tell
        self._stack = ExitStack()
        self._shells: dict[str, Shell | None] = {}

    def node(self) -> Shell | None:
        """A shell on the node; None where no way leads there, or none was asked for."""
        return self._once(self._machine.name, self._ways_to_node())

    def other(self, machine: Machine) -> Shell | None:
        """A shell on another machine; None as for `node`."""
        destination = self._choice.other(machine)
        return self._once(machine.name, iter([lambda: self._ssh(destination)] if destination else []))

    def over(self, machine: Machine, command: str, *, root: bool) -> str:
        """A command as a person runs it from here on that machine; `root`: whether the user there is root."""
        shell = self._shells.get(machine.name)
        text = command if root else f"sudo {command}"
        if isinstance(shell, SshShell):
            return f"{shell.command} {shlex.quote(text)}"
        if isinstance(shell, HostShell):
            in_host = shlex.join(["chroot", "/host", "sh", "-c", command])
            return f"kubectl debug node/{shlex.quote(machine.name)} -it --image=alpine --profile=sysadmin -- {in_host}"
        return text if shell is not None else ""

    def lack(self, what: str, error: Exception) -> None:
        """Note what could not be had."""
        self.lacks.append(Lack(what, str(error)))

    def close(self) -> None:
        """End connections, remove pods."""
        self._stack.close()

    def __enter__(self) -> "Reach":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.close()

    def _ways_to_node(self) -> Iterator[Opener]:
        choice = self._choice
        if choice.local:
            yield self._local
        if destination := choice.node(self._machine):
            yield lambda: self._ssh(destination)
        if choice.debug_pod and (pod := self._pod):
            yield lambda: pod(self._stack)

    def _once(self, name: str, ways: Iterator[Opener]) -> Shell | None:
        if name not in self._shells:
            self._shells[name] = self._first(name, ways)
        return self._shells[name]

    def _first(self, name: str, ways: Iterator[Opener]) -> Shell | None:
        for open_shell in ways:
            try:
                return open_shell()
            except ShellError as error:
                self.lack(_("a way to {machine}").format(machine=name), error)
        return None

    def _ssh(self, destination: str) -> Shell:
        self._tell(_("connecting to {machine}").format(machine=destination))
        shell = SshShell(destination, self._choice.ssh_config)
        self._stack.callback(shell.close)
        shell.run(("true",))
        return shell

    def _local(self) -> Shell:
        shell = LocalShell()
        if os.name == "nt":
            raise ShellError(_("--local reads a Linux machine"))
        return shell
