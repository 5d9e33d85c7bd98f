"""Pods of a StatefulSet that were made from a former template, and stay so although it was corrected.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
"""

from kanivete.diagnose.case import Case
from kanivete.diagnose.context import Context
from kanivete.diagnose.prose import fill_command
from kanivete.i18n import _
from kanivete.kube.kinds import PODS, STATEFUL_SETS
from kanivete.kube.workloads import Workload
from kanivete.model import Changes, ObjectRef, Remedy
from kanivete.sources.base import Missing

_REVISION = "controller-revision-hash"
_AS_MADE = 1
"""The generation of an object whose specification was never changed."""
_ORDERED = ("", "OrderedReady")


def add_former(case: Case, context: Context) -> None:
    """Say so where the failing pods are not of the newest template and nothing will replace them."""
    if case.subject.kind != STATEFUL_SETS.kind:
        return
    found = context.source.get(STATEFUL_SETS, case.subject.namespace, case.subject.name)
    if isinstance(found, Missing):
        return
    case.is_first_revision = found.metadata.generation == _AS_MADE
    if not found.status.update_revision:
        return
    former = [ref for ref in case.objects() if _is_former(ref, found, context)]
    if former and (why := _why(former[0], found)):
        name = former[0].name
        case.notes.append(
            _("Pod {pod} was made from a former template (revision {former}, now {latest}).").format(
                pod=name,
                former=context.labels_of(former[0])[_REVISION],
                latest=found.status.update_revision,
            )
        )
        case.notes.append(why)
        command = fill_command(
            "kubectl delete pod -n {namespace} {pod}", {"namespace": former[0].namespace, "pod": name}
        )
        text = _("If the template has been corrected already, delete the pod: it is made again from the new one.")
        case.remedies.insert(0, Remedy(text, command, Changes.WORKLOAD))


def _is_former(ref: ObjectRef, found: Workload, context: Context) -> bool:
    revision = context.labels_of(ref).get(_REVISION, "") if ref.kind == PODS.kind else ""
    return revision not in ("", found.status.update_revision)


def _why(pod: ObjectRef, found: Workload) -> str:
    """Why the controller does not replace the pod; empty where it will, or where it must not."""
    strategy = found.spec.update_strategy
    if strategy.type == "OnDelete":
        return _("With the update strategy OnDelete a pod gets the new one only when somebody deletes it.")
    ordinal = pod.name.rpartition("-")[2]
    if ordinal.isdecimal() and int(ordinal) < strategy.rolling_update.partition:
        return ""
    if found.spec.pod_management_policy not in _ORDERED:
        return ""
    return _(
        "With OrderedReady the StatefulSet replaces no pod while one of them is not ready, so a correction never"
        " reaches it."
    )
