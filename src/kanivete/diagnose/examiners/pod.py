"""Pods that failed, or do not go away, as a whole: evicted, rejected by the node, lost with it."""

from collections.abc import Iterable
from dataclasses import replace

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.told import by_its_reason, first_recognised, told_by_events, told_by_status
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom, SymptomKind
from kanivete.i18n import _
from kanivete.kube.kinds import DAEMON_SETS, REPLICA_SETS, REPLICATION_CONTROLLERS, STATEFUL_SETS
from kanivete.model import Severity
from kanivete.sources.base import Missing

_FAMILIES = frozenset({"pod", "node", "crash", "config"})
_CONTROLLERS = {kind.kind: kind for kind in (REPLICA_SETS, STATEFUL_SETS, DAEMON_SETS, REPLICATION_CONTROLLERS)}


def examine(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    """The pod's own message, then its events, then its bare reason."""
    status = symptom.pod.status
    told = told_by_status(symptom, "status.message", status.message)
    told += told_by_events(context.events_of(symptom.pod))
    found = first_recognised(told, symptom, context, _FAMILIES) or by_its_reason(
        symptom, context, "status.reason", symptom.label
    )
    if found is None:
        return []
    return [_replaced(found) if _is_replaced(symptom, context) else found]


def _replaced(found: Hypothesis) -> Hypothesis:
    note = _("Its controller has replaced it: as many replicas are ready as should be.")
    return replace(found, severity=Severity.WARNING, note=note)


def _is_replaced(symptom: Symptom, context: Context) -> bool:
    """Whether the pod failed for good, and its controller has all the replicas that it wants without it."""
    owner = context.owners.direct(symptom.pod)
    kind = _CONTROLLERS.get(owner.kind) if owner else None
    if symptom.kind is not SymptomKind.POD_FAILED or owner is None or kind is None:
        return False
    controller = context.source.get(kind, symptom.pod.metadata.namespace, owner.name)
    if isinstance(controller, Missing):
        return False
    status, replicas = controller.status, controller.spec.replicas
    if kind is DAEMON_SETS:
        return status.number_ready >= status.desired_number_scheduled
    return status.ready_replicas >= (1 if replicas is None else replicas)
