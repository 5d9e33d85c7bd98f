"""Why a change does not come: paused, on delete, below the partition. Each is normal, and told to who asks by name.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pausing-and-resuming-a-rollout-of-a-deployment
and https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies
"""

from collections.abc import Callable, Iterator

from kanivete.diagnose.context import Context, object_evidence, reference, status_evidence
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.kube.kinds import DAEMON_SETS, DEPLOYMENTS, STATEFUL_SETS, Kind
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty

_SYMPTOM = "NotUpdated"
_ON_DELETE = "OnDelete"
Held = tuple[str, str, str] | None
"""A cause, and the field and value that it rests on."""


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:  # noqa: ARG001 - names alone decide
    """At most one hypothesis per workload that was named, has seen its last change, and has pods without it."""
    for kind, why in _KINDS:
        for found in wanted.named(kind):
            updated, count = _updated(kind, found)
            is_seen = found.status.observed_generation >= found.metadata.generation > 0
            if is_seen and updated < count and (held := why(found, count - updated)):
                yield _told(found, kind, held, updated, count)


def _updated(kind: Kind[Workload], found: Workload) -> tuple[int, int]:
    """How many pods are of the newest template, and how many there should be."""
    status = found.status
    if kind is DAEMON_SETS:
        return status.updated_number_scheduled, status.desired_number_scheduled
    return status.updated_replicas, 1 if found.spec.replicas is None else found.spec.replicas


def _deployment(found: Workload, _left: int) -> Held:
    return ("rollout.paused", "spec.paused", "true") if found.spec.paused else None


def _stateful_set(found: Workload, left: int) -> Held:
    strategy = found.spec.update_strategy
    if strategy.type == _ON_DELETE:
        return _daemon_set(found, left)
    partition = strategy.rolling_update.partition
    if left > partition:
        return None  # it is not at its partition yet
    return "rollout.partition", "spec.updateStrategy.rollingUpdate.partition", str(partition)


def _daemon_set(found: Workload, _left: int) -> Held:
    is_held = found.spec.update_strategy.type == _ON_DELETE
    return ("rollout.on-delete", "spec.updateStrategy.type", _ON_DELETE) if is_held else None


_KINDS: tuple[tuple[Kind[Workload], Callable[[Workload, int], Held]], ...] = (
    (DEPLOYMENTS, _deployment),
    (STATEFUL_SETS, _stateful_set),
    (DAEMON_SETS, _daemon_set),
)


def _told(found: Workload, kind: Kind[Workload], held: tuple[str, str, str], updated: int, count: int) -> Hypothesis:
    cause, field, value = held
    about = reference(found, kind.kind, kind.api_version)
    name = "updatedNumberScheduled" if kind is DAEMON_SETS else "updatedReplicas"
    counts = status_evidence(about, f"status.{name}", f"{name}: {updated} of {count}")
    return Hypothesis(
        cause=cause,
        subject=about,
        object=about,
        symptom=_SYMPTOM,
        certainty=Certainty.PROVEN,
        evidence=(object_evidence(about, field, value), counts),
        facts={
            "namespace": about.namespace,
            "workload": f"{kind.kind.lower()}/{about.name}",
            "updated": str(updated),
            "count": str(count),
        },
    )
