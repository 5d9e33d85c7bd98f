"""Objects of a live cluster, of any kind it serves, and what its own definitions say of them."""

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.discovery import Resource, served
from kanivete.kube.api.errors import KubeError
from kanivete.toolbox.neat import Find
from kanivete.toolbox.neat.crd import Structural, schema_of
from kanivete.toolbox.neat.schema import Schema, built_in

_DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


class UnknownTypeError(ValueError):
    """The server serves no such type."""


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


def knowledge(api: Api, resource: Resource) -> Find:
    """What is known of kinds: Kubernetes' own, and this one where the cluster defines it."""
    definition: Structural | None = None
    if resource.group and built_in(resource.api_version, resource.kind) is None:
        try:
            definition = schema_of(api.read(f"{_DEFINITIONS}/{resource.plural}.{resource.group}"), resource.version)
        except KubeError:
            definition = None  # one may not be allowed to see it, or the kind is an extension server's

    def find(api_version: str, kind: str) -> Schema | None:
        if definition and (api_version, kind) == (resource.api_version, resource.kind):
            return definition
        return built_in(api_version, kind)

    return find
