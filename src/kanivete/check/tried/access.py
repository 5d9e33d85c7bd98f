"""Where programs can be run for a check."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from kanivete.check.places import Origin
from kanivete.check.tried.inside import Look, ShellsOf
from kanivete.kube.api.client import Api
from kanivete.kube.pods import Pod
from kanivete.probe.shell.base import Shell
from kanivete.probe.shell.pod import PodShell

_DEFAULT = "kubectl.kubernetes.io/default-container"


@dataclass(frozen=True)
class Started:
    """A place that was started for the check alone, and what to call it."""

    shell: Shell
    what: str
    address: str = ""
    """Its pod's."""


@dataclass(frozen=True)
class Access:
    """How things are tried. `start` starts something like FROM where FROM itself has no program, or nothing."""

    shells_of: ShellsOf
    start: Callable[[Origin], AbstractContextManager[Started | None]]
    look: Look = lambda _pod: nullcontext(None)
    """Starts something in TO, to look inside."""
    seconds: float = 5.0
    ca: str = ""


def shells(api: Api) -> ShellsOf:
    """The containers of a pod that run, its default container first."""

    def of(pod: Pod) -> tuple[Shell, ...]:
        first = pod.metadata.annotations.get(_DEFAULT, "")
        running = [status.name for status in pod.status.container_statuses if status.state.running]
        order = {container.name: at for at, container in enumerate(pod.spec.containers)}
        running.sort(key=lambda name: (name != first, order.get(name, len(order))))
        meta = pod.metadata
        return tuple(PodShell(api, meta.namespace, meta.name, name) for name in running)

    return of
