"""Where the cause of a failed pull may still be read: the status first, then the events, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import event_evidence, reference, status_evidence
from kanivete.diagnose.symptom import Symptom
from kanivete.kube.events import Event
from kanivete.model import Evidence
from kanivete.recognise import by_reason, recognise

_SAYS_NOTHING = ("Error: ErrImagePull", "Error: ImagePullBackOff", "Error: ImageInspectError")
_TOLD_BY = ("Failed", "InspectFailed", "ErrImageNeverPull", "BackOff")


@dataclass(frozen=True)
class Verdict:
    """The cause that a text (or a reason alone) names, the text, and the evidence that quotes it."""

    cause: str
    text: str
    evidence: tuple[Evidence, ...]
    facts: dict[str, str] = field(default_factory=dict)


def verdict(symptom: Symptom, events: list[Event]) -> Verdict | None:
    """The first cause of the image family that anything says; a waiting reason that is a cause goes before words."""
    found = next(_recognised(symptom, events), None)
    waiting = symptom.status.state.waiting if symptom.status else None
    named = by_reason(waiting.reason) if waiting else None
    if waiting is None or named is None or named.family != "image":
        return found
    if found and found.cause in (named.id, *named.rivals):
        return found
    if waiting.reason == "RegistryUnavailable" and found:
        # CRI-O's name for any registry that could not be asked; its words tell why it could not.
        return found
    return Verdict(named.id, waiting.message, (waiting_evidence(symptom),))


def waiting_evidence(symptom: Symptom) -> Evidence:
    """The reason and the message a container waits with, quoted."""
    assert symptom.status is not None
    assert symptom.status.state.waiting is not None
    waiting = symptom.status.state.waiting
    kind = "initContainerStatuses" if symptom.init else "containerStatuses"
    path = f"status.{kind}[{symptom.status.name}].state.waiting"
    text = f"{waiting.reason}: {waiting.message}" if waiting.message else waiting.reason
    return status_evidence(reference(symptom.pod, "Pod"), path, text)


def failures(events: list[Event]) -> list[Event]:
    """Events that tell of a pull that failed, oldest first."""
    return [e for e in events if e.reason in _TOLD_BY and e.text.strip() not in _SAYS_NOTHING]


def _recognised(symptom: Symptom, events: list[Event]) -> Iterator[Verdict]:
    waiting = symptom.status.state.waiting if symptom.status else None
    if waiting and (found := _image_cause(waiting.message, Where.CONTAINER_STATUS)):
        yield Verdict(found[0], waiting.message, (waiting_evidence(symptom),), found[1])
    for event in reversed(failures(events)):
        if found := _image_cause(event.text, Where.EVENT):
            quoted = (waiting_evidence(symptom),) if waiting else ()
            yield Verdict(found[0], event.text, (event_evidence(event), *quoted), found[1])


def _image_cause(text: str, where: Where) -> tuple[str, dict[str, str]] | None:
    found = recognise(text, where) if text else None
    return (found.cause, found.facts) if found and found.cause.startswith("image.") else None
