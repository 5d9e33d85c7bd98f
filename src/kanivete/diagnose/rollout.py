"""Old and new replicas of a rollout told apart: does somebody still serve?"""

from kanivete.diagnose.case import Case
from kanivete.diagnose.context import Context
from kanivete.i18n import _
from kanivete.kube.kinds import DEPLOYMENTS, REPLICA_SETS
from kanivete.kube.workloads import Workload
from kanivete.model import Severity
from kanivete.sources.base import Missing

REVISION = "deployment.kubernetes.io/revision"
_FIRST = "1"
"""The number of a Deployment that was never rolled out anew: going back, too, makes a new revision."""


def add_rollout(case: Case, context: Context) -> None:
    """Say which revision of a Deployment fails, where only the new one does; then it is no outage, but a warning."""
    if case.subject.kind != DEPLOYMENTS.kind:
        return
    failing = {name for h in case.hypotheses if (name := h.facts.get("replica_set"))}
    if len(failing) != 1:
        return
    namespace = case.subject.namespace
    deployment = context.source.get(DEPLOYMENTS, namespace, case.subject.name)
    replica_set = context.source.get(REPLICA_SETS, namespace, failing.pop())
    if isinstance(deployment, Missing):
        return
    case.is_first_revision = deployment.metadata.annotations.get(REVISION) == _FIRST
    if isinstance(replica_set, Missing):
        return
    revision = replica_set.metadata.annotations.get(REVISION, "")
    former = _still_serving(deployment)
    if revision and revision == deployment.metadata.annotations.get(REVISION) and former:
        case.severity = Severity.WARNING
        case.notes.append(
            _(
                "Only the new ReplicaSet {name} (revision {revision}) fails: "
                "{count} replicas of the former revision still serve."
            ).format(name=replica_set.metadata.name, revision=revision, count=former)
        )


def _still_serving(deployment: Workload) -> int:
    """Available replicas of former revisions: those that are available beyond what the newest could provide."""
    status = deployment.status
    return min(status.available_replicas, status.replicas - status.updated_replicas)
