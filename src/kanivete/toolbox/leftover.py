"""One thing that kanivete has put into a cluster."""

from dataclasses import dataclass
from datetime import datetime

from kanivete.toolbox.inject.target import Target

EPHEMERAL = "EphemeralContainer"
"""The kind of a debug container, which is no object of its own."""
SIDECAR = "Sidecar"
"""The kind of a container that was added to a workload."""


@dataclass(frozen=True)
class LeftOver:
    """One thing.

    `path` and `uid` are the object's: for a debug container its pod's, for a sidecar its workload's. `ended` tells that
    nothing of it runs.
    """

    kind: str
    namespace: str
    name: str
    purpose: str
    run: str
    by: str
    created: datetime | None
    expires: datetime | None
    path: str
    uid: str
    ended: bool = False
    container: str = ""
    workload: Target | None = None

    def over(self, now: datetime) -> bool:
        """Whether its time is over, or it has ended before."""
        return self.ended or (self.expires is not None and self.expires <= now)
