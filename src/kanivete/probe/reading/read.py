"""Facts become steps, up to the one that failed; what comes after it is skipped."""

from datetime import datetime

from kanivete.i18n import _
from kanivete.probe.facts import Facts
from kanivete.probe.reading import http, names, tls, transport
from kanivete.probe.steps import Outcome, Probed, Step, StepName, Target
from kanivete.redact import clean


def read(origin: str, target: Target, facts: Facts, now: datetime) -> Probed:
    """The steps of one target; `now` is the time that certificates are judged by."""
    presented = tls.presented(target, facts.tls, now) if facts.tls else None
    steps = []
    if facts.name:
        steps.append(names.step(facts.name))
    if facts.route:
        steps.append(transport.route(facts.route))
    if target.port is not None and target.protocol == "udp":
        steps.append(transport.udp(facts.udp) if facts.udp else _untold(StepName.UDP, facts))
    elif target.port is not None:
        steps.append(transport.tcp(facts.tcp) if facts.tcp else _untold(StepName.TCP, facts))
        if target.tls:
            steps.append(tls.step(target, facts.tls, presented) if facts.tls else _untold(StepName.TLS, facts))
        if target.http_path is not None:
            steps.append(http.step(facts.http, target) if facts.http else _untold(StepName.HTTP, facts))
    return Probed(
        origin,
        target,
        _up_to_failure(steps or [_untold(StepName.ROUTE, facts)]),
        program=facts.program,
        resolved=names.resolved(facts.name) if facts.name else None,
        attempts=tuple(transport.attempt(one) for one in facts.tcp),
        presented=presented,
        answered=http.answered(facts.http) if facts.http else None,
    )


def untried(origin: str, target: Target, why: str) -> Probed:
    """Nothing could be tried: the first step is unknown, and says why."""
    return read(origin, target, Facts(broken=why), datetime.max)


def _untold(name: StepName, facts: Facts) -> Step:
    said = clean(facts.broken) or _("nothing was answered from where it should have been tried")
    return Step(name, Outcome.UNKNOWN, said=said)


def _up_to_failure(steps: list[Step]) -> tuple[Step, ...]:
    """After a failure, and after what could not be told, nothing was tried."""
    found: list[Step] = []
    ended = False
    for step in steps:
        nothing = step.outcome is Outcome.UNKNOWN and ended
        found.append(Step(step.name, Outcome.SKIPPED) if ended and (nothing or _failed(found)) else step)
        ended = ended or step.outcome is not Outcome.OK
    return tuple(found)


def _failed(steps: list[Step]) -> bool:
    return any(step.outcome not in (Outcome.OK, Outcome.UNKNOWN, Outcome.SKIPPED) for step in steps)
