"""Which labels a test pod may share with a workload: to be treated alike, and not taken for one of its pods."""

from collections import Counter
from collections.abc import Mapping

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError, NotFoundError
from kanivete.kube.kinds import DAEMON_SETS, REPLICA_SETS, REPLICATION_CONTROLLERS, SERVICES
from kanivete.kube.selectors import SelectorError, selector
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.workload import Named, items, namespaced, part, selector_keys, selector_of

GENERATED = frozenset(
    {
        "pod-template-hash",
        "controller-revision-hash",
        "pod-template-generation",
        "statefulset.kubernetes.io/pod-name",
        "apps.kubernetes.io/pod-index",
        "controller-uid",
        "job-name",
        "batch.kubernetes.io/controller-uid",
        "batch.kubernetes.io/job-name",
        "batch.kubernetes.io/job-completion-index",
    }
)
"""Labels that controllers give to pods. Source: https://kubernetes.io/docs/reference/labels-annotations-taints/"""


def shared(
    api: Api, labels: Mapping[str, str], namespace: str, *, join: bool
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The labels to share, and what that costs: a line each, for people.

    Every Service (unless `join`), ReplicaSet, DaemonSet, ReplicationController and PodDisruptionBudget that selects the
    workload's pods must not select this one; where there is a choice, the labels stay that NetworkPolicies look at.

    Raises:
        KubeError: Something went wrong, other than that some of them may not be listed.
    """
    left = {key: value for key, value in labels.items() if key not in GENERATED}
    policies = [one for one in _policies(api, namespace) or [] if _selects(one, labels)]
    watched = Counter(key for one in policies for key in selector_keys(one))
    takers = _takers(api, namespace, join)
    if takers is None:
        return {}, (_("no label is shared: what selects pods by them may not be listed in {ns}").format(ns=namespace),)
    for taker in takers:
        if _selects(taker, left):
            for key in sorted(selector_keys(taker), key=lambda key: (watched[key], key))[:1]:
                del left[key]
    return left, tuple(_lost(one) for one in policies if not _selects(one, left))


def _lost(policy: Named) -> str:
    return _(
        "NetworkPolicy {name} does not hold for this pod: it selects the workload by a label by which something else"
        " would take the pod for its own (a Service: --join-services keeps that label)"
    ).format(name=policy.name)


def _takers(api: Api, namespace: str, join: bool) -> list[Named] | None:
    """All that select pods; None where some may not be listed."""
    kinds = {
        SERVICES.kind: path_of(SERVICES, namespace),
        REPLICA_SETS.kind: path_of(REPLICA_SETS, namespace),
        DAEMON_SETS.kind: path_of(DAEMON_SETS, namespace),
        REPLICATION_CONTROLLERS.kind: path_of(REPLICATION_CONTROLLERS, namespace),
        "PodDisruptionBudget": namespaced("policy/v1", "poddisruptionbudgets", namespace),
    }
    found = [_listed(api, kind, path) for kind, path in kinds.items() if not (join and kind == SERVICES.kind)]
    return None if None in found else [one for listed in found for one in listed or []]


def _policies(api: Api, namespace: str) -> list[Named] | None:
    """The NetworkPolicies, as if they selected like everything else does."""
    found = _listed(api, "NetworkPolicy", namespaced("networking.k8s.io/v1", "networkpolicies", namespace))
    for one in found or []:
        spec = part(one.object, "spec")
        one.object["spec"] = {**spec, "selector": spec.get("podSelector")}
    return found


def _selects(named: Named, labels: Mapping[str, str]) -> bool:
    expression = selector_of(named)
    try:
        return bool(expression) and selector(expression)(labels)
    except SelectorError:
        return False


def _listed(api: Api, kind: str, path: str) -> list[Named] | None:
    try:
        return [Named(kind, str(part(one, "metadata").get("name")), "", one) for one in items(api, path)]
    except ForbiddenError:
        return None
    except NotFoundError:
        return []
