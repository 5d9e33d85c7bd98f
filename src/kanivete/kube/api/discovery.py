"""What an API server serves.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from kanivete.kube.api.answers import not_json
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.api.request import JSON
from kanivete.kube.decode import NotJsonError, decode
from kanivete.kube.kinds import root
from kanivete.kube.meta import Slice

_ACCEPT = ", ".join(
    (*(f"{JSON};g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")), JSON)
)

S = TypeVar("S", bound=Slice)


@dataclass(frozen=True)
class Resource:
    """A resource in one of its versions; `group` is empty for the core group."""

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool
    verbs: frozenset[str] = frozenset()
    short: tuple[str, ...] = ()
    """Its singular and its short names."""
    stale: bool = False
    """Whether the extension server that serves it was away when it was last asked."""

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def words(self) -> frozenset[str]:
        """What people call it, in lower case."""
        names = (self.plural, self.kind.lower())
        grouped = (f"{name}.{self.group}" for name in names)
        return frozenset((*names, *self.short, *grouped, f"{self.plural}.{self.version}.{self.group}"))

    def path(self, namespace: str = "", name: str = "") -> str:
        """The path on the API server; no namespace means all of them."""
        scope = f"/namespaces/{quote(namespace, safe='')}" if namespace and self.namespaced else ""
        object_ = f"/{quote(name, safe='')}" if name else ""
        return f"{root(self.group, self.version)}{scope}/{self.plural}{object_}"


class _Kind(Slice, frozen=True):
    kind: str = ""


class _Name(Slice, frozen=True):
    name: str = ""


class _Found(Slice, frozen=True):
    """A resource in aggregated discovery."""

    resource: str = ""
    response_kind: _Kind = _Kind()
    scope: str = ""
    singular_resource: str = ""
    short_names: list[str] = []
    verbs: list[str] = []


class _Version(Slice, frozen=True):
    version: str = ""
    freshness: str = ""
    resources: list[_Found] = []


class _Group(Slice, frozen=True):
    metadata: _Name = _Name()
    versions: list[_Version] = []


class _Aggregated(Slice, frozen=True):
    kind: str = ""
    items: list[_Group] = []


class _GroupVersion(Slice, frozen=True):
    group_version: str = ""


class _OldGroup(Slice, frozen=True):
    versions: list[_GroupVersion] = []


class _OldCore(Slice, frozen=True):
    versions: list[str] = []


class _OldGroups(Slice, frozen=True):
    groups: list[_OldGroup] = []


class _Listed(Slice, frozen=True):
    """A resource in the list of one version."""

    name: str = ""
    kind: str = ""
    namespaced: bool = False
    singular_name: str = ""
    short_names: list[str] = []
    verbs: list[str] = []


class _List(Slice, frozen=True):
    resources: list[_Listed] = []


def served(api: Api) -> Iterator[Resource]:
    """All resources in all their versions: the core group first, each group's preferred version first.

    Raises:
        KubeError: The server does not tell.
    """
    for path in ("/api", "/apis"):
        body = api.get(path, accept=_ACCEPT)
        answer = _decoded(api, body, _Aggregated)
        if answer.kind == "APIGroupDiscoveryList":
            yield from _aggregated(answer)
        else:
            yield from _one_by_one(api, _versions(api, body))


def served_by(api: Api, api_version: str) -> tuple[Resource, ...]:
    """The resources of one version of a group, e.g. `apps/v1`.

    Raises:
        NotFoundError: The server does not serve it.
        KubeError: The server does not tell.
    """
    group, _slash, version = api_version.rpartition("/")
    listed = _decoded(api, api.get(root(group, version)), _List).resources
    return tuple(_listed(group, version, one) for one in listed if one.name and "/" not in one.name)


def _aggregated(answer: _Aggregated) -> Iterator[Resource]:
    for group in answer.items:
        for version in group.versions:
            for one in filter(lambda one: one.resource, version.resources):
                yield Resource(
                    group.metadata.name,
                    version.version,
                    one.resource,
                    one.response_kind.kind,
                    one.scope == "Namespaced",
                    frozenset(one.verbs),
                    _short(one.singular_resource, one.short_names),
                    version.freshness == "Stale",
                )


def _versions(api: Api, body: bytes) -> list[str]:
    groups = _decoded(api, body, _OldGroups).groups
    return _decoded(api, body, _OldCore).versions or [one.group_version for group in groups for one in group.versions]


def _one_by_one(api: Api, versions: list[str]) -> Iterator[Resource]:
    """Servers before 1.26 are asked for each version; one that does not answer hides only itself."""
    for version in versions:
        try:
            found = served_by(api, version)
        except KubeError:
            continue
        yield from found


def _listed(group: str, version: str, one: _Listed) -> Resource:
    short = _short(one.singular_name, one.short_names)
    return Resource(group, version, one.name, one.kind, one.namespaced, frozenset(one.verbs), short)


def _short(singular: str, names: list[str]) -> tuple[str, ...]:
    return tuple(name for name in (singular, *names) if name)


def _decoded(api: Api, body: bytes, type_: type[S]) -> S:
    try:
        found, _dropped = decode(body, type_)
    except NotJsonError as error:
        raise not_json(body, api.server) from error
    if found is None:
        raise not_json(body, api.server)
    return found
