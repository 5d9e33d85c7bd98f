"""A CronJob whose time has come, and nothing happens."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Changes, Owner, Severity

_SHOW = Advice(N_("What is known of the CronJob?"), "kubectl describe -n {namespace} cronjob/{cron_job}")
_EDIT = "kubectl edit -n {namespace} cronjob/{cron_job}"
_NOW = Advice(
    N_("Run it now instead of waiting."),
    "kubectl create job -n {namespace} {again} --from=cronjob/{cron_job}",
    Changes.WORKLOAD,
)
_REFERENCE = "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/"
_WAITS = N_("needs a CronJob that was due long ago")

CAUSES = (
    Cause(
        id="cronjob.not-started",
        title=N_("CronJob {cron_job} is due by its schedule {schedule}, and is not started"),
        explanation=N_(
            "At least two of its times have passed without a Job being made. A startingDeadlineSeconds below 10 misses"
            " every time; a control plane that was down, or whose clock is wrong, misses them too; after more than 100"
            " missed times older versions give up altogether."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("TooManyMissedTimes", "MissSchedule", "FailedNeedsStart"),
        next=(
            _SHOW,
            Advice(
                N_("Does the controller manager run?"),
                "kubectl get lease -n kube-system kube-controller-manager -o yaml",
            ),
        ),
        remedies=(
            Advice(N_("Raise or remove startingDeadlineSeconds."), _EDIT, Changes.WORKLOAD),
            _NOW,
        ),
        references=(_REFERENCE + "#starting-deadline",),
        no_scenario=_WAITS,
    ),
    Cause(
        id="cronjob.schedule-invalid",
        title=N_("CronJob {cron_job} has a schedule or a time zone that nobody understands"),
        explanation=N_(
            "The schedule {schedule}, or the time zone, is not valid, or not known to the control plane, so no Job is"
            " made. API servers since 1.27 refuse such CronJobs; older ones, and those that know other time zones than"
            " the controller manager, do not."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("UnknownTimeZone", "UnparseableSchedule", "InvalidSchedule", "UnparseableCronJob"),
        next=(_SHOW,),
        remedies=(Advice(N_("Correct the schedule or the time zone."), _EDIT, Changes.WORKLOAD), _NOW),
        references=(_REFERENCE + "#time-zones",),
        no_scenario=N_("is refused by the API server of today"),
    ),
    Cause(
        id="cronjob.run-hangs",
        title=N_("CronJob {cron_job} waits for its run {job}, which does not end"),
        explanation=N_(
            "With concurrencyPolicy Forbid the next run starts only after the last one ended, and that one goes on for"
            " several times the pause of the schedule {schedule}. It hangs (waits for a lock, a connection without a"
            " timeout, an input), or the work has grown beyond the schedule."
        ),
        owner=Owner.APPLICATION,
        severity=Severity.WARNING,
        reasons=("JobAlreadyActive",),
        next=(
            _SHOW,
            Advice(N_("What is it doing?"), "kubectl logs -n {namespace} job/{job} --tail=50 --timestamps"),
        ),
        remedies=(
            Advice(
                N_("End the run that hangs; the next one starts."),
                "kubectl delete -n {namespace} job/{job}",
                Changes.WORKLOAD,
            ),
            Advice(N_("Give its Jobs an activeDeadlineSeconds, so that none hangs for ever."), _EDIT, Changes.WORKLOAD),
        ),
        references=(_REFERENCE + "#concurrency-policy",),
        no_scenario=_WAITS,
    ),
)
