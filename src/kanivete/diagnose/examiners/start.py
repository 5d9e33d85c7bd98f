"""Containers that cannot be created or started: the kubelet and the runtime say why."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import Context, event_evidence, object_evidence, reference, status_evidence
from kanivete.diagnose.examiners.crash.ending import last_ending
from kanivete.diagnose.examiners.crash.ruled_out import ruled_out
from kanivete.diagnose.examiners.told import Told
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom
from kanivete.i18n import _
from kanivete.kube.kinds import CONFIG_MAPS, SECRETS
from kanivete.model import Certainty, Evidence, ObjectRef, Owner
from kanivete.recognise import Recognition, recognise
from kanivete.recognise.patterns import compiled
from kanivete.sources.base import Missing

START_ERROR = "crash.start-error"
_FAMILIES = ("config.", "crash.", "volume.", "node.", "image.")
_NAME_TAKEN = r"name \S+ is reserved for|The container name \S+ is already in use by container"
_FAILURES = frozenset({"Failed", "FailedMount", "FailedPreStartHook", "FailedPostStartHook"})


def examine(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    """The cause that the first telling text names: the status, how it last ended, its events."""
    told = list(_told(symptom, context))
    for text, evidence in told:
        found = recognise(text, Where.CONTAINER_STATUS)
        if found and found.cause.startswith(_FAMILIES) and found.cause != START_ERROR:
            yield _hypothesis(found.cause, found, evidence, symptom, context)
            return
    if told:
        yield _of_runtime(_hypothesis(START_ERROR, None, told[0][1], symptom, context), told)


def _of_runtime(found: Hypothesis, told: list[Told]) -> Hypothesis:
    """Whose it is where the runtime stumbles over its own earlier attempt: no manifest is wrong then."""
    if not any(compiled(_NAME_TAKEN).search(text) for text, _evidence in told):
        return found
    note = _(
        "The runtime still holds a container of that name from an earlier attempt, which hangs or was not cleared "
        "away: the node is overloaded (often its disk), or the runtime needs a restart."
    )
    return replace(found, owner=Owner.NODE, note=note)


def _told(symptom: Symptom, context: Context) -> Iterator[tuple[str, Evidence]]:
    ending = last_ending(symptom, context)
    status = symptom.status
    waiting = status.state.waiting if status else None
    if waiting and waiting.message:
        field = ending.field.partition(".state")[0].partition(".lastState")[0] + ".state.waiting.message"
        yield waiting.message, status_evidence(ending.pod, field, waiting.message)
    ended = ending.terminated
    if ended.message and ended.reason in ("StartError", "ContainerCannotRun"):
        yield ended.message, status_evidence(ending.pod, f"{ending.field}.message", ended.message, ended.finished_at)
    for event in reversed(ending.events):
        if event.reason in _FAILURES:
            yield event.text, event_evidence(event)
    if waiting and waiting.reason:
        field = ending.field.partition(".lastState")[0] + ".state.waiting.reason"
        yield waiting.reason, status_evidence(ending.pod, field, waiting.reason)


def _hypothesis(
    cause: str, found: Recognition | None, evidence: Evidence, symptom: Symptom, context: Context
) -> Hypothesis:
    ending = last_ending(symptom, context)
    hypothesis = Hypothesis(
        cause=cause,
        subject=context.workload(symptom.pod),
        object=reference(symptom.pod, "Pod"),
        symptom=symptom.label,
        certainty=Certainty.PROVEN,
        evidence=(evidence,),
        facts={**context.facts(symptom), **(found.facts if found else {})},
        ruled_out=ruled_out(ending, cause),
        since=context.since(symptom.pod),
    )
    return _with_reference(hypothesis, symptom, context)


def _with_reference(found: Hypothesis, symptom: Symptom, context: Context) -> Hypothesis:
    """The ConfigMap or Secret behind it, which other workloads may be waiting for as well."""
    namespace = symptom.pod.metadata.namespace
    if name := found.facts.get("configmap"):
        root = ObjectRef(api_version="v1", kind=CONFIG_MAPS.kind, namespace=namespace, name=name)
        return _with_config_map(replace(found, root=root), root, context)
    if name := found.facts.get("secret"):
        # The kubelet's word is enough: to look at Secrets would need a right that a diagnosis should not have.
        return replace(found, root=ObjectRef(api_version="v1", kind=SECRETS.kind, namespace=namespace, name=name))
    return found


def _with_config_map(found: Hypothesis, root: ObjectRef, context: Context) -> Hypothesis:
    config_map = context.source.get(CONFIG_MAPS, root.namespace, root.name)
    if config_map is Missing.UNSEEN:
        return found
    if isinstance(config_map, Missing):
        if found.cause != "config.configmap-missing":
            return found
        return replace(
            found, evidence=(*found.evidence, object_evidence(root, "", f'configmaps "{root.name}" not found'))
        )
    if found.cause == "config.configmap-missing":
        made = config_map.metadata.creation_timestamp
        note = _("It exists now (made at {time}); the kubelet will try again.").format(time=made or "?")
        return replace(found, note=note)
    keys = object_evidence(root, "data", ", ".join(sorted(config_map.keys)) or "{}")
    return replace(found, evidence=(*found.evidence, keys))
