"""From a source to findings: triage, symptoms, examination, correlation."""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from kanivete.diagnose.context import Context
from kanivete.diagnose.correlate import correlate
from kanivete.diagnose.examiners import beside, examiner_for, node, workload
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import NothingMatchedError, Wanted
from kanivete.diagnose.superseded import is_superseded
from kanivete.diagnose.symptom import Symptom, SymptomKind
from kanivete.diagnose.symptoms import symptoms_of
from kanivete.i18n import _, ngettext
from kanivete.kube.kinds import NAMESPACES, PODS
from kanivete.kube.meta import moment
from kanivete.kube.pods import Terminated
from kanivete.model import Coverage, Finding, ObjectRef, Scope
from kanivete.sources.base import LogRequest, Missing, Source

Progress = Callable[[str], None]
"""Told what is being done, in one word of the design: triage, examine, correlate."""

REPRESENTATIVES = 3
"""Of replicas that ended alike, this many are examined until one tells why."""


def diagnose(source: Source, scope: Scope, progress: Progress = lambda _: None) -> tuple[tuple[Finding, ...], Coverage]:
    """All findings of the scope, ranked, and what was and was not seen.

    Raises:
        NothingMatchedError: There is nothing in the scope.
        SourceError: The source cannot be read at all.
    """
    context = Context(source)
    wanted = Wanted(scope, context)
    progress("triage")
    beside.prefetch(wanted, source)
    triage = source.pods(scope)
    wanted.check()
    context.remember(triage.pods)
    others = [*workload.examine(wanted, context), *beside.examine(wanted, context)]
    if not (triage.examined or others or scope.names or beside.is_any(wanted, context)):
        _check_blind(scope, source)
    progress("examine")
    symptoms = [s for pod in triage.pods for s in symptoms_of(pod, source.now) if wanted.includes_pod(s)]
    symptoms = [s for s in symptoms if not is_superseded(s, context)]
    nodes = node.together(list(_examine_nodes(wanted, context)), context)
    lost = {one.object.name: one for one in nodes if one.symptom == "NotReady"}
    found = [*nodes, *_examine_pods([s for s in symptoms if not _is_lost(s, lost)], context)]
    found += others
    found += [_lost_with(lost[s.pod.spec.node_name], s, context) for s in symptoms if _is_lost(s, lost)]
    progress("correlate")
    findings = correlate(found, context)
    return findings, coverage_of(source)


def _check_blind(scope: Scope, source: Source) -> None:
    if not is_blind(coverage_of(source)):
        raise NothingMatchedError(_nothing(scope))


def coverage_of(source: Source) -> Coverage:
    """What was and was not seen in a source so far."""
    gaps = source.gaps()
    return Coverage(complete=not gaps, examined=dict(sorted(source.examined().items())), gaps=gaps)


def _examine_nodes(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    nodes = context.nodes
    if isinstance(nodes, Missing):
        return
    chosen = [nodes[name] for name in sorted(nodes) if wanted.includes_node(name)]
    context.source.prefetch_nodes(one.metadata.name for one in chosen if node.is_not_ready(one))
    for one in chosen:
        yield from node.examine(one, context)


def _is_lost(symptom: Symptom, lost_nodes: Container[str]) -> bool:
    """Nobody knows how a pod is whose node does not answer."""
    return symptom.kind in (SymptomKind.NOT_READY, SymptomKind.TERMINATING) and symptom.pod.spec.node_name in lost_nodes


def _lost_with(node: Hypothesis, symptom: Symptom, context: Context) -> Hypothesis:
    """A pod's part in what happened to its node."""
    subject = context.workload(symptom.pod)
    return replace(_also(node, symptom), subject=subject, symptom=symptom.label)


def _examine_pods(symptoms: list[Symptom], context: Context) -> Iterator[Hypothesis]:
    groups = [list(group) for _key, group in groupby(sorted(symptoms, key=_likeness), key=_likeness)]
    for group in groups:
        group.sort(key=_most_telling)
    context.source.prefetch(_logs_of(group[0] for group in groups))
    for group in groups:
        yield from _examine_group(group, context)


def _examine_group(group: list[Symptom], context: Context) -> Iterator[Hypothesis]:
    """Replicas that ended alike ended for one reason: what the first that tells says holds for all of them."""
    if group[0].kind is not SymptomKind.CRASH:
        for symptom in group:
            yield from examiner_for(symptom.kind)(symptom, context)
        return
    found: list[Hypothesis] = []
    for symptom in group[:REPRESENTATIVES]:
        found = list(examiner_for(symptom.kind)(symptom, context))
        if any(one.cause != "crash.unexplained" for one in found):
            break
    yield from found
    told_for = {one.object.name for one in found}
    for symptom in group:
        if symptom.pod.metadata.name not in told_for:
            yield from (_also(one, symptom) for one in found)


def _also(told: Hypothesis, symptom: Symptom) -> Hypothesis:
    """The same hypothesis for another replica, without repeating its evidence."""
    name = symptom.pod.metadata.name
    about = ObjectRef(api_version="v1", kind="Pod", namespace=symptom.pod.metadata.namespace, name=name)
    return replace(told, object=about, evidence=())


def _likeness(symptom: Symptom) -> tuple[str, ...]:
    """What replicas that ended alike have in common: controller, container, and how it ended."""
    pod = symptom.pod
    owner = pod.metadata.owner_references[0].uid if pod.metadata.owner_references else pod.metadata.uid
    owner = owner or pod.metadata.name
    ended = _ended(symptom)
    how = (str(ended.exit_code), ended.reason) if ended else ("", "")
    container = symptom.container.name if symptom.container else ""
    return pod.metadata.namespace, owner, container, symptom.kind.value, *how


def _most_telling(symptom: Symptom) -> tuple[float, str]:
    """The replica that ended last has the freshest log."""
    ended = _ended(symptom)
    when = moment(ended.finished_at) if ended else None
    return -when.timestamp() if when else 0.0, symptom.pod.metadata.name


def _ended(symptom: Symptom) -> Terminated | None:
    status = symptom.status
    return (status.state.terminated or status.last_state.terminated) if status else None


def _logs_of(symptoms: Iterable[Symptom]) -> Iterator[LogRequest]:
    for symptom in symptoms:
        if symptom.kind is SymptomKind.CRASH and symptom.container and symptom.status:
            meta = symptom.pod.metadata
            restarted = symptom.status.state.terminated is None
            yield LogRequest(meta.namespace, meta.name, symptom.container.name, previous=restarted)


def is_blind(coverage: Coverage) -> bool:
    """Whether no pod was seen, and there may be some."""
    hidden = any(gap.what in (PODS.resource, NAMESPACES.resource) for gap in coverage.gaps)
    return hidden and not coverage.examined.get(PODS.resource)


def _nothing(scope: Scope) -> str:
    count = len(scope.namespaces)
    if scope.namespaces and scope.selector:
        message = ngettext(
            "there are no pods labelled {selector} in namespace {namespaces}",
            "there are no pods labelled {selector} in the namespaces {namespaces}",
            count,
        )
    elif scope.namespaces:
        message = ngettext(
            "there are no pods in namespace {namespaces}", "there are no pods in the namespaces {namespaces}", count
        )
    elif scope.selector:
        message = _("there are no pods labelled {selector} in any namespace")
    else:
        message = _("there are no pods in any namespace")
    return message.format(selector=scope.selector, namespaces=", ".join(scope.namespaces))
