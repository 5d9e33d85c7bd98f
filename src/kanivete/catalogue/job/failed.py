"""A Job that gave up, and whose pods no longer tell why."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Changes, Owner

_SHOW = Advice(N_("What is known of the Job?"), "kubectl describe -n {namespace} job/{job}")
_EVENTS = Advice(N_("What was said of its pods?"), "kubectl get events -n {namespace} | grep {job}")
_AGAIN = Advice(
    N_(
        "Once the reason is mended, run it again. The template of a Job cannot be changed: delete the Job and make it"
        " again."
    ),
    "kanivete neat -n {namespace} job/{job} > {job}.yaml && kubectl replace --force -f {job}.yaml",
    Changes.WORKLOAD,
)
_KEEP = Advice(
    N_(
        "So that the next failure can be explained, keep the pods: raise ttlSecondsAfterFinished, and use"
        " restartPolicy Never, with which failed pods stay."
    ),
)
_PODS_STAY = N_("leaves its failed pods, and those are what a diagnosis names")
_REFERENCE = "https://kubernetes.io/docs/concepts/workloads/controllers/job/"

CAUSES = (
    Cause(
        id="job.backoff-limit",
        title=N_("Job {job} failed as often as it may, and none of its pods is left to tell why"),
        explanation=N_(
            "Its pods failed more often than backoffLimit allows, so the Job gave up. With restartPolicy OnFailure the"
            " last pod is removed together with its log; otherwise somebody or something cleaned up. A log collection"
            " may still have what the program said."
        ),
        owner=Owner.APPLICATION,
        reasons=("BackoffLimitExceeded",),
        next=(_SHOW, _EVENTS),
        remedies=(_AGAIN, _KEEP),
        references=(_REFERENCE + "#pod-backoff-failure-policy",),
    ),
    Cause(
        id="job.deadline-exceeded",
        title=N_("Job {job} did not finish in time"),
        explanation=N_(
            "The Job ran longer than its activeDeadlineSeconds allow, so it was ended and its pods were removed. Either"
            " the work takes longer than somebody thought, or it hung: waited for something that never came, or could"
            " not even start (its image, its node, its volume)."
        ),
        owner=Owner.APPLICATION,
        reasons=("DeadlineExceeded",),
        next=(_SHOW, _EVENTS),
        remedies=(
            Advice(
                N_("If it needs more time, raise activeDeadlineSeconds and run it again."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
            _AGAIN,
        ),
        references=(_REFERENCE + "#job-termination-and-cleanup",),
    ),
    Cause(
        id="job.pod-failure-policy",
        title=N_("A pod of Job {job} failed in a way that ends the whole Job"),
        explanation=N_(
            "The Job has a podFailurePolicy, and one of its rules says FailJob for the exit code or the condition that"
            " is quoted. It is not tried again, which is what the rule is for."
        ),
        owner=Owner.APPLICATION,
        reasons=("PodFailurePolicy",),
        next=(_SHOW, _EVENTS),
        remedies=(_AGAIN,),
        references=(_REFERENCE + "#pod-failure-policy",),
        no_scenario=_PODS_STAY,
    ),
    Cause(
        id="job.indexes-failed",
        title=N_("Some indexes of Job {job} failed for good"),
        explanation=N_(
            "Each index of the Job is tried for itself (backoffLimitPerIndex). Some have failed as often as they may;"
            " the others may have succeeded."
        ),
        owner=Owner.APPLICATION,
        reasons=("FailedIndexes", "MaxFailedIndexesExceeded"),
        next=(
            Advice(
                N_("Which ones?"),
                "kubectl get -n {namespace} job/{job} -o jsonpath='{{.status.failedIndexes}}{{\"\\n\"}}'",
            ),
            _EVENTS,
        ),
        remedies=(_AGAIN,),
        references=(_REFERENCE + "#backoff-limit-per-index",),
        no_scenario=_PODS_STAY,
    ),
    Cause(
        id="job.failed",
        title=N_("Job {job} failed"),
        explanation=N_("The Job says that it failed, for the reason that is quoted, and its pods do not tell more."),
        owner=Owner.APPLICATION,
        next=(_SHOW, _EVENTS),
        remedies=(_AGAIN,),
        references=(_REFERENCE,),
        no_scenario=N_("stands for reasons that Kubernetes may give some day"),
    ),
)
