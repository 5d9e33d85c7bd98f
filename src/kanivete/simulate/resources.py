"""Where the API serves a manifest's kind: asked of the server, since any kind may stand in a scenario."""

from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.discovery import Resource, served_by
from kanivete.kube.api.errors import NotFoundError
from kanivete.simulate.errors import RefusedError

_WELL_KNOWN = {
    (one.api_version, one.kind): one
    for one in (
        Resource("", "v1", "namespaces", "Namespace", False),
        Resource("", "v1", "nodes", "Node", False),
        Resource("", "v1", "pods", "Pod", True),
        Resource("", "v1", "services", "Service", True),
        Resource("", "v1", "configmaps", "ConfigMap", True),
        Resource("", "v1", "secrets", "Secret", True),
        Resource("", "v1", "serviceaccounts", "ServiceAccount", True),
        Resource("apps", "v1", "deployments", "Deployment", True),
        Resource("batch", "v1", "jobs", "Job", True),
        Resource("rbac.authorization.k8s.io", "v1", "roles", "Role", True),
        Resource("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", True),
    )
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
        try:
            return {one.kind: one for one in served_by(self._api, api_version)}
        except NotFoundError:
            return {}
