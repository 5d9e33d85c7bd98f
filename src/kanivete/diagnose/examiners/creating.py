"""Pods that have a node, and of which nothing has started: volumes, sandbox, network, or a pull without an end."""

from collections.abc import Iterable
from dataclasses import replace

from kanivete.diagnose.context import Context, latest
from kanivete.diagnose.examiners import image
from kanivete.diagnose.examiners.told import first_recognised, told_by_events
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom, SymptomKind

_FAILURES = (
    "FailedMount",
    "FailedAttachVolume",
    "FailedMapVolume",
    "FailedCreatePodSandBox",
    "NetworkNotReady",
    "Failed",
)
_FAMILIES = frozenset({"volume", "pod", "config", "node", "crash"})


def examine(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    """What the last failure among its events says; a pull that is under way is the image examiner's."""
    events = context.events_of(symptom.pod)
    pulling = latest(events, "Pulling")
    if symptom.container and pulling and latest(events, "Pulling", *_FAILURES) is pulling:
        return image.examine(replace(symptom, kind=SymptomKind.IMAGE, label="Pulling"), context)
    found = first_recognised(told_by_events(events, *_FAILURES), symptom, context, _FAMILIES)
    return [found] if found else []
