"""Root causes instead of symptoms: replicas into workloads, workloads into what they share or depend on."""

from collections import defaultdict
from collections.abc import Iterable

from kanivete.catalogue import catalogue
from kanivete.diagnose.case import Case
from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.node.conditions import NOT_READY
from kanivete.diagnose.former import add_former
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.rollout import add_rollout
from kanivete.kube.kinds import NODES, SERVICES
from kanivete.model import Finding, ObjectRef, Severity
from kanivete.sources.base import Missing

_OF_PODS = frozenset({"service.no-ready-endpoints"})
"""Causes of a Service that are what its pods suffer from, seen from in front."""
_UNANSWERED = _OF_PODS | {
    "service.selector-matches-nothing",
    "service.scaled-to-zero",
    "service.no-endpoints",
    "service.wrong-target-port",
    "service.external-name",
    "service.external-name-not-found",
}
"""Causes of a Service that leave nobody to answer."""


def correlate(hypotheses: Iterable[Hypothesis], context: Context) -> tuple[Finding, ...]:
    """The fewest findings that explain all hypotheses, ranked by severity, reach and certainty."""
    cases = _by_subject(hypotheses)
    cases = _by_shared_root(cases)
    cases = _by_broken_dependency(cases, context)
    for case in cases:
        add_rollout(case, context)
        add_former(case, context)
    return tuple(case.finding(rank) for rank, case in enumerate(sorted(cases, key=_importance), 1))


def _by_subject(hypotheses: Iterable[Hypothesis]) -> list[Case]:
    """Replicas of one workload with one cause are one case."""
    together: dict[tuple[str, ObjectRef], list[Hypothesis]] = defaultdict(list)
    for hypothesis in hypotheses:
        together[hypothesis.cause, hypothesis.subject].append(hypothesis)
    return [_case(cause, subject, found) for (cause, subject), found in together.items()]


def _case(cause: str, subject: ObjectRef, found: list[Hypothesis]) -> Case:
    return Case(cause, subject, found, {ref: symptom for h in found for ref, symptom in h.consequences.items()})


def _by_shared_root(cases: list[Case]) -> list[Case]:
    """Several workloads with one cause and one thing behind them are one case about that thing."""
    together: dict[tuple[str, ObjectRef], list[Case]] = defaultdict(list)
    alone: list[Case] = []
    for case in cases:
        roots = {h.root for h in case.hypotheses}
        root = roots.pop() if len(roots) == 1 else None
        if root is None:
            alone.append(case)
        else:
            together[case.cause, root].append(case)
    for (cause, root), sharing in together.items():
        if len(sharing) == 1:
            alone += sharing
            continue
        shared = Case(cause, root, [h for case in sharing for h in case.hypotheses])
        shared.consequences = {c.subject: c.speaker.symptom for c in sharing if c.subject != root}
        alone.append(shared)
    return alone


def _by_broken_dependency(cases: list[Case], context: Context) -> list[Case]:
    """What cannot reach a Service is a consequence of what is wrong with the pods behind it.

    So is a Service that nobody answers behind, of what its pods or their node suffer from. One that picks no pod is why
    a program fails that needs it, and told there.
    """
    cases = [case for case in cases if not case.is_only_consequence or _behind_service(case, cases, context)]
    behind = {id(case): _behind(case, cases, context) for case in cases}
    kept = []
    for case in cases:
        origin = _origin(case, behind)
        if origin is not case:
            _swallow(origin, case)
        elif below := behind[id(case)] if case.is_only_consequence else None:
            _swallow(_origin(below, behind), case)
        else:
            kept.append(case)
    return kept


def _swallow(origin: Case, case: Case) -> None:
    """Make a case a part of another: a consequence of it, or what is behind it."""
    if origin.speaker.root == case.subject:
        origin.learn(case)
    else:
        origin.swallow(case)


def _behind(case: Case, cases: list[Case], context: Context) -> Case | None:
    if case.cause in _OF_PODS:
        return _behind_service(case, cases, context)
    if case.cause in _UNANSWERED:
        return next((other for other in cases if other is not case and other.speaker.root == case.subject), None)
    root = case.speaker.root
    if root is None or root.kind != SERVICES.kind:
        return None
    return _of_pods(root, case, cases, context) or _lost(root, cases)


def _behind_service(case: Case, cases: list[Case], context: Context) -> Case | None:
    return _lost_with(case, cases) or _of_pods(case.subject, case, cases, context)


def _lost_with(case: Case, cases: list[Case]) -> Case | None:
    """The case of the node that the pods behind a Service were lost with."""
    root = case.speaker.root
    if root is None or root.kind != NODES.kind:
        return None
    return next((other for other in cases if other is not case and root in _lost_nodes(other)), None)


def _lost(service: ObjectRef, cases: list[Case]) -> Case | None:
    """The case of a Service whose pods were lost with their node."""
    fronts = (case for case in cases if case.cause in _OF_PODS and any(h.subject == service for h in case.hypotheses))
    return next((case for case in fronts if _lost_with(case, cases)), None)


def _lost_nodes(case: Case) -> set[ObjectRef]:
    return {h.object for h in case.hypotheses if h.object.kind == NODES.kind and h.symptom == NOT_READY}


def _of_pods(ref: ObjectRef, case: Case, cases: list[Case], context: Context) -> Case | None:
    """The case, besides the one given, of pods that the Service selects."""
    service = context.source.get(SERVICES, ref.namespace, ref.name)
    if isinstance(service, Missing) or not service.spec.selector:
        return None
    selector = service.spec.selector.items()
    for other in cases:
        if other is case or other.is_only_consequence:
            continue
        for affected in other.objects():
            labels = context.labels_of(affected)
            if affected.namespace == ref.namespace and labels and selector <= labels.items():
                return other
    return None


def _origin(case: Case, behind: dict[int, Case | None]) -> Case:
    """The end of the chain of broken dependencies; the case itself where two wait for each other."""
    at = case
    while (below := behind[id(at)]) is not None and not _leads_back(at, behind):
        at = below
    return at


def _leads_back(case: Case, behind: dict[int, Case | None]) -> bool:
    """Workloads that wait for each other in a ring: each would be a consequence, and nobody the cause."""
    seen: set[int] = set()
    at = behind[id(case)]
    while at is not None and at is not case and id(at) not in seen:
        seen.add(id(at))
        at = behind[id(at)]
    return at is case


def _importance(case: Case) -> tuple[int, int, int, int, str, str]:
    """A lost node comes before what is as severe: of what runs there, most is not seen to fail yet."""
    certainty = case.speaker.certainty.rank
    return _severity(case).rank, -len(_lost_nodes(case)), -len(case.objects()), certainty, str(case.subject), case.cause


def _severity(case: Case) -> Severity:
    return case.severity_or_catalogues(catalogue()[case.cause])
