"""Failures that are no trouble: somebody else has made them good, or is about to."""

from kanivete.diagnose.context import Context
from kanivete.diagnose.symptom import Symptom, SymptomKind
from kanivete.kube.kinds import CRON_JOBS, JOBS
from kanivete.kube.meta import moment
from kanivete.kube.workloads import Workload
from kanivete.sources.base import Missing

TRIES_OF_A_FAILURE = 2
"""A Job is there to try again; that it failed once is how it is meant to work."""


def is_superseded(symptom: Symptom, context: Context) -> bool:
    """Whether the pod is a failed try of a Job that has since succeeded, or that has only begun to try."""
    if symptom.kind not in (SymptomKind.CRASH, SymptomKind.POD_FAILED):
        return False
    owner = context.owners.direct(symptom.pod)
    if owner is None or owner.kind != JOBS.kind:
        return False
    job = context.source.get(JOBS, symptom.pod.metadata.namespace, owner.name)
    if isinstance(job, Missing):
        return False
    if _is(job, "Complete", "SuccessCriteriaMet") or not (_is(job, "Failed") or _tries(symptom, job)):
        return True
    return _has_succeeded_since(job, context)


def _is(job: Workload, *conditions: str) -> bool:
    return any(c.type in conditions and c.status == "True" for c in job.status.conditions)


def _has_succeeded_since(job: Workload, context: Context) -> bool:
    """Whether the Job was one run of a CronJob that has had a better one since."""
    made, above = moment(job.metadata.creation_timestamp), job.metadata.owner_references
    if made is None or not above or above[0].kind != CRON_JOBS.kind:
        return False
    cron_job = context.source.get(CRON_JOBS, job.metadata.namespace, above[0].name)
    if isinstance(cron_job, Missing):
        return False
    succeeded = moment(cron_job.status.last_successful_time)
    return succeeded is not None and succeeded > made


def _tries(symptom: Symptom, job: Workload) -> bool:
    restarts = symptom.status.restart_count if symptom.status else 0
    return restarts + job.status.failed >= TRIES_OF_A_FAILURE
