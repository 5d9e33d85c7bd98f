"""Findings about a node with what was tried and read on the node itself: paths, units, and a log without a cluster."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import msgspec

from kanivete.catalogue import catalogue
from kanivete.diagnose.at_node_evidence import (
    KUBELETS,
    RUNTIMES,
    bad_certificate,
    endpoint_of,
    failed_paths,
    path_evidence,
    stopped_units,
    unit_evidence,
)
from kanivete.diagnose.case import Case
from kanivete.diagnose.context import Context, rfc3339
from kanivete.diagnose.examiners.node.flavours import flavour
from kanivete.diagnose.examiners.node.logged import log_evidence
from kanivete.diagnose.examiners.node.walls import firewall_evidence, remedies_of, with_way
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.meta import moment
from kanivete.model import Certainty, Evidence, Finding, ObjectRef, Origin, Owner
from kanivete.node.firewall.model import Kind
from kanivete.node.log import LoggedCause, LogReport
from kanivete.node.report.model import NodeReport
from kanivete.node.report.walls import is_loopback
from kanivete.probe.steps import Outcome
from kanivete.sources.base import Missing, Source

UNREACHABLE, STOPPED = "node.apiserver-unreachable", "node.kubelet-stopped"
RUNTIME_DOWN = "node.runtime-down"
_VAGUE = frozenset({"node.status-unknown", "node.unrecognised"})
"""Causes that say no more than that the node is silent: what was seen on it says why."""
_NOT_LET_IN = _VAGUE | {"node.unauthorized"}
"""Causes behind which a certificate may be that is not good now: the API server only answers Unauthorized."""


def at_node(report: NodeReport, findings: tuple[Finding, ...], source: Source) -> tuple[Finding, ...]:
    """The findings of a diagnosis of the source, with what the report adds to those about its node.

    Without a Node in the report, there was no cluster to ask: then the findings are what the node itself proves.
    Findings about pods on the node are left out.
    """
    context = Context(source)
    if report.node is None:
        return tuple(_owned(one, report) for one in _of_node_alone(report, context))
    kept = [_with_report(one, report, context) if _is_about(one, report) else one for one in of_nodes(findings)]
    kept += _not_noticed(report, context)
    kept.sort(key=lambda one: not _is_by_node(one))
    return tuple(msgspec.structs.replace(_owned(one, report), rank=rank) for rank, one in enumerate(kept, 1))


def _owned(finding: Finding, report: NodeReport) -> Finding:
    """The control plane's own trouble, where its machine answers that nobody listens there and no rule does."""
    failed = tuple(failed_paths(report.paths))
    refused = failed and all(
        one.outcome is Outcome.REFUSED and not is_loopback(one.requirement.target.host) for one in failed
    )
    if finding.cause != UNREACHABLE or not refused or any(one.origin is Origin.FIREWALL for one in finding.evidence):
        return finding
    return msgspec.structs.replace(finding, owner=Owner.CONTROL_PLANE)


def of_nodes(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those about nodes and what all nodes share, not about pods."""
    return tuple(one for one in findings if one.cause.startswith("node."))


def _is_about(finding: Finding, report: NodeReport) -> bool:
    return finding.subject.kind == "Node" and finding.subject.name == report.name


def _is_by_node(finding: Finding) -> bool:
    """Whether the node itself says so: what pods on it once met comes after."""
    return any(one.object is not None and one.object.kind == "Node" for one in finding.evidence)


def _with_report(finding: Finding, report: NodeReport, context: Context) -> Finding:
    stopped = tuple(stopped_units(report.facts, KUBELETS))
    runtime = tuple(stopped_units(report.facts, RUNTIMES))
    failed = tuple(failed_paths(report.paths))
    about = finding.subject
    if finding.cause in _NOT_LET_IN:
        for cause, evidence in bad_certificate(report.facts, context.now, about):
            return _instead(finding, cause, evidence, report, context)
    if finding.cause in _VAGUE or _is_past(finding, report, stopped=bool(stopped)):
        if stopped:
            return _instead(finding, STOPPED, unit_evidence(stopped, about), report, context)
        if failed:
            return _instead(finding, UNREACHABLE, path_evidence(failed), report, context)
        if runtime:
            return _instead(finding, RUNTIME_DOWN, unit_evidence(runtime, about), report, context)
    if finding.cause == UNREACHABLE:
        return _with_wall(_also(finding, path_evidence(failed)), report, context)
    if finding.cause == STOPPED:
        return _also(finding, unit_evidence(stopped, about))
    if finding.cause == RUNTIME_DOWN:
        return _also(finding, unit_evidence(runtime, about))
    return finding


def _is_past(finding: Finding, report: NodeReport, *, stopped: bool) -> bool:
    """Whether its log tells of an API server out of reach, which is not any more; since then, it was stopped."""
    tried = [one.reached for one in report.paths if one.requirement.id == "apiserver" and one.probed]
    return finding.cause == UNREACHABLE and stopped and bool(tried) and all(tried)


def _with_wall(finding: Finding, report: NodeReport, context: Context) -> Finding:
    """With the rule that the report knows to be on the way, where the machines' names did not tell their places."""
    cuts = [cut for wall in report.walls for cut in wall.cuts[:1] if cut.answer.verdict is not Kind.UNSURE]
    if not cuts or any(one.origin is Origin.FIREWALL for one in finding.evidence):
        return finding
    return msgspec.structs.replace(
        finding,
        evidence=(*finding.evidence, firewall_evidence(cuts[0], context)),
        remedies=(*remedies_of(cuts[0]), *finding.remedies),
    )


def _also(finding: Finding, evidence: tuple[Evidence, ...]) -> Finding:
    """The finding with more evidence; what a firewall says stays last, as it explains the rest."""
    kept = [one for one in finding.evidence if one.origin is not Origin.FIREWALL]
    walls = [one for one in finding.evidence if one.origin is Origin.FIREWALL]
    return msgspec.structs.replace(finding, evidence=(*kept, *evidence, *walls))


def _instead(
    finding: Finding, cause: str, evidence: tuple[Evidence, ...], report: NodeReport, context: Context
) -> Finding:
    """The finding with a cause that says why, proven by what was seen on the node."""
    hypothesis = Hypothesis(
        cause=cause,
        subject=finding.subject,
        object=finding.subject,
        symptom="NotReady",
        certainty=Certainty.PROVEN,
        evidence=(*evidence, *finding.evidence),
        facts={"node": report.name, "error": evidence[0].text, "now": rfc3339(context.now)},
        since=moment(finding.since),
        ruled_out=tuple(one for one in finding.ruled_out if one.cause != cause),
    )
    found = Case(cause, finding.subject, [_walled(hypothesis, report, context)]).finding(finding.rank)
    return msgspec.structs.replace(
        found, affected=finding.affected, consequences=finding.consequences, severity=finding.severity
    )


def _not_noticed(report: NodeReport, context: Context) -> Iterator[Finding]:
    """The node is Ready as far as the API knows, while its log and its path say that it has been cut off."""
    conditions = report.node.status.conditions if report.node else []
    causes = report.log.report.causes if report.log else ()
    logged = next((one for one in causes if one.cause == UNREACHABLE and not one.over), None)
    failed = tuple(failed_paths(report.paths))
    if logged and failed and any((one.type, one.status) == ("Ready", "True") for one in conditions):
        about = ObjectRef(api_version="v1", kind="Node", name=report.name)
        finding = Case(UNREACHABLE, about, [_walled(_hypothesis(logged, about, report), report, context)]).finding(1)
        yield _with_wall(_also(finding, path_evidence(failed)), report, context)


def _of_node_alone(report: NodeReport, context: Context) -> Iterator[Finding]:
    """What the log proves that goes on, and what the node itself shows."""
    about = ObjectRef(api_version="v1", kind="Node", name=report.name)
    found: dict[str, Hypothesis] = {}
    for one in report.log.report.causes if report.log else ():
        if not one.over and one.cause in catalogue():
            found[one.cause] = _hypothesis(one, about, report)
    shown = {
        STOPPED: unit_evidence(stopped_units(report.facts, KUBELETS), about),
        UNREACHABLE: path_evidence(failed_paths(report.paths)),
    }
    for cause, evidence in shown.items():
        if evidence and cause not in found:
            facts = {"node": report.name, "error": evidence[0].text}
            found[cause] = Hypothesis(cause, about, about, "NotReady", Certainty.PROVEN, (), facts)
    for rank, (cause, hypothesis) in enumerate(found.items(), 1):
        finding = Case(cause, about, [_walled(hypothesis, report, context)]).finding(rank)
        yield _also(finding, shown.get(cause, ()))


def _walled(hypothesis: Hypothesis, report: NodeReport, context: Context) -> Hypothesis:
    """With the firewall rule that keeps the node from the API server; if none does, with how its requests fail."""
    if hypothesis.cause != UNREACHABLE:
        return hypothesis
    node = context.nodes.get(report.name) if not isinstance(context.nodes, Missing) else None
    endpoint, way = endpoint_of(report), _way(report)
    if node is None or not endpoint:
        return replace(hypothesis, note=way)
    return with_way(hypothesis, way, LogReport((), 0, None, None, endpoint), node, context)


def _way(report: NodeReport) -> str:
    log = report.log.report if report.log else None
    logged = next((one for one in log.causes if one.cause == UNREACHABLE), None) if log else None
    return flavour(logged, log.endpoint or "") if log and logged else ""


def _hypothesis(logged: LoggedCause, about: ObjectRef, report: NodeReport) -> Hypothesis:
    return Hypothesis(
        cause=logged.cause,
        subject=about,
        object=about,
        symptom="NotReady",
        certainty=Certainty.PROVEN,
        evidence=log_evidence(logged, about),
        facts={"node": report.name, **logged.facts},
        since=logged.first,
    )
