"""A Job's condition `Failed`, where no pod is left that says more, and what events still know.

Source of the reasons: batch/v1 `JobReason…` and kubernetes/pkg/controller/job/job_controller.go.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import Context, event_evidence, reference
from kanivete.diagnose.examiners.listing import condition_evidence, has_lasted, listed
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.prose import fill_command
from kanivete.diagnose.scope import Wanted
from kanivete.diagnose.symptoms import symptoms_of
from kanivete.i18n import _
from kanivete.kube.events import Event
from kanivete.kube.kinds import CRON_JOBS, JOBS, PODS, Kind
from kanivete.kube.meta import Condition, condition, moment
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Changes, ObjectRef, Remedy, Step
from kanivete.recognise import by_reason, recognise
from kanivete.sources.base import Missing

KINDS: tuple[Kind[Any], ...] = (JOBS,)

FORGOTTEN = timedelta(hours=24)
"""Who did not care about a failed Job for a day does not care; unless the Job is asked for by name."""
_OTHER = "job.failed"
_BEGINNING = datetime.min.replace(tzinfo=UTC)


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """A hypothesis for each Job that failed lately; of a CronJob's only the last, and none if one succeeded since."""
    if not wanted.may_include(JOBS, CRON_JOBS):
        return
    jobs = [job for job in listed(JOBS, wanted, context) if not job.metadata.deletion_timestamp]
    finished = [job for job in jobs if _ended(job)]
    for job in _last_runs(finished):
        said = condition(job.status.conditions, "Failed", "True")
        # One that wants no pods is a timer.
        if said is None or job.spec.parallelism == 0:
            continue
        itself = reference(job, JOBS.kind, JOBS.api_version)
        subject = context.owners.above(job, itself)
        labels = job.spec.template.metadata.labels or job.metadata.labels
        is_old = has_lasted(said.last_transition_time, FORGOTTEN, context) and not wanted.has_names
        if is_old or not wanted.includes_workload((itself, subject), labels) or _is_told_by_pods(job, context):
            continue
        if not _has_succeeded_since(job, subject, context):
            yield _hypothesis(job, said, itself, subject, context)


def _ended(job: Workload) -> Condition | None:
    conditions = job.status.conditions
    return condition(conditions, "Failed", "True") or condition(conditions, "Complete", "True")


def _last_runs(finished: Iterable[Workload]) -> list[Workload]:
    """Of each CronJob's Jobs the one that was made last, and all others."""
    last: dict[tuple[str, ...], Workload] = {}
    for job in finished:
        meta = job.metadata
        above = next((one.name for one in meta.owner_references if one.kind == CRON_JOBS.kind), "")
        key = (meta.namespace, CRON_JOBS.kind, above) if above else (meta.namespace, JOBS.kind, meta.name)
        if key not in last or _made(last[key]) <= _made(job):
            last[key] = job
    return [last[key] for key in sorted(last)]


def _made(job: Workload) -> datetime:
    return moment(job.metadata.creation_timestamp) or _BEGINNING


def _is_told_by_pods(job: Workload, context: Context) -> bool:
    """Whether a pod of the Job has a symptom: what it says is the finding."""
    return any(
        symptoms_of(pod, context.now)
        for pod in context.pods
        if pod.metadata.namespace == job.metadata.namespace
        and any((one.kind, one.name) == (JOBS.kind, job.metadata.name) for one in pod.metadata.owner_references)
    )


def _has_succeeded_since(job: Workload, subject: ObjectRef, context: Context) -> bool:
    """Whether a later run of its CronJob succeeded, of which nothing else may be left."""
    if subject.kind != CRON_JOBS.kind:
        return False
    cron_job = context.source.get(CRON_JOBS, subject.namespace, subject.name)
    if isinstance(cron_job, Missing):
        return False
    succeeded = moment(cron_job.status.last_successful_time)
    return succeeded is not None and succeeded > _made(job)


def _hypothesis(job: Workload, said: Condition, itself: ObjectRef, subject: ObjectRef, context: Context) -> Hypothesis:
    cause = by_reason(said.reason)
    complaint = _last_complaint(job, context)
    is_scheduled = subject.kind == CRON_JOBS.kind
    return Hypothesis(
        cause=cause.id if cause and cause.family == "job" else _OTHER,
        subject=subject,
        object=itself,
        symptom=said.reason or "Failed",
        certainty=Certainty.PROVEN,
        evidence=(condition_evidence(itself, said), *((event_evidence(complaint),) if complaint else ())),
        facts={
            "namespace": itself.namespace,
            "job": itself.name,
            "workload": f"{subject.kind.lower()}/{subject.name}",
        },
        since=moment(said.last_transition_time),
        next=_explained(complaint),
        remedies=(_run_now(subject),) if is_scheduled else (),
        is_remedied=is_scheduled,
    )


def _run_now(cron_job: ObjectRef) -> Remedy:
    """What fits better than making a run of a CronJob again."""
    facts = {"namespace": cron_job.namespace, "name": cron_job.name, "again": f"{cron_job.name[:46]}-again"}
    return Remedy(
        _("Once the reason is mended (in the CronJob, whose next runs follow it), run it now instead of waiting."),
        fill_command("kubectl create job -n {namespace} {again} --from=cronjob/{name}", facts),
        Changes.WORKLOAD,
    )


def _explained(complaint: Event | None) -> tuple[Step, ...]:
    """Where the catalogue knows what the event means."""
    found = recognise(complaint.text, Where.EVENT) if complaint else None
    if found is None:
        return ()
    return (Step(_("What the event about its pod means."), f"kanivete explain {found.cause}"),)


def _last_complaint(job: Workload, context: Context) -> Event | None:
    """The last warning about a pod of the Job that the catalogue knows, else the last one; events outlive pods."""
    found = context.source.events(job.metadata.namespace)
    prefix = f"{job.metadata.name}-"
    complaints = [
        event
        for event in (() if isinstance(found, Missing) else found)
        if event.type == "Warning" and event.about.kind == PODS.kind and event.about.name.startswith(prefix)
    ]
    known = (event for event in reversed(complaints) if recognise(event.text, Where.EVENT))
    return next(known, complaints[-1] if complaints else None)
