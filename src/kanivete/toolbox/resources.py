"""All resources that an API server serves and that can be listed and deleted.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
"""

from dataclasses import dataclass
from typing import Any

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.api.request import JSON
from kanivete.kube.decode import NotJsonError, plain
from kanivete.toolbox.workload import part

_AGGREGATED = ", ".join(
    f"{JSON};g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")
)
_COPIES = {"endpoints", "events"}
"""What copies the labels of something else, and goes with it."""


@dataclass(frozen=True, order=True)
class Resource:
    """A resource: its `root` is `/api/v1` or `/apis/GROUP/VERSION`."""

    root: str
    plural: str
    kind: str
    namespaced: bool


def resources(api: Api) -> tuple[Resource, ...]:
    """All of them, each in its preferred version.

    Raises:
        KubeError: They cannot be found out.
    """
    found: list[Resource] = []
    for path in ("/api", "/apis"):
        body = _plain(api.get(path, accept=f"{_AGGREGATED}, {JSON}"))
        if str(body.get("kind")) == "APIGroupDiscoveryList":
            found += [one for group in body.get("items") or [] for one in _aggregated(group)]
        else:
            found += [one for root in _roots(body) for one in _legacy(api, root)]
    return tuple(sorted({one for one in found if one.plural not in _COPIES}))


def _aggregated(group: dict[str, Any]) -> list[Resource]:
    name = str(part(group, "metadata").get("name") or "")
    versions = [one for one in group.get("versions") or [] if one.get("freshness") != "Stale"]
    found: dict[str, Resource] = {}
    for version in versions:
        root = f"/apis/{name}/{version.get('version')}" if name else f"/api/{version.get('version')}"
        for one in version.get("resources") or []:
            if {"list", "delete"} <= set(one.get("verbs") or []):
                plural = str(one.get("resource"))
                kind = str(part(one, "responseKind").get("kind"))
                found.setdefault(plural, Resource(root, plural, kind, one.get("scope") == "Namespaced"))
    return list(found.values())


def _roots(body: dict[str, Any]) -> list[str]:
    if versions := body.get("versions"):
        return [f"/api/{version}" for version in versions]
    groups = [part(group, "preferredVersion").get("groupVersion") for group in body.get("groups") or []]
    return [f"/apis/{one}" for one in groups if one]


def _legacy(api: Api, root: str) -> list[Resource]:
    """Servers before 1.26 are asked group by group; one that does not answer hides only itself."""
    try:
        listed = api.read(root).get("resources") or []
    except KubeError:
        return []
    return [
        Resource(root, str(one.get("name")), str(one.get("kind")), bool(one.get("namespaced")))
        for one in listed
        if {"list", "delete"} <= set(one.get("verbs") or []) and "/" not in str(one.get("name"))
    ]


def _plain(body: bytes) -> dict[str, Any]:
    try:
        return plain(body)
    except NotJsonError:
        return {}
