"""Findings about a node with what was tried and read on the node itself: paths, units, and a log without a cluster."""

from collections.abc import Iterable, Iterator

import msgspec

from kanivete.catalogue import catalogue
from kanivete.diagnose.case import Case
from kanivete.diagnose.context import Context, quote, rfc3339
from kanivete.diagnose.examiners.node.flavours import flavour
from kanivete.diagnose.examiners.node.logged import log_evidence
from kanivete.diagnose.examiners.node.walls import firewall_evidence, remedies_of, with_firewall
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.meta import moment
from kanivete.model import Certainty, Evidence, Finding, ObjectRef, Origin
from kanivete.node.facts.model import NodeFacts, Unit
from kanivete.node.firewall.model import Kind
from kanivete.node.log import LoggedCause, LogReport
from kanivete.node.ports import Result
from kanivete.node.report.model import NodeReport
from kanivete.sources.base import Missing, Source

UNREACHABLE, STOPPED = "node.apiserver-unreachable", "node.kubelet-stopped"
RUNTIME_DOWN = "node.runtime-down"
_VAGUE = frozenset({"node.status-unknown", "node.unrecognised"})
"""Causes that say no more than that the node is silent: what was seen on it says why."""
_KUBELETS = ("kubelet", "k3s-agent", "k3s", "rke2-agent", "rke2-server", "k0sworker", "snap.microk8s.daemon-kubelite")
_RUNTIMES = ("containerd", "crio", "docker", "cri-docker", "snap.microk8s.daemon-containerd")
_NOT_RUN = ("inactive", "failed", "deactivating")


def at_node(report: NodeReport, findings: tuple[Finding, ...], source: Source) -> tuple[Finding, ...]:
    """The findings of a diagnosis of the source, with what the report adds to those about its node.

    Without a Node in the report, there was no cluster to ask: then the findings are what the node itself proves.
    Findings about pods on the node are left out.
    """
    context = Context(source)
    if report.node is None:
        return tuple(_of_node_alone(report, context))
    kept = [_with_report(one, report, context) if _is_about(one, report) else one for one in of_nodes(findings)]
    return tuple(msgspec.structs.replace(one, rank=rank) for rank, one in enumerate(kept, 1))


def of_nodes(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those about nodes and what all nodes share, not about pods."""
    return tuple(one for one in findings if one.cause.startswith("node."))


def _is_about(finding: Finding, report: NodeReport) -> bool:
    return finding.subject.kind == "Node" and finding.subject.name == report.name


def _with_report(finding: Finding, report: NodeReport, context: Context) -> Finding:
    stopped = tuple(_stopped(report.facts, _KUBELETS))
    runtime = tuple(_stopped(report.facts, _RUNTIMES))
    failed = tuple(_failed(report.paths))
    about = finding.subject
    if finding.cause in _VAGUE:
        if stopped:
            return _instead(finding, STOPPED, _unit_evidence(stopped, about), report, context)
        if failed:
            return _instead(finding, UNREACHABLE, _path_evidence(failed), report, context)
        if runtime:
            return _instead(finding, RUNTIME_DOWN, _unit_evidence(runtime, about), report, context)
    if finding.cause == UNREACHABLE:
        return _with_wall(_also(finding, _path_evidence(failed)), report, context)
    if finding.cause == STOPPED:
        return _also(finding, _unit_evidence(stopped, about))
    if finding.cause == RUNTIME_DOWN:
        return _also(finding, _unit_evidence(runtime, about))
    return finding


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
        facts={"node": report.name, "error": evidence[0].text},
        since=moment(finding.since),
        ruled_out=tuple(one for one in finding.ruled_out if one.cause != cause),
    )
    found = Case(cause, finding.subject, [_walled(hypothesis, report, context)]).finding(finding.rank)
    return msgspec.structs.replace(
        found, affected=finding.affected, consequences=finding.consequences, severity=finding.severity
    )


def _failed(paths: Iterable[Result]) -> Iterator[Result]:
    """The tested paths to the API server that a kubelet needs and that are not open."""
    for one in paths:
        if one.requirement.id == "apiserver" and one.requirement.required and one.reached is False and one.probed:
            yield one


def _path_evidence(failed: Iterable[Result]) -> tuple[Evidence, ...]:
    found = []
    for one in failed:
        target = one.requirement.target
        host = f"[{target.host}]" if ":" in target.host else target.host
        origin = one.probed.origin if one.probed else ""
        said = one.probed.failed.said if one.probed and one.probed.failed else ""
        text = f"{host}:{target.port} {one.outcome.value}" + (f": {said}" if said else "")
        found.append(Evidence(Origin.PROBE, quote(text), field=f"{target.protocol} ({origin})"))
    return tuple(found)


def _stopped(facts: NodeFacts | None, names: Iterable[str]) -> Iterator[Unit]:
    """The units that should run and do not."""
    for unit in facts.units if facts else ():
        if unit.name in names and unit.active in _NOT_RUN and (unit.since or unit.enabled == "enabled"):
            yield unit


def _unit_evidence(units: Iterable[Unit], about: ObjectRef) -> tuple[Evidence, ...]:
    found = []
    for unit in units:
        text = f"ActiveState={unit.active} SubState={unit.sub} Result={unit.result}"
        text += f" ExecMainStatus={unit.exit_status}" if unit.exit_status is not None else ""
        since = rfc3339(unit.since)
        found.append(Evidence(Origin.STATUS, quote(text), about, f"systemctl show {unit.name}", since))
    return tuple(found)


def _of_node_alone(report: NodeReport, context: Context) -> Iterator[Finding]:
    """What the log proves that goes on, and what the node itself shows."""
    about = ObjectRef(api_version="v1", kind="Node", name=report.name)
    found: dict[str, Hypothesis] = {}
    for one in report.log.report.causes if report.log else ():
        if not one.over and one.cause in catalogue():
            found[one.cause] = _hypothesis(one, about, report)
    shown = {
        STOPPED: _unit_evidence(_stopped(report.facts, _KUBELETS), about),
        UNREACHABLE: _path_evidence(_failed(report.paths)),
    }
    for cause, evidence in shown.items():
        if evidence and cause not in found:
            facts = {"node": report.name, "error": evidence[0].text}
            found[cause] = Hypothesis(cause, about, about, "NotReady", Certainty.PROVEN, (), facts)
    for rank, (cause, hypothesis) in enumerate(found.items(), 1):
        finding = Case(cause, about, [_walled(hypothesis, report, context)]).finding(rank)
        yield _also(finding, shown.get(cause, ()))


def _walled(hypothesis: Hypothesis, report: NodeReport, context: Context) -> Hypothesis:
    """With the firewall rule that keeps the node from the API server, if one does."""
    node = context.nodes.get(report.name) if not isinstance(context.nodes, Missing) else None
    endpoint = _endpoint(report)
    if hypothesis.cause != UNREACHABLE or node is None or not endpoint:
        return hypothesis
    return with_firewall(hypothesis, LogReport((), 0, None, None, endpoint), node, context)


def _endpoint(report: NodeReport) -> str:
    """`host:port` of the API server that the node fails to reach."""
    for one in _failed(report.paths):
        host = one.requirement.target.host
        return f"[{host}]:{one.requirement.target.port}" if ":" in host else f"{host}:{one.requirement.target.port}"
    return (report.log.report.endpoint if report.log else None) or ""


def _hypothesis(logged: LoggedCause, about: ObjectRef, report: NodeReport) -> Hypothesis:
    endpoint = report.log.report.endpoint if report.log else None
    return Hypothesis(
        cause=logged.cause,
        subject=about,
        object=about,
        symptom="NotReady",
        certainty=Certainty.PROVEN,
        evidence=log_evidence(logged, about),
        facts={"node": report.name, **logged.facts},
        since=logged.first,
        note=flavour(logged, endpoint or "") if logged.cause == UNREACHABLE else "",
    )
