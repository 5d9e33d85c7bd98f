"""Changes that a workload's own settings hold back."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Changes, Owner, Severity

_BY_NAME = N_("is normal, and told only to who asks about the workload by name")
_STRATEGIES = "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies"
_REVISIONS = Advice(N_("See what was changed, and when."), "kubectl rollout history -n {namespace} {workload}")
_PODS = Advice(
    N_("Which revision is each pod of?"),
    "kubectl get pods -n {namespace} -L controller-revision-hash,pod-template-hash",
)

CAUSES = (
    Cause(
        id="rollout.paused",
        title=N_("The rollout of {workload} is paused: {updated} of {count} pods have its last change"),
        explanation=N_(
            "Somebody paused the Deployment, perhaps to make several changes at once, or a tool did for a gradual"
            " release. While it is paused changes of its template are kept, and no pod is replaced. What runs goes on"
            " running, and scaling works."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.INFO,
        next=(_REVISIONS, _PODS),
        remedies=(Advice(N_("Let it go on."), "kubectl rollout resume -n {namespace} {workload}", Changes.WORKLOAD),),
        references=(
            "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pausing-and-resuming-a-rollout-of-a-deployment",
        ),
        no_scenario=_BY_NAME,
    ),
    Cause(
        id="rollout.on-delete",
        title=N_("{workload} replaces no pod by itself: {updated} of {count} pods have its last change"),
        explanation=N_(
            "With the update strategy OnDelete a change of the template reaches a pod only when somebody deletes it."
            " That is how one updates step by step by hand; if it is not meant, RollingUpdate does it alone."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.INFO,
        next=(_REVISIONS, _PODS),
        remedies=(
            Advice(
                N_("Delete its pods one after the other; each comes back with the change."),
                "kubectl delete pod -n {namespace} {pod}",
                Changes.WORKLOAD,
            ),
            Advice(
                N_("Or have it done."),
                "kubectl patch -n {namespace} {workload} --type merge -p"
                ' \'{{"spec":{{"updateStrategy":{{"type":"RollingUpdate"}}}}}}\'',
                Changes.WORKLOAD,
            ),
        ),
        references=(_STRATEGIES, "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/"),
        no_scenario=_BY_NAME,
    ),
    Cause(
        id="rollout.partition",
        title=N_("{workload} stops at its partition: {updated} of {count} pods have its last change"),
        explanation=N_(
            "With a partition a StatefulSet updates only the pods whose number is not below it, and keeps the others as"
            " they were, even if they are deleted. That is how one tries a change on a few; it goes on when the"
            " partition is lowered."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.INFO,
        next=(_REVISIONS, _PODS),
        remedies=(
            Advice(
                N_("Let it go on to the last pod."),
                "kubectl patch -n {namespace} {workload} --type merge -p"
                ' \'{{"spec":{{"updateStrategy":{{"rollingUpdate":{{"partition":0}}}}}}}}\'',
                Changes.WORKLOAD,
            ),
        ),
        references=(_STRATEGIES,),
        no_scenario=_BY_NAME,
    ),
)
