"""How machines are reached: over ssh, or through a privileged pod on them."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from types import TracebackType

from kanivete.kube.api.client import Api
from kanivete.probe.shell.base import Shell
from kanivete.probe.shell.ssh import SshShell
from kanivete.simulate.journal.model import Change, OnMachine, Way

_NAMESPACE = "kube-system"
"""Of debug pods: it is where Pod Security lets the node's own pods run."""


class Ways:
    """Ways to machines by their names, each opened once and kept until the end.

    What a person says (`ssh_map`, `ssh_config`, `debug_pod`) comes before what a run's journal remembers, and that
    before plain `ssh MACHINE`.
    """

    def __init__(
        self,
        api: Api,
        ssh_map: Mapping[str, str],
        ssh_config: str = "",
        *,
        debug_pod: bool = False,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._api = api
        self._map = dict(ssh_map)
        self._config = ssh_config
        self._debug_pod = debug_pod
        self._tell = tell
        self._remembered: dict[str, Way] = {}
        self._open: dict[str, Shell] = {}
        self._stack = ExitStack()

    def remember(self, changes: Iterable[Change]) -> None:
        """Note how the machines of a run were reached."""
        for change in changes:
            if isinstance(change, OnMachine):
                self._remembered.setdefault(change.machine, change.way)

    def way(self, machine: str) -> Way:
        """How a machine will be reached."""
        if machine in self._map:
            return Way(ssh=self._map[machine], ssh_config=self._config)
        if self._debug_pod:
            return Way(debug_pod=True)
        remembered = self._remembered.get(machine, Way(ssh=machine))
        return Way(ssh=remembered.ssh, ssh_config=self._config, debug_pod=False) if self._config else remembered

    def __call__(self, machine: str) -> Shell:
        """A shell there; it may not be root's.

        Raises:
            ShellError: There is no way.
        """
        if machine not in self._open:
            self._open[machine] = self._opened(machine)
        return self._open[machine]

    def close(self) -> None:
        """Let go of all of them."""
        self._open.clear()
        self._stack.close()

    def __enter__(self) -> "Ways":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.close()

    def _opened(self, machine: str) -> Shell:
        way = self.way(machine)
        if way.debug_pod:
            from kanivete.node.reach.debug_pod import open_debug_pod

            return open_debug_pod(self._api, machine, _NAMESPACE, self._stack, tell=self._tell)
        return self._stack.enter_context(SshShell(way.ssh or machine, way.ssh_config))
