"""An autoscaler and what it should scale."""

from kanivete.catalogue.autoscaling.common import REFERENCES, SHOW
from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Changes, Owner, Severity

_EDIT = "kubectl edit -n {namespace} hpa/{autoscaler}"

CAUSES = (
    Cause(
        id="autoscaling.target-missing",
        title=N_("Autoscaler {autoscaler} should scale {target}, which does not exist"),
        explanation=N_(
            "The autoscaler names what it scales (scaleTargetRef), and there is nothing of that kind and name in its"
            " namespace: it was deleted or renamed, or the name, kind or apiVersion is wrong. So nothing is scaled."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(SHOW, Advice(N_("What could be meant?"), "kubectl get deployments,statefulsets -n {namespace}")),
        remedies=(
            Advice(N_("Correct the name."), _EDIT, Changes.CLUSTER),
            Advice(
                N_("Or remove the autoscaler, if what it scaled is gone for good."),
                "kubectl delete -n {namespace} hpa/{autoscaler}",
                Changes.CLUSTER,
            ),
        ),
        references=REFERENCES,
    ),
    Cause(
        id="autoscaling.scale-refused",
        title=N_("Autoscaler {autoscaler} cannot read or change the scale of {target}"),
        explanation=N_(
            "The autoscaler may not, or cannot, ask how many replicas there are or set their number, for the reason"
            " that is quoted: a kind that cannot be scaled, a wrong apiVersion, missing rights, an admission webhook."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        reasons=("FailedGetScale", "FailedUpdateScale"),
        next=(
            SHOW,
            Advice(
                N_("May it?"),
                "kubectl auth can-i update deployments/scale -n {namespace}"
                " --as=system:serviceaccount:kube-system:horizontal-pod-autoscaler",
            ),
        ),
        remedies=(Advice(N_("Correct what the message names."), _EDIT, Changes.CLUSTER),),
        references=REFERENCES,
    ),
    Cause(
        id="autoscaling.selector-unusable",
        title=N_("Autoscaler {autoscaler} cannot tell which pods are its own"),
        explanation=N_(
            "An autoscaler measures the pods that the selector of its target finds. The selector is missing or not"
            " valid (InvalidSelector), or pods belong to several autoscalers at the same time (AmbiguousSelector):"
            " two autoscalers with one target, or two targets whose selectors find the same pods."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        reasons=("InvalidSelector", "AmbiguousSelector"),
        next=(SHOW, Advice(N_("Which autoscalers are there?"), "kubectl get hpa -n {namespace}")),
        remedies=(
            Advice(
                N_("Keep one autoscaler for each workload, and give each workload's pods labels of their own."),
                "kubectl delete -n {namespace} hpa/{autoscaler}",
                Changes.CLUSTER,
            ),
        ),
        references=REFERENCES,
    ),
    Cause(
        id="autoscaling.at-maximum",
        title=N_("Autoscaler {autoscaler} wants more than its maximum of {maximum} replicas"),
        explanation=N_(
            "{target} has as many replicas as the autoscaler may make, and by its metrics more are needed. That may be"
            " meant; if it is slow, this is where to look: raise the maximum if the nodes have room, or find out what"
            " makes the pods work so hard."
        ),
        owner=Owner.CAPACITY,
        severity=Severity.INFO,
        reasons=("TooManyReplicas",),
        next=(SHOW, Advice(N_("What do the pods use?"), "kubectl top pods -n {namespace}")),
        remedies=(Advice(N_("Raise the maximum."), _EDIT, Changes.CLUSTER),),
        references=REFERENCES,
        no_scenario=N_("needs a metrics API, which many test clusters do not have"),
    ),
)
