"""Failures that somebody else has already made good."""

from kanivete.diagnose.context import Context
from kanivete.diagnose.symptom import Symptom, SymptomKind
from kanivete.kube.kinds import JOBS
from kanivete.sources.base import Missing


def is_superseded(symptom: Symptom, context: Context) -> bool:
    """Whether the pod is a failed try of a Job that has since succeeded."""
    if symptom.kind not in (SymptomKind.CRASH, SymptomKind.POD_FAILED):
        return False
    owner = context.owners.direct(symptom.pod)
    if owner is None or owner.kind != JOBS.kind:
        return False
    job = context.source.get(JOBS, symptom.pod.metadata.namespace, owner.name)
    if isinstance(job, Missing):
        return False
    return any(c.type in ("Complete", "SuccessCriteriaMet") and c.status == "True" for c in job.status.conditions)
