"""Containers that wait for their image: structure first, then whoever still has the words."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from kanivete.diagnose.context import Context, event_evidence, latest, reference
from kanivete.diagnose.examiners.pull.access import REFUSALS, tell_apart
from kanivete.diagnose.examiners.pull.endpoint import failing_endpoint, stands_in
from kanivete.diagnose.examiners.pull.secrets import pull_secrets
from kanivete.diagnose.examiners.pull.surroundings import (
    OF_REGISTRY,
    architecture_evidence,
    clock_is_wrong,
    condition_evidence,
    ruled_out,
)
from kanivete.diagnose.examiners.pull.words import Verdict, failures, verdict, waiting_evidence
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom
from kanivete.i18n import _
from kanivete.kube.events import Event
from kanivete.kube.images import ImageReference, endpoint_facts, parse_image
from kanivete.model import Certainty, ObjectRef, Owner
from kanivete.recognise.mirrors import mirrors

SLOW = timedelta(minutes=2)
"""A pull that takes longer than this without an event is worth a word."""
_WAITING_FOR_IMAGE = ("ContainerCreating", "PodInitializing", "")


def examine(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    """Why the image of the symptom's container is not on its node; nothing for a pull that is merely under way."""
    if symptom.container is None or symptom.status is None:
        return
    events = context.events_of(symptom.pod, symptom.container.name)
    waiting = symptom.status.state.waiting
    if waiting is None or waiting.reason in _WAITING_FOR_IMAGE:
        yield from _still_pulling(symptom, context, events)
        return
    found = verdict(symptom, events)
    yield _established(found, symptom, context, events) if found else _unrecognised(symptom, context, events)


def _established(found: Verdict, symptom: Symptom, context: Context, events: list[Event]) -> Hypothesis:
    pod, node = symptom.pod, context.node_of(symptom.pod)
    image = parse_image(symptom.container.image) if symptom.container else None
    endpoint = failing_endpoint(found.text, image)
    facts = {**context.facts(symptom), **found.facts, **endpoint_facts(endpoint, image)}
    hypothesis = Hypothesis(
        cause=found.cause,
        subject=context.workload(pod),
        object=reference(pod, "Pod"),
        symptom=symptom.label,
        certainty=Certainty.PROVEN,
        evidence=found.evidence,
        facts={**facts, "image": symptom.container.image if symptom.container else ""},
        root=ObjectRef(kind="Registry", name=str(endpoint)) if endpoint and found.cause in OF_REGISTRY else None,
        ruled_out=ruled_out(found.cause, found.text, found.facts.get("address", ""), node),
        since=_since(symptom, context, events),
        note=_mirrored(found, image, facts),
    )
    if found.cause in REFUSALS:
        return _refused(hypothesis, found, image, context, events, symptom)
    return _at_node(hypothesis, found, symptom, context)


def _refused(
    hypothesis: Hypothesis,
    found: Verdict,
    image: ImageReference | None,
    context: Context,
    events: list[Event],
    symptom: Symptom,
) -> Hypothesis:
    pod = symptom.pod
    # The kubelet names no container when it speaks of pull secrets.
    secrets = pull_secrets(pod, context, context.events_of(pod) or events)
    refusal = tell_apart(found.cause, found.text, secrets, image, pod.metadata.namespace)
    facts = {**hypothesis.facts, "secret": refusal.secret} if refusal.secret else hypothesis.facts
    return replace(
        hypothesis,
        cause=refusal.cause,
        certainty=refusal.certainty,
        evidence=(*hypothesis.evidence, *refusal.evidence),
        root=refusal.root,
        facts=facts,
        note=" ".join(filter(None, (refusal.note, hypothesis.note))),
    )


def _at_node(hypothesis: Hypothesis, found: Verdict, symptom: Symptom, context: Context) -> Hypothesis:
    """What the node the pod is on adds."""
    node = context.node_of(symptom.pod)
    if found.cause == "image.platform" and (platform := architecture_evidence(node)):
        note = _("The node is {platform}.").format(platform=platform[0].text)
        return replace(hypothesis, evidence=(*hypothesis.evidence, *platform), note=note)
    if found.cause in ("image.disk-full", "image.unpack-failed") and symptom.pod.spec.node_name:
        root = ObjectRef(api_version="v1", kind="Node", name=symptom.pod.spec.node_name)
        pressure = condition_evidence(node, "DiskPressure") if node and found.cause == "image.disk-full" else ()
        return replace(hypothesis, root=root, evidence=(*hypothesis.evidence, *pressure))
    if found.cause == "image.tls-not-yet-valid" and clock_is_wrong(found.facts.get("now", ""), found.evidence[0].time):
        note = _(
            "The node wrote the time {now}, the event is of {seen}: its clock is wrong, not the certificate."
        ).format(now=found.facts["now"], seen=found.evidence[0].time)
        root = ObjectRef(api_version="v1", kind="Node", name=symptom.pod.spec.node_name)
        return replace(hypothesis, owner=Owner.NODE, root=root, note=note)
    return hypothesis


def _mirrored(found: Verdict, image: ImageReference | None, facts: dict[str, str]) -> str:
    if tried := mirrors(found.text):
        return _("The mirrors were tried before and failed too: {tried}").format(tried=tried[:300])
    if found.cause not in REFUSALS and stands_in(failing_endpoint(found.text, image), image) and image:
        return _(
            "The request that failed went to {host}, not to {registry}: a mirror, a token server or a content store."
        ).format(host=facts.get("registry", ""), registry=image.registry)
    return ""


def _unrecognised(symptom: Symptom, context: Context, events: list[Event]) -> Hypothesis:
    """Honest about what is left: the words of a status nobody knows, or no words at all."""
    told = failures(events)
    bare = not any(event.reason == "Failed" for event in told)
    note = _("No event of a failed pull is left, and the status does not repeat the reason.") if bare else ""
    image = parse_image(symptom.container.image) if symptom.container else None
    quoted = tuple(event_evidence(event) for event in told[-1:])
    return Hypothesis(
        cause="image.unrecognised",
        subject=context.workload(symptom.pod),
        object=reference(symptom.pod, "Pod"),
        symptom=symptom.label,
        certainty=Certainty.POSSIBLE,
        evidence=(waiting_evidence(symptom), *quoted),
        facts={**context.facts(symptom), **endpoint_facts(image.registry if image else None, image)},
        since=_since(symptom, context, events),
        note=note,
    )


def _still_pulling(symptom: Symptom, context: Context, events: list[Event]) -> Iterable[Hypothesis]:
    last = latest(events, "Pulling", "Pulled", "Failed", "Created", "Started", "BackOff")
    if last is None or last.reason != "Pulling" or last.last is None or context.now - last.last <= SLOW:
        return
    elapsed = _duration(context.now - last.last)
    image = parse_image(symptom.container.image) if symptom.container else None
    yield Hypothesis(
        cause="image.slow-pull",
        subject=context.workload(symptom.pod),
        object=reference(symptom.pod, "Pod"),
        symptom=symptom.label,
        certainty=Certainty.LIKELY,
        evidence=(event_evidence(last),),
        facts={
            **context.facts(symptom),
            **endpoint_facts(image.registry if image else None, image),
            "elapsed": elapsed,
        },
        since=last.last,
    )


def _since(symptom: Symptom, context: Context, events: list[Event]) -> datetime | None:
    first = (event.first for event in failures(events) if event.first)
    return min(first, default=None) or context.since(symptom.pod)


def _duration(elapsed: timedelta) -> str:
    """As kubectl writes ages: `3m5s`, `2h7m`."""
    minutes, seconds = divmod(int(elapsed.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes}m" if hours else f"{minutes}m{seconds}s"
