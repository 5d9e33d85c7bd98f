"""What came of a route, a connection, a datagram."""

from kanivete.i18n import _
from kanivete.probe.facts import Failure, Icmp, RouteFacts, TcpFacts, UdpFacts
from kanivete.probe.steps import Attempt, Fault, Outcome, Step, StepName
from kanivete.redact import clean

_REJECTED = {"EHOSTUNREACH", "ENETUNREACH", "EACCES", "EPERM", "ENOPROTOOPT", "EPROTO"}
_RESET = {"ECONNRESET", "EPIPE", "ECONNABORTED", "ENOTCONN"}
_UNREACHABLE = {4: 3, 6: 1}
"""The type of ICMP's "destination unreachable", by version."""
_REASONS = {
    4: {
        0: "network unreachable",
        1: "host unreachable",
        2: "protocol unreachable",
        3: "port unreachable",
        4: "fragmentation needed",
        9: "network administratively prohibited",
        10: "host administratively prohibited",
        13: "communication administratively prohibited",
    },
    6: {
        0: "no route to destination",
        1: "communication administratively prohibited",
        3: "address unreachable",
        4: "port unreachable",
        5: "source address failed ingress/egress policy",
        6: "reject route to destination",
    },
}
"""RFC 792, RFC 1122, RFC 1812; RFC 4443."""


def outcome(facts: Failure) -> Outcome:
    """How a connection attempt ended."""
    if facts.icmp:
        return Outcome.REJECTED
    if facts.timeout or facts.errno == "ETIMEDOUT":
        return Outcome.DROPPED
    if facts.errno == "ECONNREFUSED":
        return Outcome.REFUSED
    if facts.errno in _REJECTED:
        return Outcome.REJECTED
    if facts.errno in _RESET:
        return Outcome.RESET
    return Outcome.FAILED if facts.errno or facts.said else Outcome.OK


def words(facts: Failure) -> str:
    """The kernel's words, and the ICMP error behind them where it is known."""
    if facts.icmp:
        return clean(f"{facts.said} ({_icmp(facts.icmp)})" if facts.said else _icmp(facts.icmp))
    if facts.timeout and not facts.said:
        return _("no answer in time")
    return clean(facts.said)


def route(facts: RouteFacts) -> Step:
    """The route's step: how the kernel would send it."""
    if facts.errno:
        return Step(StepName.ROUTE, Outcome.FAILED, None, words(facts), Fault.NO_ROUTE)
    return Step(StepName.ROUTE, Outcome.OK, None, clean(facts.said) or _("from {source}").format(source=facts.source))


def attempt(facts: TcpFacts) -> Attempt:
    """One address of a connection."""
    address = clean(facts.address)
    if facts.unclear:
        return Attempt(address, Outcome.UNKNOWN, facts.seconds, words(facts))
    if facts.closed:
        return Attempt(address, Outcome.RESET, facts.seconds, _("closed by the other side as soon as it was made"))
    return Attempt(address, outcome(facts), facts.seconds, words(facts))


def tcp(tried: list[TcpFacts]) -> Step:
    """The connection's step: the address that answered, or what each of them said."""
    attempts = [attempt(one) for one in tried]
    last = attempts[-1]
    if last.outcome is Outcome.OK:
        return Step(StepName.TCP, Outcome.OK, last.seconds, last.address)
    seconds = sum(one.seconds or 0 for one in attempts)
    said = "; ".join(f"{one.address}: {one.said}" if len(attempts) > 1 else one.said for one in attempts)
    return Step(StepName.TCP, last.outcome, seconds, said)


def udp(facts: UdpFacts) -> Step:
    """The datagram's step: silence proves nothing, an ICMP error does."""
    port_closed = facts.icmp and (facts.icmp.type, facts.icmp.code) in ((3, 3), (1, 4))
    if facts.answered:
        return Step(StepName.UDP, Outcome.OK, facts.seconds, clean(facts.code))
    if facts.errno == "ECONNREFUSED" and (port_closed or not facts.icmp):
        return Step(StepName.UDP, Outcome.REFUSED, facts.seconds, words(facts))
    if facts.timeout or not (facts.errno or facts.icmp):
        silence = _("no answer, which over UDP proves nothing")
        return Step(StepName.UDP, Outcome.UNKNOWN, facts.seconds, clean(facts.said) or silence)
    return Step(StepName.UDP, outcome(facts), facts.seconds, words(facts))


def _icmp(error: Icmp) -> str:
    reason = _REASONS.get(error.version, {}).get(error.code) if error.type == _UNREACHABLE.get(error.version) else None
    sent = f"ICMP {reason or f'type {error.type} code {error.code}'}"
    return _("{error} from {address}").format(error=sent, address=error.sender) if error.sender else sent
