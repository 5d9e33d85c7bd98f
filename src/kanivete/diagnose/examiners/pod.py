"""Pods that failed, or do not go away, as a whole: evicted, rejected by the node, lost with it."""

from collections.abc import Iterable

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.told import by_its_reason, first_recognised, told_by_events, told_by_status
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom

_FAMILIES = frozenset({"pod", "node", "crash", "config"})


def examine(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    """The pod's own message, then its events, then its bare reason."""
    status = symptom.pod.status
    told = told_by_status(symptom, "status.message", status.message)
    told += told_by_events(context.events_of(symptom.pod))
    found = first_recognised(told, symptom, context, _FAMILIES) or by_its_reason(
        symptom, context, "status.reason", symptom.label
    )
    return [found] if found else []
