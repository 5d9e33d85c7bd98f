"""First looks at pods: a few cells for each, of the server's tables."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from kanivete.kube.api.answers import not_json
from kanivete.kube.api.client import Api
from kanivete.kube.api.request import JSON
from kanivete.kube.decode import NotJsonError, decode_list
from kanivete.kube.health import FINISHED, may_be_unhealthy, row_may_be_unhealthy
from kanivete.kube.kinds import PODS
from kanivete.kube.pods import Pod
from kanivete.sources.live.gaps import Gaps
from kanivete.sources.live.lists import pages
from kanivete.sources.live.paths import path_of
from kanivete.sources.live.tables import TABLE, rows, table

_ACCEPT = f"{TABLE}, {JSON}"
_SUCCEEDED = {"fieldSelector": "status.phase=Succeeded"}


@dataclass(frozen=True)
class Glance:
    """What a table's row tells of a pod, or, where the server has no tables, the pod itself if it is suspicious."""

    namespace: str
    name: str
    suspicious: bool
    done: bool = False
    """It looks finished, which it may or may not be."""
    pod: Pod | None = None


@dataclass
class Look:
    """One namespace: how many pods it has, and which of them are suspicious, by name or whole."""

    namespace: str
    examined: int = 0
    suspicious: set[str] = field(default_factory=set)
    pods: list[Pod] = field(default_factory=list)


class Looks:
    """Reads the tables."""

    def __init__(self, api: Api, gaps: Gaps, now: datetime) -> None:
        self._api = api
        self._gaps = gaps
        self._now = now

    def at(self, namespace: str, selector: dict[str, str]) -> Look:
        """The look at a namespace, from the API server's cache.

        Raises:
            KubeError: It cannot be read.
        """
        params = {"includeObject": "None", "resourceVersion": "0", **selector}
        glances, _ = self._page(namespace, params)
        finished: set[tuple[str, str]] = set()
        if any(glance.done for glance in glances):
            done, _ = self._page(namespace, {**params, **_SUCCEEDED})
            finished = {(glance.namespace, glance.name) for glance in done}
        return next(iter(_gathered(glances, finished)), Look(namespace))

    def everywhere(self, selector: dict[str, str]) -> list[Look]:
        """The looks at all namespaces that have pods. The rows carry metadata, to say where they belong.

        Raises:
            KubeError: It cannot be read.
        """
        params = {"includeObject": "Metadata", **selector}
        glances = pages(lambda extra: self._page("", {**params, **extra}))
        finished: set[tuple[str, str]] = set()
        if any(glance.done for glance in glances):
            done = pages(lambda extra: self._page("", {**params, **_SUCCEEDED, **extra}))
            finished = {(glance.namespace, glance.name) for glance in done}
        return _gathered(glances, finished)

    def _page(self, namespace: str, params: dict[str, str]) -> tuple[list[Glance], str]:
        body = self._api.get(path_of(PODS, namespace), params, _ACCEPT)
        found = table(body, self._api.server)
        if found is None:
            return self._listed(body)
        glances = []
        for row in rows(found):
            cells, meta = row.cells, row.metadata
            name = str(cells.get("name") or meta.name)
            suspicious = row_may_be_unhealthy(cells.get("ready"), cells.get("status"), cells.get("restarts"))
            glances.append(Glance(namespace or meta.namespace, name, suspicious, cells.get("status") == FINISHED))
        return glances, found.metadata.continue_

    def _listed(self, body: bytes) -> tuple[list[Glance], str]:
        """The glances at a list, of a server that has no tables."""
        try:
            found, problems = decode_list(body, PODS.type)
        except NotJsonError as error:
            raise not_json(body, self._api.server) from error
        self._gaps.dropped(problems)
        return [self._glance(pod) for pod in found.items], found.metadata.continue_

    def _glance(self, pod: Pod) -> Glance:
        suspicious = may_be_unhealthy(pod, self._now)
        return Glance(pod.metadata.namespace, pod.metadata.name, suspicious, pod=pod if suspicious else None)


def _gathered(glances: Iterable[Glance], finished: set[tuple[str, str]]) -> list[Look]:
    looks: dict[str, Look] = {}
    for glance in glances:
        look = looks.setdefault(glance.namespace, Look(glance.namespace))
        look.examined += 1
        if glance.pod:
            look.pods.append(glance.pod)
        elif glance.suspicious and glance.name and (glance.namespace, glance.name) not in finished:
            look.suspicious.add(glance.name)
    return [looks[name] for name in sorted(looks)]
