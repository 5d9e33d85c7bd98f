"""What is known of the way from FROM to TO, and what stands at its end."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kanivete.check.places import Destination, Origin
from kanivete.check.result import Break, ObjectStep
from kanivete.kube.network import ServicePort
from kanivete.kube.pods import Pod
from kanivete.model import Finding
from kanivete.sources.base import Source

Explain = Callable[[Pod], Finding | None]
"""Why a pod is not well: the diagnosis's finding, where somebody can make one."""


@dataclass(frozen=True)
class Behind:
    """What traffic ends up at: an endpoint of a Service, or the pod or node that was named. `port` may be unknown."""

    address: str
    port: int | None
    pod: Pod | None = None
    node: str = ""
    ready: bool = True
    terminating: bool = False


@dataclass
class Way:
    """What is known of the way so far; the steps are gathered as it is walked."""

    origin: Origin
    destination: Destination
    source: Source
    explain: Explain = lambda _pod: None
    steps: list[ObjectStep] = field(default_factory=list)
    service_port: ServicePort | None = None
    behind: list[Behind] = field(default_factory=list)

    @property
    def broken(self) -> Break | None:
        """The first break on the way, in the order of the walk."""
        return next((step.broken for step in self.steps if step.broken), None)

    @property
    def ready(self) -> list[Behind]:
        """What takes traffic: the ready endpoints (for a pod that was named: that pod, be it ready or not)."""
        return [one for one in self.behind if one.ready]
