"""Killed by the kubelet because a liveness or startup probe failed."""

from datetime import timedelta

from kanivete.diagnose.context import event_evidence, latest, object_evidence
from kanivete.diagnose.examiners.crash.ending import Ending
from kanivete.diagnose.examiners.crash.words import LastWords
from kanivete.diagnose.examiners.probes import budget, hints, summary
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import _
from kanivete.kube.events import Event
from kanivete.kube.pods import Probe
from kanivete.model import Certainty, Evidence
from kanivete.recognise.patterns import compiled

STOPPED = frozenset({0, 137, 143})
"""How a process ends that was told to stop: on its own terms, killed, terminated."""
_SLACK = timedelta(seconds=3)
_TOLD_TO_STOP = (
    r"SIG(?:QUIT|TERM|INT)\)? (?:received|signal)|(?:received|caught|got|handling) (?:signal )?SIG(?:QUIT|TERM|INT)"
    r"|signal (?:15|3|terminated)|gracefully|graceful shutdown|shutting down"
)


def killed_by_probe(ending: Ending, words: LastWords) -> Hypothesis | None:
    """The finding where events say that a probe ended the last instance, or where all but the event says so."""
    for kind, cause, probe in (
        ("Startup", "crash.startup-probe", ending.container.startup_probe),
        ("Liveness", "crash.liveness-probe", ending.container.liveness_probe),
    ):
        killing, unhealthy = _killing(ending, kind), _unhealthy(ending, kind)
        certainty = _certainty(ending, killing, unhealthy)
        if certainty is None and probe and _was_told_to_stop(ending, words):
            certainty = Certainty.POSSIBLE
        if certainty is None:
            continue
        evidence = [event_evidence(event) for event in (killing, unhealthy) if event]
        evidence.append(ending.evidence())
        return ending.conclude(
            cause,
            certainty,
            *evidence,
            *_specification(ending, kind, probe),
            note=_note(ending, probe, unhealthy, words),
        )
    return None


def _killing(ending: Ending, kind: str) -> Event | None:
    said = f"failed {kind.lower()} probe"
    return latest((e for e in ending.events if said in e.text), "Killing")


def _unhealthy(ending: Ending, kind: str) -> Event | None:
    return latest((e for e in ending.events if e.text.startswith(f"{kind} probe ")), "Unhealthy")


def _certainty(ending: Ending, killing: Event | None, unhealthy: Event | None) -> Certainty | None:
    """Repeated events are dropped by the kubelet's own rate limit, so the last kill may have left none of its own."""
    if killing and (_concerns(killing, ending) or (unhealthy and _concerns(unhealthy, ending))):
        return Certainty.PROVEN
    if ending.code not in STOPPED:
        return None
    if killing:
        return Certainty.LIKELY
    return Certainty.LIKELY if unhealthy and _concerns(unhealthy, ending) else None


def _concerns(event: Event, ending: Ending) -> bool:
    """Whether the event was last seen during (or after) the last instance's life."""
    return ending.started is None or event.last is None or event.last >= ending.started - _SLACK


def _was_told_to_stop(ending: Ending, words: LastWords) -> bool:
    """Whether it ended as a program does that was asked to, and said so: the events may be gone."""
    if ending.code not in STOPPED or any(e.reason == "Killing" for e in ending.events):
        return False
    return words.seen and compiled(_TOLD_TO_STOP).search(words.text[-4096:]) is not None


def _specification(ending: Ending, kind: str, probe: Probe | None) -> list[Evidence]:
    if probe is None:
        return []
    field = f"spec.containers[{ending.container.name}].{kind.lower()}Probe"
    return [object_evidence(ending.pod, field, summary(probe))]


def _note(ending: Ending, probe: Probe | None, unhealthy: Event | None, words: LastWords) -> str:
    if probe is None:
        return ""
    patience = int(budget(probe).total_seconds())
    note = [_("The probe gives the container about {patience} s from its start.").format(patience=patience)]
    if ending.lived is not None:
        note.append(_("The last instance lived {lived} s.").format(lived=int(ending.lived.total_seconds())))
    note += hints(probe, ending.container, unhealthy.text if unhealthy else "", words.text)
    return " ".join(note)
