"""Objects of one kind in the scope, and what their conditions say."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TypeVar

from kanivete.diagnose.context import Context, status_evidence
from kanivete.diagnose.scope import Wanted
from kanivete.kube.kinds import Kind
from kanivete.kube.meta import Condition, KubeObject, moment
from kanivete.model import Evidence, ObjectRef
from kanivete.sources.base import Missing

T = TypeVar("T", bound=KubeObject)


def listed(kind: Kind[T], wanted: Wanted, context: Context) -> Iterator[T]:
    """All objects of the kind in the chosen namespaces; what could not be seen is a gap of the source's."""
    for place in wanted.places if kind.namespaced else ("",):
        found = context.source.list(kind, place)
        yield from () if isinstance(found, Missing) else found


def condition_evidence(of: ObjectRef, said: Condition) -> Evidence:
    """A condition, quoted."""
    text = f"{said.type}={said.status} {said.reason}: {said.message}"
    return status_evidence(of, f"status.conditions[{said.type}]", text, said.last_transition_time)


def has_lasted(since: str, least: timedelta, context: Context) -> bool:
    """Whether it has been so for that long; True where nobody says since when."""
    began = moment(since)
    return began is None or context.now - began >= least
