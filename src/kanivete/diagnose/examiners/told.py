"""For symptoms whose cause an event or a status message tells: recognise it, quote it."""

from collections.abc import Iterable

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import Context, event_evidence, reference, status_evidence
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom
from kanivete.kube.events import Event
from kanivete.model import Certainty, Evidence
from kanivete.recognise import by_reason, recognise

Told = tuple[str, Evidence]
"""A text, and the evidence it becomes."""


def told_by_status(symptom: Symptom, field: str, text: str, time: str = "") -> list[Told]:
    """A status field of the symptom's pod, if it says anything."""
    return [(text, status_evidence(reference(symptom.pod, "Pod"), field, text, time))] if text else []


def told_by_events(events: Iterable[Event], *reasons: str) -> list[Told]:
    """The events with one of the reasons (all warnings, if none is given), the latest first."""
    chosen = [e for e in events if (e.reason in reasons if reasons else e.type == "Warning")]
    return [(e.text, event_evidence(e)) for e in reversed(chosen)]


def first_recognised(
    told: Iterable[Told], symptom: Symptom, context: Context, families: frozenset[str]
) -> Hypothesis | None:
    """The first text that names a cause of the families, as a hypothesis that quotes it."""
    for text, evidence in told:
        found = recognise(text, Where.EVENT)
        if found and found.cause.partition(".")[0] in families:
            certainty = Certainty.POSSIBLE if found.rivals else Certainty.PROVEN
            return _hypothesis(found.cause, found.facts, certainty, evidence, symptom, context)
    return None


def by_its_reason(symptom: Symptom, context: Context, field: str, reason: str) -> Hypothesis | None:
    """What the API's reason alone names, where no text told more."""
    cause = by_reason(reason)
    if cause is None:
        return None
    evidence = status_evidence(reference(symptom.pod, "Pod"), field, reason)
    return _hypothesis(cause.id, {}, Certainty.PROVEN, evidence, symptom, context)


def _hypothesis(
    cause: str,
    facts: dict[str, str],
    certainty: Certainty,
    evidence: Evidence,
    symptom: Symptom,
    context: Context,
) -> Hypothesis:
    return Hypothesis(
        cause=cause,
        subject=context.workload(symptom.pod),
        object=reference(symptom.pod, "Pod"),
        symptom=symptom.label,
        certainty=certainty,
        evidence=(evidence,),
        facts={**context.facts(symptom), **facts},
        since=context.since(symptom.pod),
    )
