"""PersistentVolumeClaims that wait or have lost their volume, as their phase and their events say.

Source of the phases and reasons: kubernetes/pkg/controller/volume/persistentvolume/pv_controller.go.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import Context, event_evidence, latest, object_evidence, reference, status_evidence
from kanivete.diagnose.examiners.listing import has_lasted, listed
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.diagnose.symptoms import symptoms_of
from kanivete.kube.config import PersistentVolumeClaim
from kanivete.kube.events import Event
from kanivete.kube.kinds import CLAIMS, STORAGE_CLASSES, Kind
from kanivete.kube.meta import moment
from kanivete.kube.volumes import WAITS_FOR_A_POD, claims_of
from kanivete.model import Certainty, Evidence, ObjectRef, Severity
from kanivete.recognise import recognise
from kanivete.sources.base import Missing

KINDS: tuple[Kind[Any], ...] = (CLAIMS,)

_SETTLES = timedelta(seconds=10)
"""A claim that is younger may just be on its way."""
_TAKES_ITS_TIME = timedelta(minutes=3)
"""Making a volume may take that long."""
_LOST = "volume.claim-lost"
_FAILED = "volume.provisioning-failed"
_WAITS = "volume.provisioning-waits"
_TELLING = ("ProvisioningFailed", "ExternalProvisioning", "FailedBinding", "VolumeMismatch")
_HEALTHY = (WAITS_FOR_A_POD, "WaitForPodScheduled", "Provisioning", "ProvisioningSucceeded")


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """A hypothesis for each claim that is not as it should be, unless a pod that mounts it is in trouble anyway."""
    if not wanted.may_include(*KINDS):
        return
    for found in listed(CLAIMS, wanted, context):
        is_wrong = found.status.phase in ("Pending", "Lost") and not found.metadata.deletion_timestamp
        if is_wrong and wanted.includes_object(CLAIMS, found) and not _is_told_by_pods(found, context):
            told = _lost(found, context) if found.status.phase == "Lost" else _pending(found, context)
            if told:
                yield told


def _is_told_by_pods(claim: PersistentVolumeClaim, context: Context) -> bool:
    return any(
        claim.metadata.name in claims_of(pod) and symptoms_of(pod, context.now)
        for pod in context.pods
        if pod.metadata.namespace == claim.metadata.namespace
    )


def _lost(claim: PersistentVolumeClaim, context: Context) -> Hypothesis:
    about = reference(claim, CLAIMS.kind)
    phase = status_evidence(about, "status.phase", claim.status.phase)
    said = latest(_events(about, context), "ClaimLost", "ClaimMisbound")
    return _hypothesis(claim, about, _LOST, (phase, *((event_evidence(said),) if said else ())))


def _pending(claim: PersistentVolumeClaim, context: Context) -> Hypothesis | None:
    """Why it is not bound yet, where that is no matter of waiting."""
    if not has_lasted(claim.metadata.creation_timestamp, _SETTLES, context):
        return None
    about = reference(claim, CLAIMS.kind)
    said = latest(_events(about, context), *_TELLING, *_HEALTHY)
    if said is None:
        return _of_class(claim, about, context)
    found = recognise(said.text, Where.EVENT) if said.reason in _TELLING else None
    if found is None or not found.cause.startswith("volume."):
        return None
    if found.cause == _WAITS and not has_lasted(claim.metadata.creation_timestamp, _TAKES_ITS_TIME, context):
        return None
    phase = status_evidence(about, "status.phase", claim.status.phase)
    return _hypothesis(claim, about, found.cause, (event_evidence(said), phase), **found.facts)


def _of_class(claim: PersistentVolumeClaim, about: ObjectRef, context: Context) -> Hypothesis | None:
    """Without an event: whether the storage class that it names exists."""
    name = claim.spec.storage_class_name
    if not name or context.source.get(STORAGE_CLASSES, "", name) is not Missing.ABSENT:
        return None
    evidence = (
        object_evidence(about, "spec.storageClassName", name),
        status_evidence(about, "status.phase", claim.status.phase),
    )
    error = f'storageclass "{name}" not found'
    return _hypothesis(claim, about, _FAILED, evidence, **{"class": name, "error": error})


def _events(about: ObjectRef, context: Context) -> list[Event]:
    return context.events_about(CLAIMS.kind, about.namespace, about.name)


def _hypothesis(
    claim: PersistentVolumeClaim, about: ObjectRef, cause: str, evidence: tuple[Evidence, ...], **facts: str
) -> Hypothesis:
    return Hypothesis(
        cause=cause,
        subject=about,
        object=about,
        symptom=claim.status.phase,
        certainty=Certainty.PROVEN,
        evidence=evidence,
        facts={"namespace": about.namespace, "claim": about.name, "volume": claim.spec.volume_name, **facts},
        severity=Severity.WARNING if claim.status.phase == "Pending" else None,
        since=moment(claim.metadata.creation_timestamp) if claim.status.phase == "Pending" else None,
    )
