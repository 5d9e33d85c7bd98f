"""Pods that no node was found for: the scheduler's own words."""

from collections.abc import Iterable

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.told import first_recognised, told_by_events, told_by_status
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom
from kanivete.diagnose.symptoms import condition

_FAMILIES = frozenset({"scheduling", "volume"})


def examine(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    """The condition's message is the scheduler's last word; the event is it again, and outlives nothing."""
    scheduled = condition(symptom.pod, "PodScheduled")
    told = told_by_status(
        symptom,
        "status.conditions[PodScheduled].message",
        scheduled.message if scheduled else "",
        scheduled.last_transition_time if scheduled else "",
    )
    told += told_by_events(context.events_of(symptom.pod), "FailedScheduling")
    found = first_recognised(told, symptom, context, _FAMILIES)
    return [found] if found else []
