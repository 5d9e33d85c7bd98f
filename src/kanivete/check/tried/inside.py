"""A look into the pods at the other end."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from kanivete.check.tried.listening import Listener, listeners
from kanivete.kube.pods import Pod
from kanivete.probe.shell.base import Shell, ShellError

ShellsOf = Callable[[Pod], tuple[Shell, ...]]
"""A pod's containers that run, as places for programs; none where programs cannot be run there at all."""

Look = Callable[[Pod], AbstractContextManager[Shell | None]]
"""Starts a place inside a pod that has no program of its own, or nothing."""


class Inside:
    """Remembers what it saw: a pod is looked into once."""

    def __init__(self, shells_of: ShellsOf = lambda _pod: (), start: Look = lambda _pod: nullcontext(None)) -> None:
        self._shells_of = shells_of
        self._start = start
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
        try:
            with self._start(pod) as place:
                found = listeners(place) if place else ""
        except ShellError:
            return None
        return None if isinstance(found, str) else found
