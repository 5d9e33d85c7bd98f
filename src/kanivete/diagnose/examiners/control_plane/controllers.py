"""Whether the controllers work: their leader's lease, and Deployments that nobody looks at."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from kanivete.diagnose.context import Context, reference, status_evidence
from kanivete.diagnose.examiners.control_plane.leaders import CONTROLLER_MANAGER, SCHEDULER, Silent, silent
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.kube.kinds import DEPLOYMENTS
from kanivete.kube.meta import moment
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Evidence, ObjectRef
from kanivete.sources.base import Missing

NO_CONTROLLERS = "cluster.controller-manager-silent"
NO_SCHEDULER = "cluster.scheduler-silent"
_SYMPTOM = "LeaseNotRenewed"
_BEHIND = "NotReconciled"
_SOON = timedelta(seconds=60)
"""Between the last renewal and the last thing done by who then stopped; and until a change counts as not seen."""
_LEFT_OVER = timedelta(days=1)
"""A lease this old that nobody misses was left over when leader election was turned off."""
_MOST_QUOTED = 3


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """For the whole cluster, a hypothesis per leader that fell silent; for named Deployments, if they are behind."""
    named = wanted.named(DEPLOYMENTS)
    if not (wanted.is_everything or any(is_behind(one) for one in named)):
        return
    if gone := silent(CONTROLLER_MANAGER, context):
        yield from _of_controllers(gone, wanted, context)
    if wanted.is_everything and (gone := silent(SCHEDULER, context)) and not _is_left_over(gone, context):
        yield _told(NO_SCHEDULER, gone, Certainty.LIKELY)


def is_behind(found: Workload) -> bool:
    """Whether its controller has not seen its last change, or never looked at it."""
    return found.status.observed_generation < found.metadata.generation


def _of_controllers(gone: Silent, wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """What nobody has looked at since makes it sure; what somebody has, shows that the lease is only left over."""
    found = _deployments(wanted, context)
    if any(_was_changed_after(gone, one) for one in found):
        return
    behind = [one for one in found if is_behind(one)]
    if not behind and _is_left_over(gone, context):
        return
    certainty = Certainty.PROVEN if behind else Certainty.LIKELY
    refs = [reference(one, DEPLOYMENTS.kind, DEPLOYMENTS.api_version) for one in behind]
    evidence = tuple(_generations(one, ref) for one, ref in zip(behind, refs, strict=True))[:_MOST_QUOTED]
    yield _told(NO_CONTROLLERS, gone, certainty, evidence, refs)


def _deployments(wanted: Wanted, context: Context) -> list[Workload]:
    if wanted.has_names:
        return list(wanted.named(DEPLOYMENTS))
    found = context.source.list(DEPLOYMENTS)
    return [] if isinstance(found, Missing) else list(found)


def _was_changed_after(gone: Silent, found: Workload) -> bool:
    """Whether a controller has written its status since."""
    times = (moment(one.last_update_time) for one in found.status.conditions)
    return any(when is not None and when - gone.last > _SOON for when in times)


def _is_left_over(gone: Silent, context: Context) -> bool:
    return context.now - gone.last > _LEFT_OVER


def _generations(found: Workload, ref: ObjectRef) -> Evidence:
    text = f"metadata.generation: {found.metadata.generation}, observedGeneration: {found.status.observed_generation}"
    return status_evidence(ref, "status.observedGeneration", text)


def _told(
    cause: str,
    gone: Silent,
    certainty: Certainty,
    evidence: tuple[Evidence, ...] = (),
    suffering: Iterable[ObjectRef] = (),
) -> Hypothesis:
    return Hypothesis(
        cause=cause,
        subject=gone.ref,
        object=gone.ref,
        symptom=_SYMPTOM,
        certainty=certainty,
        evidence=(*gone.evidence, *evidence),
        facts={"namespace": gone.ref.namespace},
        root=gone.ref,
        since=gone.last,
        consequences=dict.fromkeys(suffering, _BEHIND),
    )
