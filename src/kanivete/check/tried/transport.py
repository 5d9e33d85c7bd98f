"""A TCP connection that was not made: at the Service, on the way, or at the pod."""

from kanivete.check.lookup import reference
from kanivete.check.objects.node import is_well
from kanivete.check.objects.way import Behind, Way
from kanivete.check.result import Break, Tried, probe_said, status_of
from kanivete.check.tried.inside import Inside
from kanivete.check.tried.refused import refused
from kanivete.check.tried.words import facts, said
from kanivete.i18n import _
from kanivete.kube.kinds import NODES
from kanivete.kube.meta import condition
from kanivete.model import Certainty, Evidence
from kanivete.probe.steps import Outcome, Step, StepName
from kanivete.sources.base import Missing

_CAUSES = {
    Outcome.DROPPED: "network.no-answer",
    Outcome.REJECTED: "network.rejected",
    Outcome.REFUSED: "network.refused",
    Outcome.RESET: "network.reset",
    Outcome.FAILED: "network.rejected",
}
_POLICY = "network.policy-denies"


def broken(way: Way, tried: tuple[Tried, ...], asked: Tried, step: Step, inside: Inside) -> Break:
    """The break, told apart by what the Service's address and each endpoint answered."""
    told = way.broken
    if told and told.cause.startswith("service."):
        return _agreed(told, told.certainty, said(asked, step))
    endpoints = [one for one in tried if one.role == "endpoint"]
    dead = [one for one in endpoints if one.probed.failed]
    if endpoints and not dead and step.name is StepName.TCP:
        return _proxy(way, tried, asked, step, endpoints)
    if dead:
        return endpoint_fails(way, dead[0], inside)
    return connection_fails(way, asked, step, inside)


def endpoint_fails(way: Way, dead: Tried, inside: Inside) -> Break:
    """Why one endpoint does not answer."""
    step = dead.probed.failed
    assert step is not None
    return connection_fails(way, dead, step, inside)


def connection_fails(way: Way, tried: Tried, step: Step, inside: Inside) -> Break:
    """Why the connection to an address fails, with nothing in between but the network."""
    target = tried.probed.target
    behind = next((b for b in way.behind if b.address == target.host and b.port == target.port), None)
    if step.outcome is Outcome.REFUSED and behind and behind.pod:
        return refused(way, tried, step, behind, inside)
    if step.outcome in (Outcome.DROPPED, Outcome.REJECTED):
        policy = next((s.broken for s in way.steps if s.broken and s.broken.cause == _POLICY), None)
        if policy:
            return _agreed(policy, Certainty.LIKELY, said(tried, step))
    evidence = (said(tried, step), *_node_state(way, behind))
    known = {**facts(way, tried), "said": step.said, "node": behind.node if behind else ""}
    return Break(
        _CAUSES[step.outcome], _sentence(way, tried, step), way.destination.ref, Certainty.PROVEN, evidence, known
    )


def _sentence(way: Way, tried: Tried, step: Step) -> str:
    words = {
        Outcome.DROPPED: _("{target} does not answer {origin}: packets are lost or dropped on the way"),
        Outcome.REJECTED: _("the way from {origin} to {target} is rejected: {said}"),
        Outcome.REFUSED: _("{target} refuses {origin}: nothing listens there, or a firewall says so"),
        Outcome.RESET: _("{target} takes the connection from {origin} and closes it: {said}"),
        Outcome.FAILED: _("{origin} cannot connect to {target}: {said}"),
    }
    text = words[step.outcome]
    if step.name is not StepName.TCP and step.outcome is Outcome.DROPPED:
        text = _("{target} takes the connection and then does not answer: {said}")
    return text.format(target=tried.probed.target, origin=way.origin.word, said=step.said)


def _proxy(way: Way, tried: tuple[Tried, ...], asked: Tried, step: Step, endpoints: list[Tried]) -> Break:
    """All endpoints answer, and the Service's address does not: what turns the one into the other does not work."""
    node = way.origin.pod.spec.node_name if way.origin.pod else ""
    text = _(
        "all {n} endpoints of {service} answer {origin}, its own address does not: node {node} does not forward it"
    )
    text = text.format(n=len(endpoints), service=way.destination.ref, origin=way.origin.word, node=node or "?")
    also = [one for one in tried if one.role == "service" and one.probed.failed]
    evidence = [said(asked, step), *(said(one, one.probed.failed) for one in also if one.probed.failed)]
    evidence += [probe_said(f"{one.probed.target}: ok", one.subject) for one in endpoints[:3]]
    known = {**facts(way, asked), "node": node}
    return Break("service.proxy-not-forwarding", text, way.destination.ref, Certainty.LIKELY, tuple(evidence), known)


def _node_state(way: Way, behind: Behind | None) -> tuple[Evidence, ...]:
    """The node at the other end, where it is not well itself."""
    node = way.source.get(NODES, "", behind.node) if behind and behind.node else Missing.ABSENT
    if isinstance(node, Missing) or is_well(node):
        return ()
    ready = condition(node.status.conditions, "Ready")
    return (
        (status_of(reference(node, NODES), "status.conditions[Ready]", ready.message or ready.status),) if ready else ()
    )


def _agreed(told: Break, certainty: Certainty, also: Evidence) -> Break:
    return Break(told.cause, told.text, told.subject, certainty, (*told.evidence, also), told.facts, told.remedies)
