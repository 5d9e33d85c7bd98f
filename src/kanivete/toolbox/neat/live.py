"""Objects of a live cluster, of any kind it serves, and what its own definitions say of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.toolbox.neat import Find
from kanivete.toolbox.neat.crd import Structural, schema_of
from kanivete.toolbox.neat.schema import Schema, built_in

_AGGREGATED = ",".join(
    f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")
)
_DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


class UnknownTypeError(ValueError):
    """The server serves no such type."""


@dataclass(frozen=True)
class Resource:
    """A type that the server serves."""

    group: str
    version: str
    name: str
    kind: str
    namespaced: bool
    words: frozenset[str]
    """What people call it, in lower case."""

    def path(self, namespace: str, name: str) -> str:
        """The path of one object on the API server."""
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        scope = f"/namespaces/{quote(namespace, safe='')}" if self.namespaced else ""
        return f"{root}{scope}/{self.name}/{quote(name, safe='')}"


def resource_named(api: Api, word: str) -> Resource:
    """The type that a person means by `deploy`, `Deployment`, `deployments.apps` or `certificates.cert-manager.io`.

    Raises:
        KubeError: The server does not tell what it serves.
        UnknownTypeError: There is no such type.
    """
    wanted = word.lower()
    for resource in served(api):
        if wanted in resource.words:
            return resource
    raise UnknownTypeError(
        _("the cluster has no type {type!r}: `kubectl api-resources` lists those it has").format(type=word)
    )


def served(api: Api) -> Iterator[Resource]:
    """All types, the core group first, each group's preferred version first."""
    for root in ("/api", "/apis"):
        answer = _decoded(api.get(root, accept=f"{_AGGREGATED},application/json"))
        if answer.get("kind") == "APIGroupDiscoveryList":
            yield from _aggregated(answer)
        else:
            yield from _one_by_one(api, root, answer)


def _aggregated(answer: Mapping[str, Any]) -> Iterator[Resource]:
    for group in answer.get("items") or ():
        name = (group.get("metadata") or {}).get("name") or ""
        for version in group.get("versions") or ():
            for found in version.get("resources") or ():
                kind = (found.get("responseKind") or {}).get("kind") or ""
                yield _resource(
                    (name, version["version"]),
                    (found["resource"], kind, found.get("scope") == "Namespaced"),
                    [found.get("singularResource") or "", *(found.get("shortNames") or ())],
                )


def _one_by_one(api: Api, root: str, answer: Mapping[str, Any]) -> Iterator[Resource]:
    """Servers before 1.26 are asked for each version of each group."""
    versions = [f"{root}/{version}" for version in answer.get("versions") or ()]
    groups = answer.get("groups") or ()
    for path in versions or [f"{root}/{each['groupVersion']}" for group in groups for each in group["versions"]]:
        try:
            listed = api.read(path)
        except KubeError:
            continue  # an extension server that is away
        group, _slash, version = str(listed.get("groupVersion") or "").rpartition("/")
        for found in listed.get("resources") or ():
            if "/" not in found["name"]:
                yield _resource(
                    (group, version),
                    (found["name"], found["kind"], bool(found["namespaced"])),
                    [found.get("singularName") or "", *(found.get("shortNames") or ())],
                )


def _resource(place: tuple[str, str], what: tuple[str, str, bool], others: list[str]) -> Resource:
    group, version = place
    name, kind, namespaced = what
    words = {name, kind.lower(), *(other for other in others if other)}
    words |= {f"{word}.{group}" for word in (name, kind.lower())} | {f"{name}.{version}.{group}"}
    return Resource(group, version, name, kind, namespaced, frozenset(words))


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise KubeError(_("the server does not tell what it serves")) from error
    return found if isinstance(found, dict) else {}


def knowledge(api: Api, resource: Resource) -> Find:
    """What is known of kinds: Kubernetes' own, and this one where the cluster defines it."""
    definition: Structural | None = None
    if resource.group and built_in(f"{resource.group}/{resource.version}", resource.kind) is None:
        try:
            definition = schema_of(api.read(f"{_DEFINITIONS}/{resource.name}.{resource.group}"), resource.version)
        except KubeError:
            definition = None  # one may not be allowed to see it, or the kind is an extension server's

    def find(api_version: str, kind: str) -> Schema | None:
        if definition and (api_version, kind) == (f"{resource.group}/{resource.version}", resource.kind):
            return definition
        return built_in(api_version, kind)

    return find
