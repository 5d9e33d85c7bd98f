"""An HTTP answer that is a failure, or no HTTP."""

from kanivete.check.objects.way import Way
from kanivete.check.result import Break, Tried, probe_said
from kanivete.check.tried.words import facts, said
from kanivete.i18n import _
from kanivete.probe.steps import Fault, Step

_CAUSES = {
    Fault.SERVER_ERROR: "http.server-error",
    Fault.NEEDS_TLS: "http.needs-tls",
    Fault.CLIENT_CERTIFICATE: "tls.client-certificate",
}


def broken(way: Way, asked: Tried, step: Step) -> Break:
    """What was answered instead."""
    target, answer = asked.probed.target, asked.probed.answered
    cause = _CAUSES.get(step.fault, "http.not-spoken") if step.fault else "http.not-spoken"
    evidence = [said(asked, step)]
    known = facts(way, asked)
    if answer:
        known |= {"status": str(answer.status), "server": answer.server}
        evidence += [probe_said(answer.head, asked.subject, "http body")] if answer.head.strip() else []
    if step.fault is Fault.SERVER_ERROR:
        text = _(
            "it is reached, and answers with {said}: the network is fine, the program or what it depends on is not"
        )
    else:
        text = _("{target} is reached, and answers otherwise than expected: {said}")
    return Break(
        cause, text.format(target=target, said=step.said), way.destination.ref, evidence=tuple(evidence), facts=known
    )
