"""What came of a TLS handshake: each way in which it fails has words of its own."""

import binascii
from datetime import UTC, datetime

from kanivete.i18n import _
from kanivete.probe.facts import OwnFacts, TlsFacts
from kanivete.probe.reading.transport import outcome, words
from kanivete.probe.steps import Certificate, Fault, Outcome, Presented, Step, StepName, Target
from kanivete.probe.tls import certificate, names
from kanivete.redact import clean

_VERIFY = {
    2: Fault.UNKNOWN_AUTHORITY,
    9: Fault.NOT_YET_VALID,
    10: Fault.EXPIRED,
    18: Fault.SELF_SIGNED,
    19: Fault.UNKNOWN_AUTHORITY,
    20: Fault.UNKNOWN_AUTHORITY,
    21: Fault.UNKNOWN_AUTHORITY,
    62: Fault.WRONG_NAME,
    64: Fault.WRONG_NAME,
}
"""OpenSSL's X509_V_ERR_* codes."""
_UNTRUSTED = (18, 19, 20, 21)
"""By authorities other than those that were given: only Python can be given some."""
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "UNKNOWN_PROTOCOL")
_OLD = ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION")
_CLOSED = ("SSLEOFError", "SSLZeroReturnError", "UNEXPECTED_EOF_WHILE_READING", "UNEXPECTED_EOF")
_NO_REASON = "SSLError"
"""What Python has where OpenSSL gives a reason that it knows no name of: only the words tell."""
_OPENSSL_TIME = "%b %d %H:%M:%S %Y GMT"
_MOST_NAMES = 8


def presented(target: Target, facts: TlsFacts, now: datetime) -> Presented | None:
    """What the other side showed, with all that is wrong with it; None where it showed nothing."""
    chain = _chain(facts)
    if not chain and not facts.version:
        return None
    verify = 0 if target.ca and not facts.chain and facts.verify in _UNTRUSTED else facts.verify
    faults = [_VERIFY.get(verify, Fault.BAD_CERTIFICATE)] if verify else []
    if chain:
        faults += [Fault.EXPIRED] if chain[0].not_after < now else []
        faults += [Fault.NOT_YET_VALID] if chain[0].not_before > now else []
        named = not chain[0].names or names.is_for(chain[0].names, _wanted(target))
        faults += [] if named else [Fault.WRONG_NAME]
    if facts.reason in _OLD:
        faults.insert(0, Fault.OLD_PROTOCOL)
    return Presented(clean(facts.version), clean(facts.cipher), chain, tuple(dict.fromkeys(faults)))


def step(target: Target, facts: TlsFacts, shown: Presented | None) -> Step:
    """The step: version and certificate, or why there is no trust or no handshake."""
    if facts.missing:
        said = _("not tried: none of these programs is there: {programs}").format(programs=clean(facts.missing))
        return Step(StepName.TLS, Outcome.UNKNOWN, said=said)
    if shown:
        faults = shown.faults if target.verify else tuple(f for f in shown.faults if f is Fault.OLD_PROTOCOL)
        if not faults:
            unchecked = _("its authority was not checked") if target.ca and not facts.chain else ""
            said = ", ".join(filter(None, (_certificate(shown), unchecked)))
            return Step(StepName.TLS, Outcome.OK, facts.seconds, said)
        said = "; ".join(_said(fault, target, facts, shown) for fault in faults)
        return Step(StepName.TLS, Outcome.FAILED, facts.seconds, said, faults[0])
    return _no_handshake(facts)


def _no_handshake(facts: TlsFacts) -> Step:
    plain = clean(facts.plain.partition("\n")[0].strip())[:100]
    if facts.reason in _OLD:
        said = _("it speaks only versions of TLS that are refused today ({said})").format(said=_openssl(facts))
        return Step(StepName.TLS, Outcome.FAILED, facts.seconds, said, Fault.OLD_PROTOCOL)
    if facts.reason in _NO_TLS or plain:
        said = _("it does not speak TLS; it answers “{answer}”").format(answer=plain)
        said = said if plain else _("it does not speak TLS ({said})").format(said=_openssl(facts))
        return Step(StepName.TLS, Outcome.FAILED, facts.seconds, said, Fault.NO_TLS)
    if facts.timeout:
        said = _("no answer to TLS's first message: the server hangs, speaks no TLS, or large packets get lost (MTU)")
        return Step(StepName.TLS, Outcome.DROPPED, facts.seconds, said)
    if facts.reason in _CLOSED or outcome(facts) is Outcome.RESET:
        said = _("the connection was closed in the TLS handshake")
        return Step(StepName.TLS, Outcome.RESET, facts.seconds, said)
    if facts.verify:
        fault = _VERIFY.get(facts.verify, Fault.BAD_CERTIFICATE)
        return Step(StepName.TLS, Outcome.FAILED, facts.seconds, clean(facts.said), fault)
    fault = Fault.CLIENT_CERTIFICATE if asks_for_certificate(facts.reason) else Fault.HANDSHAKE
    return Step(StepName.TLS, Outcome.FAILED, facts.seconds, _openssl(facts) or words(facts), fault)


def asks_for_certificate(reason: str) -> bool:
    """Whether OpenSSL's reason is that the other side wants a client certificate."""
    return "CERTIFICATE_REQUIRED" in reason


def _wanted(target: Target) -> str:
    return target.server_name or target.host


def _chain(facts: TlsFacts) -> tuple[Certificate, ...]:
    if facts.pem:
        return tuple(_cleaned(one) for one in certificate.of_pem(facts.pem))
    if facts.own and not facts.chain:
        return _own(facts.own)
    found = []
    for encoded in facts.chain:
        try:
            found.append(_cleaned(certificate.of_der(binascii.a2b_base64(encoded))))
        except ValueError:
            break
    return tuple(found)


def _own(facts: OwnFacts) -> tuple[Certificate, ...]:
    """A certificate of which only a program's words are known: its names are not among them."""
    try:
        times = [
            datetime.strptime(text, _OPENSSL_TIME).replace(tzinfo=UTC) for text in (facts.not_before, facts.not_after)
        ]
    except ValueError:
        return ()
    return (_cleaned(Certificate(facts.subject, facts.issuer, times[0], times[1])),)


def _cleaned(one: Certificate) -> Certificate:
    shown = tuple(clean(name) for name in one.names)
    return Certificate(clean(one.subject), clean(one.issuer), one.not_before, one.not_after, shown)


def _certificate(shown: Presented) -> str:
    if not shown.chain:
        return shown.version
    ends = _("certificate valid until {date}").format(date=_date(shown.chain[0].not_after))
    return ", ".join(filter(None, (shown.version, shown.chain[0].subject, ends)))


def _said(fault: Fault, target: Target, facts: TlsFacts, shown: Presented) -> str:
    own = shown.chain[0] if shown.chain else None
    if fault is Fault.EXPIRED:
        return _expired(shown)
    if fault is Fault.NOT_YET_VALID and own:
        return _("the certificate is not valid before {date}: is a clock wrong?").format(date=_date(own.not_before))
    if fault is Fault.WRONG_NAME and own:
        given = ", ".join(own.names[:_MOST_NAMES]) or own.subject
        more = f" (+{len(own.names) - _MOST_NAMES})" if len(own.names) > _MOST_NAMES else ""
        told = _("the certificate is not for {name}, but for {names}")
        return told.format(name=_wanted(target), names=given + more)
    if fault is Fault.SELF_SIGNED and own:
        return _("the certificate is signed by itself ({subject})").format(subject=own.subject)
    if fault is Fault.UNKNOWN_AUTHORITY and own:
        told = _("the certificate is signed by an authority that is not trusted there ({issuer})")
        none = "" if facts.authorities else _(": no authority is, there are no CA certificates")
        return told.format(issuer=own.issuer) + none
    if fault is Fault.OLD_PROTOCOL:
        return _("it speaks only {version}, which is refused today").format(version=shown.version or _openssl(facts))
    return clean(facts.said)


def _expired(shown: Presented) -> str:
    if not shown.chain:
        return _("the certificate has expired")
    first = min(shown.chain, key=lambda one: one.not_after)
    if first is shown.chain[0]:
        return _("the certificate expired on {date}").format(date=_date(first.not_after))
    told = _("the certificate of its authority {subject} expired on {date}")
    return told.format(subject=first.subject, date=_date(first.not_after))


def _date(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"


def _openssl(facts: TlsFacts) -> str:
    reason = "" if facts.reason == _NO_REASON else facts.reason
    return clean(reason.replace("_", " ").lower() or facts.said)
