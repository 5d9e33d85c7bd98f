"""What came of an HTTP request. Redirects are told, not followed."""

from kanivete.i18n import _
from kanivete.probe.facts import HttpFacts
from kanivete.probe.reading.tls import asks_for_certificate
from kanivete.probe.reading.transport import outcome
from kanivete.probe.steps import Answered, Fault, Outcome, Step, StepName, Target
from kanivete.redact import clean

_TLS_ALERT = "\x15\x03"
_SPEAK_TLS = (
    "HTTP request to an HTTPS server",
    "plain HTTP request was sent to HTTPS port",
    "speaking plain HTTP to an",
)
"""Go's net/http; nginx; Apache."""
_MOST_BODY = 500


def answered(facts: HttpFacts) -> Answered | None:
    """The answer's head; None where there is no HTTP in it."""
    head, _end, body = facts.answer.replace("\r\n", "\n").partition("\n\n")
    status_line, *lines = head.split("\n")
    protocol, _space, rest = status_line.partition(" ")
    code, _space, reason = rest.partition(" ")
    if not protocol.startswith("HTTP/") or not (len(code) == 3 and code.isascii() and code.isdigit()):
        return None
    headers = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    server, location = clean(headers.get("server", ""))[:200], clean(headers.get("location", ""))[:500]
    shown = clean(body[:_MOST_BODY]) if body.isprintable() or "\n" in body else ""
    return Answered(int(code), clean(reason.strip())[:100], server, location, facts.first_byte, shown)


def step(facts: HttpFacts, target: Target) -> Step:
    """The step: the status line, or why there is none."""
    answer = answered(facts)
    if facts.missing:
        said = _("not tried: none of these programs is there: {programs}").format(programs=clean(facts.missing))
        return Step(StepName.HTTP, Outcome.UNKNOWN, said=said)
    if facts.unclear:
        return Step(StepName.HTTP, Outcome.UNKNOWN, facts.seconds, clean(facts.said))
    if answer:
        return _status(answer, facts, target)
    if not target.tls and facts.answer.startswith(_TLS_ALERT):
        return Step(StepName.HTTP, Outcome.FAILED, facts.seconds, _("it speaks TLS, not plain HTTP"), Fault.NEEDS_TLS)
    if facts.answer:
        quoted = clean(facts.answer.partition("\n")[0].strip())[:100]
        said = _("the answer is not HTTP: “{answer}”").format(answer=quoted)
        return Step(StepName.HTTP, Outcome.FAILED, facts.seconds, said, Fault.NOT_HTTP)
    return _nothing(facts)


def _status(answer: Answered, facts: HttpFacts, target: Target) -> Step:
    said = f"HTTP {answer.status} {answer.reason}".rstrip()
    if answer.status == 400 and not target.tls and any(words in facts.answer for words in _SPEAK_TLS):
        told = _("it speaks TLS, not plain HTTP ({said})").format(said=said)
        return Step(StepName.HTTP, Outcome.FAILED, facts.seconds, told, Fault.NEEDS_TLS)
    if answer.status >= 500:
        return Step(StepName.HTTP, Outcome.FAILED, facts.seconds, said, Fault.SERVER_ERROR)
    if answer.location:
        said = _("{status}, sends on to {location}").format(status=said, location=answer.location)
    return Step(StepName.HTTP, Outcome.OK, facts.seconds, said)


def _nothing(facts: HttpFacts) -> Step:
    if asks_for_certificate(facts.reason):
        said = _("it asks for a client certificate")
        return Step(StepName.HTTP, Outcome.FAILED, facts.seconds, said, Fault.CLIENT_CERTIFICATE)
    if facts.timeout:
        return Step(StepName.HTTP, Outcome.DROPPED, facts.seconds, _("connected, but the request is not answered"))
    if not facts.errno or outcome(facts) is Outcome.RESET:
        return Step(StepName.HTTP, Outcome.RESET, facts.seconds, _("closed without an answer to the request"))
    return Step(StepName.HTTP, Outcome.FAILED, facts.seconds, clean(facts.said))
