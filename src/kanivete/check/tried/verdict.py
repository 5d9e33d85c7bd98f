"""One verdict of what the objects say and what was tried."""

from kanivete.check.objects.way import Way
from kanivete.check.result import Break, Mark, Tried, Verdict
from kanivete.check.tried import http, names, tls, transport
from kanivete.check.tried.inside import Inside
from kanivete.i18n import _
from kanivete.probe.steps import Outcome, Probed, Step, StepName
from kanivete.probe.words import STEPS, duration

_POLICY = ("network.policy-denies", "network.policy-denies-dns")


def conclude(way: Way, tried: tuple[Tried, ...], inside: Inside) -> Verdict:
    """Where the way ends and why; `inside` looks into pods."""
    asked = next((one for one in tried if one.role == "name"), None)
    if asked is None or asked.probed.reached is None:
        return untried(way, asked)
    if asked.probed.reached:
        return _fine(way, tried, inside)
    step = asked.probed.failed
    assert step is not None
    broken = _broken(way, tried, asked, step, inside)
    return Verdict(False, broken.text, broken)


def untried(way: Way, asked: Tried | None = None) -> Verdict:
    """What the objects alone tell."""
    broken = way.broken
    if broken and broken.cause in _POLICY:
        text = _("{text}. Whether that holds depends on the network plugin: some enforce no policies")
        return Verdict(None, text.format(text=broken.text), broken)
    if broken:
        return Verdict(False, broken.text, broken)
    so_far = _("nothing in the objects stands in the way")
    if any(step.mark is Mark.UNSEEN for step in way.steps):
        so_far = _("nothing in what could be seen of the objects stands in the way")
    text = _("{so_far}; it was not tried").format(so_far=so_far)
    protocol = way.service_port.protocol if way.service_port else ""
    if protocol not in ("", "TCP"):
        text = _("{so_far}; it was not tried: no answer over {protocol} would prove nothing")
        text = text.format(so_far=so_far, protocol=protocol)
    if asked:
        why = next((s.said for s in asked.probed.steps if s.outcome is Outcome.UNKNOWN and s.said), "")
        text = _("{so_far}; it could not be tried: {why}").format(so_far=so_far, why=why)
    return Verdict(None, text)


def _fine(way: Way, tried: tuple[Tried, ...], inside: Inside) -> Verdict:
    asked = next(one for one in tried if one.role == "name")
    endpoints = [one for one in tried if one.role == "endpoint"]
    dead = [one for one in endpoints if one.probed.failed]
    if dead and way.destination.service and _is_ready(way, dead[0]):
        found = transport.endpoint_fails(way, dead[0], inside)
        text = _("it was reached this time, but {n} of {total} endpoints behind it fail: {text}")
        text = text.format(n=len(dead), total=len(endpoints), text=found.text)
        return Verdict(True, text, found)
    return Verdict(True, _("fine: {times}").format(times=times(asked.probed)))


def times(probed: Probed) -> str:
    """`name 2 ms, TCP 1 ms, HTTP 200 OK 5 ms`."""
    return ", ".join(
        _timed(step) for step in probed.steps if step.outcome is Outcome.OK and step.name is not StepName.ROUTE
    )


def _timed(step: Step) -> str:
    word = step.said if step.name is StepName.HTTP else _(STEPS[step.name])
    return word if step.seconds is None else f"{word} {duration(step.seconds)}"


def _is_ready(way: Way, dead: Tried) -> bool:
    target = dead.probed.target
    return any((one.address, one.port) == (target.host, target.port) for one in way.ready)


def _broken(way: Way, tried: tuple[Tried, ...], asked: Tried, step: Step, inside: Inside) -> Break:
    if step.name is StepName.NAME:
        return names.broken(way, asked, step)
    if step.name is StepName.TLS and step.outcome is Outcome.FAILED:
        return tls.broken(way, asked, step)
    if step.name is StepName.HTTP and step.outcome is Outcome.FAILED:
        return http.broken(way, asked, step)
    return transport.broken(way, tried, asked, step, inside)
