"""The order in which sources answer, so that the same cluster gives the same answer."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from kanivete.kube.events import Event
from kanivete.kube.meta import KubeObject

T = TypeVar("T", bound=KubeObject)

_NEVER = datetime.min.replace(tzinfo=UTC)


def by_name(objects: Iterable[T]) -> tuple[T, ...]:
    """Sorted by namespace and name."""
    return tuple(sorted(objects, key=lambda o: (o.metadata.namespace, o.metadata.name)))


def by_time(*groups: Iterable[Event]) -> tuple[Event, ...]:
    """The events of several answers merged: each once, oldest first by when it was last seen.

    Both event APIs show the same store: what they share has the same `uid`; the first answer wins.
    """
    found: dict[str, Event] = {}
    for event in (event for group in groups for event in group):
        meta = event.metadata
        found.setdefault(meta.uid or f"{meta.namespace}/{meta.name}", event)
    return tuple(sorted(found.values(), key=_age))


def _age(event: Event) -> tuple[datetime, datetime, str]:
    return event.last or _NEVER, event.first or _NEVER, event.metadata.name
