"""PodDisruptionBudgets that stand in the way."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner, Severity

_REFERENCES = (
    "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    "https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/",
)
_SHOW = Advice(N_("See what the budget allows."), "kubectl describe -n {namespace} pdb/{budget}")
_EDIT = "kubectl edit -n {namespace} pdb/{budget}"
_OFFENDER = "Cannot evict pod as it would violate the pod's disruption budget."
_EVICTING = r"""(?:evicting pods?/"(?P<pod>[a-z0-9.-]{1,253})" -n "(?P<namespace>[a-z0-9-]{1,63})"[^\n:]{0,60}: )?"""

CAUSES = (
    Cause(
        id="disruption.budget-allows-none",
        title=N_("PodDisruptionBudget {budget} lets none of its pods be evicted"),
        explanation=N_(
            "The budget demands that as many pods are healthy as there are, so an eviction is refused even while all of"
            " them are. Draining a node, upgrading it or scaling the cluster down waits for such a pod until somebody"
            " gives up. Waiting does not help: only more replicas or another budget do."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        patterns=(
            Pattern(_EVICTING + r"(?:Cannot evict pod as it )?would violate the pod's disruption budget", API),
            Pattern(
                r"disruption budget (?P<budget>[a-z0-9.-]+) needs (?P<needs>\d+) healthy pods? and has (?P<has>\d+)",
                API,
            ),
            Pattern(r"not enough pod disruption budget to move (?P<namespace>[a-z0-9-]+)/(?P<pod>[a-z0-9.-]+)", API),
            Pattern(
                r"""pdb (?:"(?P<namespace>[a-z0-9-]+)/(?P<budget>[a-z0-9.-]+)" )?prevents pod evictions""",
                API,
            ),
        ),
        rivals=("disruption.budget-not-computed",),
        examples=(
            Example(
                'error when evicting pods/"web-6bdd4579dc-k78s9" -n "shop" (will retry after 5s): ' + _OFFENDER,
                "kubectl drain 1.36",
            ),
            Example("The disruption budget web needs 2 healthy pods and has 2 currently", "kube-apiserver 1.36"),
            Example(
                "Fast evaluation: node worker-2 cannot be removed: not enough pod disruption budget to move shop/web-0",
                "cluster-autoscaler 1.30",
            ),
            Example(
                'Cannot disrupt Node: pdb "shop/web" prevents pod evictions', "Karpenter 0.37, event DisruptionBlocked"
            ),
        ),
        near_misses=(
            NearMiss(
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                "disruption.several-budgets",
            ),
            NearMiss("Pod was rejected: Node didn't have enough resource: cpu", "pod.rejected-by-node"),
        ),
        next=(
            _SHOW,
            Advice(N_("Which pods does it count, and where are they?"), "kubectl get pods -n {namespace} -o wide"),
        ),
        remedies=(
            Advice(
                N_("Let it do without one pod: maxUnavailable: 1 in place of what it has, and at least two replicas."),
                _EDIT,
                Changes.CLUSTER,
            ),
            Advice(
                N_("Or, for this once, replace the pods elsewhere while the node takes no new ones."),
                "kubectl rollout restart -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
        ),
        references=_REFERENCES,
    ),
    Cause(
        id="disruption.budget-not-computed",
        title=N_("PodDisruptionBudget {budget} cannot be computed, and lets none of its pods be evicted"),
        explanation=N_(
            "With maxUnavailable, or a percentage, Kubernetes has to know how many pods there should be, and asks"
            " whatever made them for its scale. Here that gives no answer: a Job and many kinds of operators have no"
            " scale, or the pods have several controllers. Until it is known, every eviction is refused."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        patterns=(
            Pattern(r"does not implement the scale subresource", API),
            Pattern(r"Failed to calculate the number of expected pods", API, rank=60),
            Pattern(r"disruption budget (?P<budget>[a-z0-9.-]+) is still being processed by the server", API, rank=60),
        ),
        examples=(
            Example(
                "Failed to calculate the number of expected pods: jobs.batch does not implement the scale subresource",
                "kube-controller-manager 1.36, event CalculateExpectedPodCountFailed",
            ),
            Example("The disruption budget long is still being processed by the server.", "kube-apiserver 1.36"),
        ),
        near_misses=(NearMiss(_OFFENDER, "disruption.budget-allows-none"),),
        next=(_SHOW, Advice(N_("Whose pods does it pick?"), "kubectl get pods -n {namespace} --show-labels")),
        remedies=(
            Advice(
                N_("State a number: minAvailable with an integer needs nobody's scale."),
                _EDIT,
                Changes.CLUSTER,
            ),
            Advice(N_("Or let it pick the pods of one workload that has replicas."), _EDIT, Changes.CLUSTER),
        ),
        references=(_REFERENCES[0],),
    ),
    Cause(
        id="disruption.several-budgets",
        title=N_("Pod {pod} has more than one PodDisruptionBudget, and cannot be evicted"),
        explanation=N_(
            "An eviction is weighed against one budget. Where the selectors of two of them pick the same pod, the API"
            " server refuses to evict it, whatever the budgets would allow, and draining its node never ends."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        patterns=(Pattern(_EVICTING + r"(?:This pod has )?more than one PodDisruptionBudget", API),),
        examples=(
            Example(
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                "kube-apiserver 1.36",
            ),
            Example(
                'error when evicting pods/"web-0" -n "shop" (will retry after 5s): This pod has more than one'
                " PodDisruptionBudget, which the eviction subresource does not support.",
                "kubectl drain 1.30",
            ),
        ),
        near_misses=(NearMiss(_OFFENDER, "disruption.budget-allows-none"),),
        next=(Advice(N_("Which budgets are there, and what do they pick?"), "kubectl get pdb -n {namespace} -o yaml"),),
        remedies=(Advice(N_("Keep one of them for each pod."), _EDIT, Changes.CLUSTER),),
        references=(_REFERENCES[0],),
    ),
)
