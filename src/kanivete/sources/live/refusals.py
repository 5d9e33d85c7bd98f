"""What controllers could not create: their events of one reason, of the whole scope in one request."""

from collections.abc import Callable, Iterable

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError, KubeError
from kanivete.kube.events import Event
from kanivete.kube.kinds import EVENTS
from kanivete.sources.base import REFUSED
from kanivete.sources.live.events import fetch_events
from kanivete.sources.live.flight import Flights
from kanivete.sources.live.gaps import Gaps, grant
from kanivete.sources.live.tidy import tidy
from kanivete.sources.order import by_time

_Fetched = tuple[list[Event], list[str]]
"""Events, and what had to be dropped from them."""


class Refusals:
    """Asks once for each namespace, or once for all of them; may begin before anybody wants to know."""

    def __init__(self, api: Api, gaps: Gaps, default_namespace: str) -> None:
        self._api = api
        self._gaps = gaps
        self._default_namespace = default_namespace
        self._flights = Flights()

    def ahead(self, namespaces: Iterable[str], later: Callable[[Callable[[], object]], None]) -> None:
        """Begin to ask; a failure is noted when the answer is wanted, and not at all if it never is."""
        for namespace in places(namespaces):
            later(lambda name=namespace: self._fetched(name))  # type: ignore[misc]

    def of(self, namespaces: Iterable[str]) -> tuple[Event, ...]:
        """The events; where the whole cluster is not for us to see, those of the context's namespace."""
        return by_time(*(self._answer(namespace) for namespace in places(namespaces)))

    def _answer(self, namespace: str) -> list[Event]:
        fetched = self._fetched(namespace)
        if isinstance(fetched, KubeError):
            self._gaps.failed(fetched, EVENTS.resource, namespace, grant(EVENTS, "list"))
            only = self._default_namespace if isinstance(fetched, ForbiddenError) and not namespace else ""
            return self._answer(only) if only else []
        self._gaps.reached = True
        found, problems = fetched
        self._gaps.dropped(problems)
        return [tidy(event) for event in found]

    def _fetched(self, namespace: str) -> _Fetched | KubeError:
        return self._flights.once(namespace, lambda: self._fetch(namespace))

    def _fetch(self, namespace: str) -> _Fetched | KubeError:
        problems: list[str] = []
        try:
            return fetch_events(self._api, namespace, problems, {"fieldSelector": f"reason={REFUSED}"}), problems
        except KubeError as error:
            return error


def places(namespaces: Iterable[str]) -> list[str]:
    """The namespaces to ask, sorted; the empty name, which is all of them, for none."""
    return sorted(set(namespaces)) or [""]
