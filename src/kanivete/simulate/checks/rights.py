"""Whether the API server would allow each request of a run: asked of it, one question a right."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.grants import rule

_REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
_AT_ONCE = 8


@dataclass(frozen=True, order=True)
class Right:
    """To do something with a resource: in a namespace, or in none; with one name, or any."""

    verb: str
    group: str
    resource: str
    namespace: str = ""
    name: str = ""

    @property
    def text(self) -> str:
        """What is missing and the rule that grants it, for people."""
        where = _("in namespace {namespace}").format(namespace=self.namespace) if self.namespace else _("cluster-wide")
        plural = f"{self.resource}.{self.group}" if self.group else self.resource
        return _("you may not {verb} {resource} {where}: it takes {rule}").format(
            verb=self.verb, resource=plural, where=where, rule=rule(self.group, self.resource, self.verb)
        )


def missing(api: Api, rights: Iterable[Right]) -> list[Right]:
    """Those that the caller does not have, sorted.

    Raises:
        KubeError: The server cannot be asked.
    """
    wanted = sorted(set(rights))
    with ThreadPoolExecutor(_AT_ONCE, "kanivete-rights") as pool:
        allowed = list(pool.map(lambda right: _is_allowed(api, right), wanted))
    return [right for right, is_allowed in zip(wanted, allowed, strict=True) if not is_allowed]


def _is_allowed(api: Api, right: Right) -> bool:
    resource, _slash, subresource = right.resource.partition("/")
    attributes = {
        "verb": right.verb,
        "group": right.group,
        "resource": resource,
        "subresource": subresource,
        "namespace": right.namespace,
        "name": right.name,
    }
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {key: value for key, value in attributes.items() if value}},
    }
    answer = api.create(_REVIEW, review)
    return (answer.get("status") or {}).get("allowed") is True
