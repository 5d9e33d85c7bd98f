"""Quotas and limits of a namespace."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner

_QUOTA = "https://kubernetes.io/docs/concepts/policy/resource-quotas/"
_WHO = Advice(
    N_("Which objects could not be made?"), "kubectl get events -n {namespace} --field-selector reason=FailedCreate"
)

CAUSES = (
    Cause(
        id="admission.quota",
        title=N_("The namespace's quota does not allow it"),
        explanation=N_(
            "A ResourceQuota limits what the namespace may use in all. This pod would go beyond it, or states no"
            " request although the quota counts that resource. The controller tries again, so pods appear as soon as"
            " there is room."
        ),
        owner=Owner.CAPACITY,
        patterns=(
            Pattern(
                r"exceeded quota: (?P<quota>[^\s,]+)(?:, requested: (?P<requested>.+?), used: (?P<used>.+?),"
                r" limited: (?P<limited>[^\n;]+))?",
                API,
                rank=15,
            ),
            Pattern(r"failed quota: (?P<quota>[^\s:]+): must specify (?P<missing>[^\n]{1,300})", API, rank=15),
            Pattern(
                r"insufficient quota to (?:consume|match these scopes): (?P<missing>[^\n]{1,200})|status unknown for"
                r" quota: (?P<unknown>[^\s,]+)",
                API,
                rank=15,
            ),
        ),
        examples=(
            Example(
                'Error creating: pods "web-7d9c-x2k4p" is forbidden: exceeded quota: team, requested:'
                " limits.memory=1Gi,requests.cpu=500m, used:"
                " limits.memory=8Gi,requests.cpu=4, limited: limits.memory=8Gi,requests.cpu=4",
                "kube-controller-manager 1.30, event FailedCreate",
            ),
            Example(
                'Error creating: pods "web-7d9c-x2k4p" is forbidden: failed quota: team: must specify limits.cpu'
                " for: web; limits.memory for: web",
                "kube-controller-manager 1.30",
            ),
            Example(
                'Error creating: pods "web" is forbidden: failed quota: team: must specify limits.cpu,limits.memory',
                "kube-controller-manager 1.20",
            ),
            Example(
                'persistentvolumeclaims "data" is forbidden: exceeded quota: storage, requested:'
                " requests.storage=100Gi, used: requests.storage=450Gi, limited:"
                " requests.storage=500Gi",
                "kube-apiserver 1.28",
            ),
            Example('pods "web" is forbidden: insufficient quota to consume: cpu', "kube-apiserver 1.27"),
        ),
        near_misses=(
            NearMiss(
                'Error creating: pods "web" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi',
                "admission.limit-range",
            ),
            NearMiss("write /data/x: disk quota exceeded"),
        ),
        next=(Advice(N_("How much is used?"), "kubectl describe resourcequota -n {namespace}"), _WHO),
        remedies=(
            Advice(
                N_("Lower the workload's requests, or remove what is not needed."),
                "kubectl set resources -n {namespace} {workload} --requests=cpu=100m,memory=128Mi"
                " --limits=cpu=500m,memory=256Mi",
                Changes.WORKLOAD,
            ),
            Advice(N_("Or raise the quota."), "kubectl edit resourcequota -n {namespace} {quota}", Changes.CLUSTER),
        ),
        references=(_QUOTA,),
    ),
    Cause(
        id="admission.limit-range",
        title=N_("The container asks for more or less than the namespace allows"),
        explanation=N_(
            "A LimitRange sets the smallest and the largest request and limit for each container or pod in the"
            " namespace, and this one lies outside of it, or states"
            " none where one is demanded."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"(?P<bound>maximum|minimum) (?P<resource>[a-z.-]+) usage per"
                r" (?P<per>Container|Pod|PersistentVolumeClaim) is (?P<value>[^\s,.]+)[,.](?: but"
                r" (?P<what>limit|request) is (?P<asked>[^\s,.\]]+))?"
                r"|max limit to request ratio per",
                API,
                rank=15,
            ),
        ),
        examples=(
            Example(
                'Error creating: pods "web" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi',
                "kube-apiserver 1.30",
            ),
            Example(
                'Error creating: pods "web" is forbidden: [minimum cpu usage per Container is 100m, but request is'
                " 10m, maximum cpu usage per Pod is 2, but limit is 4]",
                "kube-apiserver 1.28",
            ),
            Example(
                'pods "web" is forbidden: maximum cpu usage per Container is 1. No limit is specified',
                "kube-apiserver 1.18",
            ),
        ),
        near_misses=(
            NearMiss(
                'Error creating: pods "web" is forbidden: exceeded quota: team, requested: pods=1, used: pods=10,'
                " limited: pods=10",
                "admission.quota",
            ),
        ),
        next=(Advice(N_("What is allowed?"), "kubectl describe limitrange -n {namespace}"), _WHO),
        remedies=(
            Advice(
                N_("Set requests and limits within the range."),
                "kubectl set resources -n {namespace} {workload} --requests=cpu=100m,memory=128Mi"
                " --limits=cpu=500m,memory=256Mi",
                Changes.WORKLOAD,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/policy/limit-range/",),
    ),
)
