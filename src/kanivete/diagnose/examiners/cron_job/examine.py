"""A CronJob that should have made a Job by now: its own status says when it last did, its events may say why not.

Source of the reasons: kubernetes/pkg/controller/cronjob/cronjob_controllerv2.go.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kanivete.diagnose.context import Context, event_evidence, latest, object_evidence, reference, status_evidence
from kanivete.diagnose.examiners.cron_job.schedule import longest_pause
from kanivete.diagnose.examiners.listing import has_lasted, listed
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.diagnose.symptoms import symptoms_of
from kanivete.kube.kinds import CRON_JOBS, JOBS, Kind
from kanivete.kube.meta import OwnerReference, moment
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, ObjectRef
from kanivete.recognise import by_reason
from kanivete.sources.base import REFUSED

KINDS: tuple[Kind[Any], ...] = (CRON_JOBS,)

_SOON = timedelta(minutes=10)
"""However often a CronJob is to run, this late it may be."""
_AN_HOUR = timedelta(hours=1)
"""However often a CronJob is to run, this long a run may take."""
_TELLING = (
    "TooManyMissedTimes",
    "MissSchedule",
    "FailedNeedsStart",
    "UnknownTimeZone",
    "UnparseableSchedule",
    "InvalidSchedule",
    "UnparseableCronJob",
)
_NOT_STARTED = "cronjob.not-started"
_HANGS = "cronjob.run-hangs"


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """A hypothesis for each CronJob that is overdue; one that is suspended never is."""
    if not wanted.may_include(*KINDS):
        return
    for found in listed(CRON_JOBS, wanted, context):
        if found.spec.suspend or found.metadata.deletion_timestamp:
            continue
        about = reference(found, CRON_JOBS.kind, CRON_JOBS.api_version)
        if wanted.includes_workload((about,), found.metadata.labels) and (told := _told(found, about, context)):
            yield told


def _told(found: Workload, about: ObjectRef, context: Context) -> Hypothesis | None:
    pause = longest_pause(found.spec.schedule)
    last = found.status.last_schedule_time or found.metadata.creation_timestamp
    if not last or not has_lasted(last, max(2 * pause, _SOON), context):
        return None
    if running := _active(found):
        if found.spec.concurrency_policy != "Forbid" or not has_lasted(last, max(3 * pause, _AN_HOUR), context):
            return None
        return _hangs(found, about, running, context)
    return _not_started(found, about, context)


def _active(found: Workload) -> str:
    """The Job of the run that goes on, if any."""
    active = found.status.active
    first = active[0] if isinstance(active, list) and active else None
    name = first.get("name") if isinstance(first, dict) else ""
    return name if isinstance(name, str) else ""


def _hangs(found: Workload, about: ObjectRef, job: str, context: Context) -> Hypothesis | None:
    """Unless a pod of the run has a symptom, which is then what is wrong."""
    if any(_is_of(job, pod.metadata.owner_references) and symptoms_of(pod, context.now) for pod in context.pods):
        return None
    told = _hypothesis(found, about, _HANGS, Certainty.LIKELY, job=job)
    said = latest(context.events_about(CRON_JOBS.kind, about.namespace, about.name), "JobAlreadyActive")
    evidence = (status_evidence(about, "status.active", job), *told.evidence)
    if said is None:
        return replace(told, evidence=evidence)
    return replace(told, evidence=(event_evidence(said), *evidence), certainty=Certainty.PROVEN)


def _is_of(job: str, owners: list[OwnerReference]) -> bool:
    return any((one.kind, one.name) == (JOBS.kind, job) for one in owners)


def _not_started(found: Workload, about: ObjectRef, context: Context) -> Hypothesis | None:
    """What an event tells. Without one it counts only if a time that was missed is made up for."""
    said = latest(context.events_about(CRON_JOBS.kind, about.namespace, about.name), *_TELLING, REFUSED)
    if said is None:
        # With a deadline, one that was suspended until a moment ago looks the same.
        is_made_up_for = found.spec.starting_deadline_seconds is None
        return _hypothesis(found, about, _NOT_STARTED, Certainty.LIKELY) if is_made_up_for else None
    cause = by_reason(said.reason)
    if said.reason == REFUSED or cause is None:
        return None
    told = _hypothesis(found, about, cause.id, Certainty.PROVEN)
    return replace(told, evidence=(event_evidence(said), *told.evidence))


def _hypothesis(found: Workload, about: ObjectRef, cause: str, certainty: Certainty, **facts: str) -> Hypothesis:
    scheduled = found.status.last_schedule_time
    quoted = [object_evidence(about, "spec.schedule", found.spec.schedule)]
    if scheduled:
        quoted.append(status_evidence(about, "status.lastScheduleTime", scheduled))
    else:
        quoted.append(object_evidence(about, "metadata.creationTimestamp", found.metadata.creation_timestamp))
    return Hypothesis(
        cause=cause,
        subject=about,
        object=about,
        symptom="Overdue",
        certainty=certainty,
        evidence=tuple(quoted),
        facts={
            "namespace": about.namespace,
            "cron_job": about.name,
            "schedule": found.spec.schedule,
            "again": f"{about.name[:46]}-again",
            "workload": f"{about.kind.lower()}/{about.name}",
            **facts,
        },
        since=moment(scheduled or found.metadata.creation_timestamp),
    )
