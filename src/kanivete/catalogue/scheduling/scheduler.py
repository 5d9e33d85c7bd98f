"""Who should find a node."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Changes, Owner

CAUSES = (
    Cause(
        id="scheduling.no-scheduler",
        title=N_("No scheduler takes up the pod: it is meant for {scheduler}"),
        explanation=N_(
            "A pod names the scheduler that shall find a node for it (schedulerName), and only that one looks at it. A"
            " scheduler that finds no node says so in the pod's condition PodScheduled and in an event. Here there is"
            " neither: there is no scheduler of that name, it does not run, or it may not read or bind pods."
        ),
        owner=Owner.CONFIGURATION,
        next=(
            Advice(
                N_("Which schedulers have placed pods here?"),
                "kubectl get events -A --field-selector reason=Scheduled -o"
                " custom-columns=BY:.source.component,BY:.reportingComponent --no-headers | sort | uniq -c",
            ),
            Advice(N_("Which ones run?"), "kubectl get pods -A -o wide | grep -i schedul"),
        ),
        remedies=(
            Advice(
                N_("Correct schedulerName in the pod template; without it, the cluster's own scheduler is meant."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
            Advice(N_("Or install the scheduler that it names, or bring it back.")),
        ),
        references=("https://kubernetes.io/docs/tasks/extend-kubernetes/configure-multiple-schedulers/",),
    ),
)
