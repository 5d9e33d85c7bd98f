"""Where the API serves a manifest's kind: asked of the server, since any kind may stand in a scenario."""

from dataclasses import dataclass
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import NotFoundError
from kanivete.simulate.errors import RefusedError


@dataclass(frozen=True)
class Resource:
    """A resource as the API names it."""

    group: str
    version: str
    plural: str
    namespaced: bool

    def path(self, namespace: str = "", name: str = "") -> str:
        """Of all objects, or of one."""
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        scope = f"/namespaces/{namespace}" if self.namespaced else ""
        return f"{root}{scope}/{self.plural}" + (f"/{name}" if name else "")


_WELL_KNOWN = {
    ("v1", kind): Resource("", "v1", plural, namespaced)
    for kind, plural, namespaced in (
        ("Namespace", "namespaces", False),
        ("Node", "nodes", False),
        ("Pod", "pods", True),
        ("Service", "services", True),
        ("ConfigMap", "configmaps", True),
        ("Secret", "secrets", True),
        ("ServiceAccount", "serviceaccounts", True),
    )
}
_WELL_KNOWN |= {
    ("apps/v1", "Deployment"): Resource("apps", "v1", "deployments", True),
    ("batch/v1", "Job"): Resource("batch", "v1", "jobs", True),
    ("rbac.authorization.k8s.io/v1", "Role"): Resource("rbac.authorization.k8s.io", "v1", "roles", True),
    ("rbac.authorization.k8s.io/v1", "RoleBinding"): Resource("rbac.authorization.k8s.io", "v1", "rolebindings", True),
}


class Resources:
    """Asks for each group and version once, and not at all for kinds that every cluster has."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: dict[str, dict[str, Resource]] = {}

    @property
    def context(self) -> str:
        """The context whose server is asked."""
        return self._api.connection.context

    def of(self, api_version: str, kind: str) -> Resource:
        """The resource of a kind.

        Raises:
            RefusedError: The server does not serve it.
            KubeError: The server cannot be asked.
        """
        if found := _WELL_KNOWN.get((api_version, kind)):
            return found
        if api_version not in self._known:
            self._known[api_version] = self._ask(api_version)
        served = self._known[api_version].get(kind)
        if served is None:
            raise RefusedError(_("this cluster has no {kind} of {version}").format(kind=kind, version=api_version))
        return served

    def of_manifest(self, manifest: dict[str, Any]) -> Resource:
        """The resource of a manifest's kind. Raises like `of`."""
        return self.of(manifest["apiVersion"], manifest["kind"])

    def _ask(self, api_version: str) -> dict[str, Resource]:
        group, _slash, version = api_version.rpartition("/")
        try:
            listed = self._api.read(f"/apis/{api_version}" if group else f"/api/{version}")
        except NotFoundError:
            return {}
        return {
            entry["kind"]: Resource(group, version, entry["name"], bool(entry.get("namespaced")))
            for entry in listed.get("resources") or []
            if "/" not in entry["name"]
        }
