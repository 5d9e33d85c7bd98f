"""Pods that no scheduler has said a word about: theirs does not exist, or the cluster's does not work."""

from datetime import timedelta

from kanivete.diagnose.context import Context, object_evidence, reference, status_evidence
from kanivete.diagnose.examiners.control_plane.controllers import NO_SCHEDULER
from kanivete.diagnose.examiners.control_plane.leaders import SCHEDULER, silent
from kanivete.diagnose.examiners.listing import has_lasted
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom
from kanivete.kube.kinds import PODS
from kanivete.kube.meta import condition, moment
from kanivete.kube.volumes import claims_of
from kanivete.model import Certainty

_OVERSEEN = timedelta(seconds=45)
"""A scheduler that cannot place a pod says so at once."""
_BUSY = timedelta(minutes=5)
"""The cluster's own, if it is alive, may have a long queue."""
_DEFAULT = "default-scheduler"
_NOBODY = "scheduling.no-scheduler"


def unscheduled(symptom: Symptom, context: Context) -> Hypothesis | None:
    """Why a pod waits without a word from a scheduler, if it has for long."""
    pod = symptom.pod
    is_heard = condition(pod.status.conditions, "PodScheduled") or context.events_of(pod)
    made = pod.metadata.creation_timestamp
    # While volumes are bound, a scheduler says nothing.
    if is_heard or claims_of(pod) or not has_lasted(made, _OVERSEEN, context):
        return None
    name = pod.spec.scheduler_name or _DEFAULT
    is_default = name == _DEFAULT
    gone = silent(SCHEDULER, context) if is_default else None
    if is_default and not gone and not has_lasted(made, _BUSY, context):
        return None
    about = reference(pod, PODS.kind)
    evidence = (
        object_evidence(about, "spec.schedulerName", name),
        status_evidence(about, "status.conditions", f"phase: {pod.status.phase or 'Pending'}, conditions: 0"),
    )
    return Hypothesis(
        cause=NO_SCHEDULER if gone else _NOBODY,
        subject=context.workload(pod),
        object=about,
        symptom=symptom.label,
        certainty=Certainty.PROVEN if gone else Certainty.POSSIBLE if is_default else Certainty.LIKELY,
        evidence=(*(gone.evidence if gone else ()), *evidence),
        facts={**context.facts(symptom), "scheduler": name},
        root=gone.ref if gone else None,
        since=moment(made),
    )
