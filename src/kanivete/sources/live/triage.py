"""Which pods to look at: a few cells per pod for all of them, the whole object for the suspicious ones."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from kanivete.i18n import _
from kanivete.kube.api.answers import not_json
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, ForbiddenError, KubeError, NotFoundError
from kanivete.kube.api.request import JSON
from kanivete.kube.decode import NotJsonError, decode
from kanivete.kube.health import may_be_unhealthy
from kanivete.kube.kinds import NAMESPACES, PODS
from kanivete.kube.pods import Pod
from kanivete.model import Gap, Scope
from kanivete.redact import clean
from kanivete.sources.base import PodTriage, SourceError
from kanivete.sources.live.gaps import Gaps, grant
from kanivete.sources.live.lists import objects
from kanivete.sources.live.looks import Look, Looks
from kanivete.sources.live.paths import path_of
from kanivete.sources.live.tables import METADATA_LIST
from kanivete.sources.live.tidy import tidy
from kanivete.sources.order import by_name

A = TypeVar("A")
B = TypeVar("B")

MANY_NAMESPACES = 300
"""From here on, one table of the whole cluster costs less than one of each namespace."""

FEW = 10
"""Up to so many pods of a namespace are read one by one."""

SHARE = 10
"""More are read one by one only where they are fewer than one in so many: else the namespace is listed."""


class Spread(Protocol):
    """Applies a function to many things at the same time; the answers are in the things' order."""

    def __call__(self, function: Callable[[A], B], things: Iterable[A]) -> list[B]: ...


class Triage:
    """One triage of a cluster."""

    def __init__(self, api: Api, gaps: Gaps, spread: Spread, now: datetime, default_namespace: str) -> None:
        self._api = api
        self._gaps = gaps
        self._spread = spread
        self._now = now
        self._default_namespace = default_namespace
        self._first = Looks(api, gaps, now)

    def run(self, scope: Scope) -> PodTriage:
        """The suspicious pods of the scope.

        Raises:
            SourceError: Nothing could be read at all.
        """
        selector = {"labelSelector": scope.selector} if scope.selector else {}
        looks = self._looks(sorted(set(scope.namespaces)), selector)
        found = [pod for look in looks for pod in look.pods] + self._whole(looks, selector)
        suspicious = by_name(tidy(pod) for pod in found if may_be_unhealthy(pod, self._now))
        return PodTriage(suspicious, sum(look.examined for look in looks))

    def _looks(self, wanted: list[str], selector: dict[str, str]) -> list[Look]:
        namespaces = wanted or self._namespaces()
        if namespaces is None or len(namespaces) > MANY_NAMESPACES:
            try:
                looks = self._first.everywhere(selector)
            except ForbiddenError as error:
                namespaces = self._instead(error, namespaces)
            except KubeError as error:
                self._failed(error, "")
                return []
            else:
                self._gaps.reached = True
                return [look for look in looks if not wanted or look.namespace in wanted]
        return [look for look in self._spread(lambda name: self._look(name, selector), namespaces) if look]

    def _namespaces(self) -> list[str] | None:
        """All namespaces, None where they are not for us to see."""
        accept = f"{METADATA_LIST}, {JSON}"
        params = {"resourceVersion": "0"}
        try:
            found = objects(self._api, NAMESPACES.path(), NAMESPACES.type, params, [], accept)
        except ForbiddenError:
            return None
        except KubeError as error:
            raise SourceError(clean(str(error))) from error
        self._gaps.reached = True
        return sorted(one.metadata.name for one in found if one.metadata.name)

    def _instead(self, error: ForbiddenError, namespaces: list[str] | None) -> list[str]:
        """The namespaces to look at where the whole cluster is not for us to see."""
        if namespaces is not None:
            return namespaces
        only = self._default_namespace
        self._gaps.reached = True
        why = _("not listed, only {namespace} was looked at").format(namespace=only)
        self._gaps.add(Gap(NAMESPACES.resource, "", why, grant(NAMESPACES, "list")))
        self._failed(error, "")
        return [only]

    def _look(self, namespace: str, selector: dict[str, str]) -> Look | None:
        try:
            look = self._first.at(namespace, selector)
        except KubeError as error:
            self._failed(error, namespace)
            return None
        self._gaps.reached = True
        return look

    def _failed(self, error: KubeError, namespace: str) -> None:
        if isinstance(error, AnswerError) and error.status == 400:
            raise SourceError(
                _("the API server does not take the request: {why}").format(why=clean(str(error)))
            ) from error
        self._gaps.failed(error, PODS.resource, namespace, grant(PODS, "list"))

    def _whole(self, looks: list[Look], selector: dict[str, str]) -> list[Pod]:
        """The suspicious pods' objects."""
        alone = [
            (look.namespace, name) for look in looks if not _better_listed(look) for name in sorted(look.suspicious)
        ]
        answers = self._spread(self._one, alone)
        refused = {key[0] for key, answer in zip(alone, answers, strict=True) if answer is _REFUSED}
        found = [pod for pod in answers if isinstance(pod, Pod)]
        listed = [look for look in looks if _better_listed(look) or look.namespace in refused]
        for pods in self._spread(lambda look: self._some(look, selector), listed):
            found += pods
        return found

    def _one(self, key: tuple[str, str]) -> Any:
        """The pod; None where it is gone by now; `_REFUSED` where pods may be listed but not read."""
        try:
            body = self._api.get(path_of(PODS, *key))
            pod, problems = decode(body, PODS.type)
        except ForbiddenError:
            return _REFUSED
        except NotFoundError:
            return None
        except (KubeError, NotJsonError) as error:
            failure = not_json(body, self._api.server) if isinstance(error, NotJsonError) else error
            self._gaps.failed(failure, PODS.resource, "/".join(key), grant(PODS, "get"))
            return None
        self._gaps.dropped(problems)
        return pod

    def _some(self, look: Look, selector: dict[str, str]) -> list[Pod]:
        problems: list[str] = []
        try:
            found = objects(self._api, path_of(PODS, look.namespace), PODS.type, selector, problems)
        except KubeError as error:
            self._failed(error, look.namespace)
            return []
        self._gaps.dropped(problems)
        return [pod for pod in found if pod.metadata.name in look.suspicious]


_REFUSED = object()


def _better_listed(look: Look) -> bool:
    return len(look.suspicious) > FEW and len(look.suspicious) * SHARE >= look.examined
