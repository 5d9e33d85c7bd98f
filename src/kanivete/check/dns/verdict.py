"""One verdict about DNS as a place sees it."""

from collections.abc import Iterator

from kanivete.check.objects.way import Way
from kanivete.check.result import Break, Tried, Verdict, probe_said
from kanivete.check.tried import names
from kanivete.check.tried.verdict import untried
from kanivete.check.tried.words import facts, said
from kanivete.i18n import _
from kanivete.model import Certainty
from kanivete.probe.steps import Fault, Outcome, Step, StepName
from kanivete.probe.words import duration

_ABSENT = (Fault.NO_SUCH_NAME, Fault.NO_ADDRESS)


def conclude(way: Way, tried: tuple[Tried, ...], *, given: bool = True) -> Verdict:
    """The cluster's own name decides; then outside names, TCP, and servers that do not answer.

    Where nobody has `given` the names outside, it is no fault that the cluster's own servers know of none: not every
    cluster has a way out. The verdict tells it all the same.
    """
    own = next((one for one in tried if one.role == "cluster"), None)
    if own is None or own.probed.reached is None:
        return untried(way, own)
    step = own.probed.failed
    if step:
        broken = _proxy(way, own, tried) if step.fault is Fault.RESOLVER_SILENT else None
        broken = broken or _no_server(way) or names.broken(way, own, step)
        return Verdict(False, broken.text, broken)
    partly = _outside(way, tried, given) or _servers(way, tried)
    if partly:
        return Verdict(True, _("names of the cluster are resolved; {but}").format(but=partly.text), partly)
    for one, failed in _unknown(tried):
        but = _not_resolved(one, failed)
        return Verdict(True, _("names of the cluster are resolved; {but}").format(but=but))
    return Verdict(True, _("fine: {times}").format(times=_times(tried)))


def remarks(tried: tuple[Tried, ...], *, given: bool) -> Iterator[str]:
    """That names outside, which nobody has `given`, are none to the cluster's servers: right where nothing is to."""
    for one, _step in () if given else _unknown(tried):
        text = _(
            "that {name} is not resolved is right where the cluster is to reach nothing outside; where it is to,"
            " see whom its DNS servers forward to"
        )
        yield text.format(name=one.probed.target.host)


def _unknown(tried: tuple[Tried, ...]) -> Iterator[tuple[Tried, Step]]:
    """Names outside that the cluster's servers, asked and answering, do not know."""
    for one in tried:
        step = one.probed.failed
        if one.role == "outside" and step and _is_no(step):
            yield one, step


def _is_no(step: Step) -> bool:
    """Whether a server has answered, and said no; a refused connection is none."""
    if step.fault is Fault.RESOLVER_REFUSED:
        return step.outcome is not Outcome.REFUSED
    return step.fault in _ABSENT


def _not_resolved(tried: Tried, step: Step) -> str:
    return _("{name} outside of it is not: {said}").format(name=tried.probed.target.host, said=step.said)


def _no_server(way: Way) -> Break | None:
    return way.broken if way.broken and way.broken.cause in ("dns.no-server", "dns.forwarding-loop") else None


def _proxy(way: Way, own: Tried, tried: tuple[Tried, ...]) -> Break | None:
    """The DNS pods answer and their Service's address does not."""
    udp = [one for one in tried if one.probed.target.protocol == "udp"]
    through = [one for one in udp if one.role == "service"]
    direct = [one for one in udp if one.role == "endpoint"]
    if not through or any(one.probed.reached for one in through) or not all(one.probed.reached for one in direct):
        return None
    if not direct:
        return None
    node = way.origin.pod.spec.node_name if way.origin.pod else ""
    text = _(
        "the DNS servers answer under their own addresses, their Service does not: node {node} does not forward it"
    )
    evidence = [probe_said(f"{one.probed.target}: {one.probed.reached}", one.subject) for one in (*through, *direct)]
    known = {**facts(way, own), "node": node}
    return Break(
        "service.proxy-not-forwarding",
        text.format(node=node),
        way.destination.ref,
        Certainty.LIKELY,
        tuple(evidence),
        known,
    )


def _outside(way: Way, tried: tuple[Tried, ...], given: bool) -> Break | None:
    """Names outside that are not resolved, while those of the cluster are: whom CoreDNS forwards to."""
    for one in tried:
        step = one.probed.failed
        if one.role != "outside" or step is None:
            continue
        known = {**facts(way, one), "name": one.probed.target.host}
        known["server"] = ", ".join(one.probed.resolved.servers) if one.probed.resolved else ""
        if not given and _is_no(step):
            continue
        cause = "dns.name-not-found" if step.fault in _ABSENT else "dns.server-failing"
        text = _not_resolved(one, step)
        return Break(cause, text, way.destination.ref, Certainty.PROVEN, (said(one, step),), known)
    return None


def _servers(way: Way, tried: tuple[Tried, ...]) -> Break | None:
    """A server that does not answer over TCP, which long answers need, or one of several that does not answer."""
    for one in tried:
        step = one.probed.failed
        if step and one.role in ("service", "endpoint"):
            known = {**facts(way, one), "server": one.probed.target.host}
            text = _("{server} does not answer over {protocol}: {said}").format(
                server=one.probed.target, protocol=one.probed.target.protocol.upper(), said=step.said
            )
            return Break("dns.server-unreachable", text, one.subject, Certainty.PROVEN, (said(one, step),), known)
    return None


def _times(tried: tuple[Tried, ...]) -> str:
    """`kubernetes.default.svc 2 ms, example.com 12 ms`."""
    words = []
    for one in tried:
        step = one.probed.step(StepName.NAME)
        if one.role in ("cluster", "outside") and step and not one.probed.failed:
            time = "" if step.seconds is None else f" {duration(step.seconds)}"
            words.append(f"{one.probed.target.host}{time}")
    return ", ".join(words)
