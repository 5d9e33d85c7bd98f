"""A namespace's events: of the API that may be read; both show the same store."""

from collections.abc import Mapping

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError, KubeError, NotFoundError
from kanivete.kube.events import Event
from kanivete.kube.kinds import EVENTS, NEW_EVENTS
from kanivete.sources.base import Missing
from kanivete.sources.live.gaps import Gaps, grant
from kanivete.sources.live.lists import objects
from kanivete.sources.live.paths import path_of
from kanivete.sources.live.tidy import tidy
from kanivete.sources.order import by_time


def read_events(api: Api, gaps: Gaps, namespace: str) -> tuple[Event, ...] | Missing:
    """The events, oldest first; UNSEEN, with the gap noted, where neither API shows them."""
    problems: list[str] = []
    try:
        found = fetch_events(api, namespace, problems, {})
    except KubeError as error:
        return gaps.failed(error, EVENTS.resource, namespace, grant(EVENTS, "list"))
    gaps.dropped(problems)
    gaps.reached = True
    return by_time(tidy(event) for event in found)


def fetch_events(api: Api, namespace: str, problems: list[str], params: Mapping[str, str]) -> list[Event]:
    """The events as they are, in no order; what had to be dropped from them is added to `problems`.

    Raises:
        KubeError: They could not be read; where neither API shows them, what the first one said.
    """
    try:
        return objects(api, path_of(EVENTS, namespace), EVENTS.type, params, problems)
    except (ForbiddenError, NotFoundError) as refusal:
        problems.clear()
        try:
            return objects(api, path_of(NEW_EVENTS, namespace), NEW_EVENTS.type, params, problems)
        except KubeError:
            raise refusal from None
