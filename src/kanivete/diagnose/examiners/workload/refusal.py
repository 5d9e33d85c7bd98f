"""A controller's refusals together: what it was told, since when, and whether that is over."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from kanivete.kube.controllers import controller_kind
from kanivete.kube.events import Event
from kanivete.kube.kinds import CRON_JOBS, REPLICA_SETS, REPLICATION_CONTROLLERS, Kind
from kanivete.kube.meta import Condition, Reference, moment
from kanivete.kube.workloads import Workload
from kanivete.sources.base import REFUSED

_CREATED = "SuccessfulCreate"
_FAILING = "ReplicaFailure"
_TELLING = frozenset({REPLICA_SETS.kind, REPLICATION_CONTROLLERS.kind})
"""Controllers whose status says for as long as it is so that pods cannot be made."""


@dataclass(frozen=True)
class Refusal:
    """What one controller could not create: its events, oldest first and never none."""

    kind: Kind[Workload]
    about: Reference
    events: tuple[Event, ...]

    @property
    def namespace(self) -> str:
        return self.about.namespace or self.latest.metadata.namespace

    @property
    def latest(self) -> Event:
        return self.events[-1]

    @property
    def times(self) -> int:
        """How often; each refused pod has a name of its own, and with it an event."""
        return sum(event.times for event in self.events)

    @property
    def first(self) -> datetime | None:
        return min((event.first for event in self.events if event.first), default=None)


def refusals(events: Iterable[Event]) -> list[Refusal]:
    """The refusals by controller, of the kinds that a diagnosis knows, sorted."""
    together: dict[tuple[str, str, str, str], list[Event]] = defaultdict(list)
    kinds: dict[tuple[str, str, str, str], Kind[Workload]] = {}
    for event in events:
        about = event.about
        kind = controller_kind(about)
        if kind and about.name:
            key = (about.namespace or event.metadata.namespace, kind.kind, about.name, about.uid)
            together[key].append(event)
            kinds[key] = kind
    return [
        Refusal(kinds[key], found[-1].about, tuple(found)) for key, found in sorted(together.items(), key=itemgetter(0))
    ]


def failing(workload: Workload) -> Condition | None:
    """The condition by which a ReplicaSet says that it cannot make its pods."""
    found = (c for c in workload.status.conditions if c.type == _FAILING and c.status == "True")
    return next((c for c in found if c.reason in ("", REFUSED)), None)


def is_over(refusal: Refusal, workload: Workload, events: Callable[[], Iterable[Event]]) -> bool:
    """Whether the controller has got its way since; `events` gives the namespace's, where its status does not tell."""
    if refusal.about.uid and workload.metadata.uid and refusal.about.uid != workload.metadata.uid:
        return True
    if refusal.kind.kind in _TELLING and workload.status.observed_generation:
        return failing(workload) is None
    last = refusal.latest.last
    if last is None:
        return False
    scheduled = moment(workload.status.last_schedule_time) if refusal.kind.kind == CRON_JOBS.kind else None
    return (scheduled is not None and scheduled > last) or has_created_since(refusal, events())


def has_created_since(refusal: Refusal, events: Iterable[Event]) -> bool:
    """Whether one of the events says that the controller created something after it was last refused."""
    last = refusal.latest.last
    about = (refusal.about.kind, refusal.about.name)
    made = (e.last for e in events if e.reason == _CREATED and (e.about.kind, e.about.name) == about)
    return last is not None and any(when is not None and when > last for when in made)
