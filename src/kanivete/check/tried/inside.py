"""A look into the pods at the other end."""

from collections.abc import Callable

from kanivete.check.tried.listening import Listener, listeners
from kanivete.kube.pods import Pod
from kanivete.probe.shell.base import Shell

ShellsOf = Callable[[Pod], tuple[Shell, ...]]
"""A pod's containers that run, as places for programs; none where programs cannot be run there at all."""


class Inside:
    """Remembers what it saw: a pod is looked into once."""

    def __init__(self, shells_of: ShellsOf = lambda _pod: ()) -> None:
        self._shells_of = shells_of
        self._seen: dict[str, tuple[Listener, ...] | None] = {}

    def listeners(self, pod: Pod) -> tuple[Listener, ...] | None:
        """What the pod's programs listen on; None where that cannot be seen. Containers share their pod's network."""
        if pod.metadata.uid not in self._seen:
            self._seen[pod.metadata.uid] = self._look(pod)
        return self._seen[pod.metadata.uid]

    def _look(self, pod: Pod) -> tuple[Listener, ...] | None:
        for shell in self._shells_of(pod):
            found = listeners(shell)
            if not isinstance(found, str):
                return found
        return None
