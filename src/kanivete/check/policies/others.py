"""Policies of other kinds than NetworkPolicy: seen, and not evaluated."""

from collections.abc import Iterable, Iterator

from kanivete.check.result import Mark, ObjectStep, Topic
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError

_KINDS = {
    "cilium.io": (("ciliumnetworkpolicies", True), ("ciliumclusterwidenetworkpolicies", False)),
    "crd.projectcalico.org": (("networkpolicies", True), ("globalnetworkpolicies", False)),
    "crd.antrea.io": (("networkpolicies", True), ("clusternetworkpolicies", False)),
    "policy.networking.k8s.io": (("adminnetworkpolicies", False), ("baselineadminnetworkpolicies", False)),
}
"""Per API group: its resources, and whether they have a namespace."""


def others(api: Api, namespaces: Iterable[str]) -> Iterator[ObjectStep]:
    """A hint for each kind of policy that the cluster has objects of. One request where it has none of these kinds."""
    try:
        groups = api.read("/apis", {}).get("groups")
    except KubeError:
        return
    for group in groups if isinstance(groups, list) else ():
        for resource, namespaced in _KINDS.get(str(group.get("name")), ()):
            version = str((group.get("preferredVersion") or {}).get("version", ""))
            places = [f"namespaces/{one}/" for one in sorted(set(namespaces))] if namespaced else [""]
            if any(_has(api, f"/apis/{group['name']}/{version}/{place}{resource}") for place in places):
                text = _("there are {resource}.{group}, which are not evaluated here: they may deny what seems allowed")
                yield ObjectStep(Topic.INGRESS, Mark.HINT, text.format(resource=resource, group=group["name"]))


def _has(api: Api, path: str) -> bool:
    try:
        return bool(api.read(path, {"limit": "1"}).get("items"))
    except KubeError:
        return False
