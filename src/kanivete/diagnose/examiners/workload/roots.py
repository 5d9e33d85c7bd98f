"""What several workloads that are refused may share."""

from collections.abc import Mapping

from kanivete.model import ObjectRef

_SHARED: dict[str, tuple[str, str, str]] = {
    "admission.quota": ("quota", "v1", "ResourceQuota"),
    "admission.service-account-missing": ("account", "v1", "ServiceAccount"),
    "admission.priority-class-missing": ("class_name", "scheduling.k8s.io/v1", "PriorityClass"),
    "admission.runtime-class-missing": ("class_name", "node.k8s.io/v1", "RuntimeClass"),
    "admission.webhook-unreachable": ("webhook", "", "Webhook"),
}
"""By cause: the fact that names it, and what kind of thing it is."""
_NAMESPACED = frozenset({"ResourceQuota", "ServiceAccount"})


def root(cause: str, facts: Mapping[str, str], namespace: str) -> ObjectRef | None:
    """The thing behind a refusal, if the refusal names one."""
    fact, api_version, kind = _SHARED.get(cause, ("", "", ""))
    name = facts.get(fact, "")
    if not name:
        return None
    return ObjectRef(api_version=api_version, kind=kind, namespace=namespace if kind in _NAMESPACED else "", name=name)
