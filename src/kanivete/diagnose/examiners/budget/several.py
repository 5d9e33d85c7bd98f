"""Pods that several budgets pick: the eviction API weighs an eviction against one, and refuses where there are more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kanivete.diagnose.context import Context, object_evidence, reference
from kanivete.diagnose.examiners.budget.drained import is_to_be_evicted
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.kube.disruption import PodDisruptionBudget
from kanivete.kube.kinds import BUDGETS, PODS
from kanivete.kube.pods import Pod
from kanivete.model import Certainty
from kanivete.sources.base import Missing

_SYMPTOM = "NotEvictable"


def examine(budgets: Iterable[PodDisruptionBudget], wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """One hypothesis per pod. For the whole cluster nobody lists all pods of so many namespaces."""
    if not (wanted.namespaces or wanted.has_names):
        return
    together: dict[str, list[PodDisruptionBudget]] = defaultdict(list)
    for one in budgets:
        together[one.metadata.namespace].append(one)
    for namespace, there in sorted(together.items()):
        pods = context.source.list(PODS, namespace) if len(there) > 1 else Missing.UNSEEN
        for pod in () if isinstance(pods, Missing) else pods:
            picking = [one for one in there if _picks(one, pod)]
            if len(picking) > 1 and is_to_be_evicted(pod) and _is_wanted(pod, picking, wanted):
                yield _told(pod, picking, wanted)


def _picks(budget: PodDisruptionBudget, pod: Pod) -> bool:
    return budget.spec.selector is not None and budget.spec.selector.matches(pod.metadata.labels)


def _is_wanted(pod: Pod, picking: list[PodDisruptionBudget], wanted: Wanted) -> bool:
    """Whether one of the budgets is in the scope, or the pod's node was named."""
    return any(wanted.includes_object(BUDGETS, one) for one in picking) or (
        wanted.has_names and wanted.includes_node(pod.spec.node_name)
    )


def _told(pod: Pod, picking: list[PodDisruptionBudget], wanted: Wanted) -> Hypothesis:
    about = reference(pod, PODS.kind)
    picking = sorted(picking, key=lambda one: (not wanted.includes_object(BUDGETS, one), one.metadata.name))
    refs = [reference(one, BUDGETS.kind, BUDGETS.api_version) for one in picking]
    names = ", ".join(sorted(ref.name for ref in refs))
    return Hypothesis(
        cause="disruption.several-budgets",
        subject=refs[0],
        object=about,
        symptom=_SYMPTOM,
        certainty=Certainty.PROVEN,
        evidence=(
            object_evidence(about, "metadata.labels", _labels(pod.metadata.labels)),
            *(object_evidence(ref, "spec.selector", _selected(one)) for ref, one in zip(refs, picking, strict=True)),
        ),
        facts={"namespace": about.namespace, "budget": refs[0].name, "budgets": names, "pod": about.name},
    )


def _selected(budget: PodDisruptionBudget) -> str:
    selector = budget.spec.selector
    assert selector is not None
    words = [f"{one.key} {one.operator} {' '.join(one.values)}".rstrip() for one in selector.match_expressions]
    return ", ".join([*filter(None, [_labels(selector.match_labels)]), *words]) or "{}"


def _labels(labels: dict[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
