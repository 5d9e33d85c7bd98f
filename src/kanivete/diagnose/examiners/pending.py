"""Pods that no node was found for: the scheduler's own words, and those of whoever makes their volumes."""

from collections.abc import Iterable
from dataclasses import replace

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.control_plane import unscheduled
from kanivete.diagnose.examiners.kept_off import with_nodes
from kanivete.diagnose.examiners.told import first_recognised, told_by_events, told_by_status
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom
from kanivete.kube.kinds import CLAIMS
from kanivete.kube.meta import condition
from kanivete.kube.volumes import claims_of

_FAMILIES = frozenset({"scheduling", "volume"})
_UNBOUND = "volume.claim-unbound"
_ASKED = ("ProvisioningFailed", "ExternalProvisioning")
"""What is said of a claim that a volume is to be made for."""


def examine(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    """The condition's message is the scheduler's last word; the event is it again, and outlives nothing."""
    scheduled = condition(symptom.pod.status.conditions, "PodScheduled")
    told = told_by_status(
        symptom,
        "status.conditions[PodScheduled].message",
        scheduled.message if scheduled else "",
        scheduled.last_transition_time if scheduled else "",
    )
    told += told_by_events(context.events_of(symptom.pod), "FailedScheduling")
    found = first_recognised(told, symptom, context, _FAMILIES)
    if found is None:
        overseen = unscheduled(symptom, context)
        return [overseen] if overseen else []
    return [_unbound(found, symptom, context) if found.cause == _UNBOUND else with_nodes(found, symptom.pod, context)]


def _unbound(found: Hypothesis, symptom: Symptom, context: Context) -> Hypothesis:
    """Why a claim is not bound stands in the claim's events, which the scheduler does not repeat."""
    namespace = symptom.pod.metadata.namespace
    for claim in claims_of(symptom.pod):
        told = told_by_events(context.events_about(CLAIMS.kind, namespace, claim), *_ASKED)
        if why := first_recognised(told, symptom, context, frozenset({"volume"})):
            evidence = (*why.evidence, *found.evidence)
            return replace(why, evidence=evidence, facts={**why.facts, "claim": claim})
    return found
