"""Pods that have a node, but no container that runs: volumes, sandbox, network, a pull or a wait without end."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from kanivete.diagnose.context import Context, latest
from kanivete.diagnose.examiners import image
from kanivete.diagnose.examiners.crash import waiting
from kanivete.diagnose.examiners.told import first_recognised, told_by_events
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom, SymptomKind
from kanivete.kube.events import Event
from kanivete.kube.meta import moment
from kanivete.kube.pods import Pod

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
    """What the last failure among its events says; a pull that is under way is the image examiner's.

    Once an init container has started, volumes and sandbox are there: what failed before it has been made good, and
    what is left is whatever that container waits for.
    """
    events = _not_made_good(context.events_of(symptom.pod), _last_start(symptom.pod))
    pulling = latest(events, "Pulling")
    if symptom.container and pulling and latest(events, "Pulling", *_FAILURES) is pulling:
        return image.examine(replace(symptom, kind=SymptomKind.IMAGE, label="Pulling"), context)
    found = first_recognised(told_by_events(events, *_FAILURES), symptom, context, _FAMILIES)
    return [found] if found else waiting.examine(symptom, context)


def _not_made_good(events: list[Event], started: datetime | None) -> list[Event]:
    return [e for e in events if started is None or e.last is None or e.last >= started]


def _last_start(pod: Pod) -> datetime | None:
    """When the last of its init containers started that ever did."""
    states = [status.state for status in pod.status.init_container_statuses]
    starts = [moment(one.started_at) for state in states if (one := state.running or state.terminated)]
    return max((start for start in starts if start), default=None)
