"""A namespace's events: of the API that may be read; both show the same store."""

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError, KubeError, NotFoundError
from kanivete.kube.events import Event
from kanivete.kube.kinds import EVENTS, NEW_EVENTS, Kind
from kanivete.sources.base import Missing
from kanivete.sources.live.gaps import Gaps, grant
from kanivete.sources.live.lists import objects
from kanivete.sources.live.paths import path_of
from kanivete.sources.live.tidy import tidy
from kanivete.sources.order import by_time


def read_events(api: Api, gaps: Gaps, namespace: str) -> tuple[Event, ...] | Missing:
    """The events, oldest first; UNSEEN, with the gap noted, where neither API shows them."""
    try:
        found = _read(api, gaps, EVENTS, namespace)
    except (ForbiddenError, NotFoundError) as refusal:
        try:
            found = _read(api, gaps, NEW_EVENTS, namespace)
        except KubeError:
            return gaps.failed(refusal, EVENTS.resource, namespace, grant(EVENTS, "list"))
    except KubeError as error:
        return gaps.failed(error, EVENTS.resource, namespace, grant(EVENTS, "list"))
    gaps.reached = True
    return by_time(tidy(event) for event in found)


def _read(api: Api, gaps: Gaps, kind: Kind[Event], namespace: str) -> list[Event]:
    problems: list[str] = []
    found = objects(api, path_of(kind, namespace), kind.type, {}, problems)
    gaps.dropped(problems)
    return found
