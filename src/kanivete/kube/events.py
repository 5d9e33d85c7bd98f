"""Events, of both APIs: `v1` and `events.k8s.io/v1` write the same store in different words."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import field

from kanivete.kube.meta import KubeObject, Reference, Slice, moment


class EventSeries(Slice, frozen=True):
    count: int = 0
    last_observed_time: str = ""


class EventSource(Slice, frozen=True):
    component: str = ""
    host: str = ""


class Event(KubeObject, frozen=True):
    """`involved_object`, `message` and `count` are v1; `regarding`, `note` and `deprecated_*` are events.k8s.io.

    Servers write null for the times of the other API: these fields take it, so that lists are decoded the fast way.
    """

    type: str = ""
    reason: str = ""
    message: str = ""
    note: str = ""
    involved_object: Reference | None = None
    regarding: Reference | None = None
    count: int = 0
    deprecated_count: int = 0
    first_timestamp: str | None = None
    last_timestamp: str | None = None
    deprecated_first_timestamp: str | None = None
    deprecated_last_timestamp: str | None = None
    event_time: str | None = None
    series: EventSeries | None = None
    source: EventSource = field(default=EventSource())
    deprecated_source: EventSource = field(default=EventSource())
    reporting_component: str = ""
    reporting_controller: str = ""

    @property
    def about(self) -> Reference:
        """The object it is about."""
        return self.involved_object or self.regarding or Reference()

    @property
    def text(self) -> str:
        """What it says."""
        return self.message or self.note

    @property
    def times(self) -> int:
        """How often it was seen, at least 1."""
        return max(self.count, self.deprecated_count, self.series.count if self.series else 0, 1)

    @property
    def first(self) -> datetime | None:
        """When it was first seen."""
        made = self.metadata.creation_timestamp
        return next(_moments((self.first_timestamp, self.deprecated_first_timestamp, self.event_time, made)), None)

    @property
    def last(self) -> datetime | None:
        """When it was last seen."""
        series = self.series.last_observed_time if self.series else ""
        known = (series, self.last_timestamp, self.deprecated_last_timestamp, self.event_time)
        return max(_moments(known), default=self.first)


def _moments(texts: Iterable[str | None]) -> Iterator[datetime]:
    return (time for text in texts if text and (time := moment(text)))
