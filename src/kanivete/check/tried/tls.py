"""A TLS handshake that failed, and a certificate that is not accepted."""

from kanivete.check.objects.way import Way
from kanivete.check.result import Break, Tried, probe_said
from kanivete.check.tried.words import facts, said
from kanivete.i18n import _
from kanivete.probe.steps import Certificate, Fault, Step

_CAUSES = {
    Fault.EXPIRED: "tls.expired",
    Fault.NOT_YET_VALID: "tls.not-yet-valid",
    Fault.SELF_SIGNED: "tls.unknown-authority",
    Fault.UNKNOWN_AUTHORITY: "tls.unknown-authority",
    Fault.WRONG_NAME: "tls.name-mismatch",
    Fault.NO_TLS: "tls.not-spoken",
    Fault.OLD_PROTOCOL: "tls.handshake",
    Fault.CLIENT_CERTIFICATE: "tls.client-certificate",
}
_ORDER = (Fault.EXPIRED, Fault.NOT_YET_VALID, Fault.WRONG_NAME, Fault.SELF_SIGNED, Fault.UNKNOWN_AUTHORITY)
"""What has to be mended first, whatever else is wrong: an authority can be trusted, an expired certificate never."""


def broken(way: Way, asked: Tried, step: Step) -> Break:
    """The first of what is wrong with the certificate, with what was shown."""
    shown = asked.probed.presented
    faults = shown.faults if shown else ()
    fault = next((one for one in _ORDER if one in faults), step.fault)
    cause = _CAUSES.get(fault, "tls.handshake") if fault else "tls.handshake"
    text = _("TLS with {target} fails: {said}").format(target=asked.probed.target, said=step.said)
    evidence = [said(asked, step)]
    known = facts(way, asked)
    if shown and shown.chain:
        evidence += [
            probe_said(_written(one), asked.subject, f"certificate[{at}]") for at, one in enumerate(shown.chain[:3])
        ]
        known |= {"subject": shown.chain[0].subject, "names": ", ".join(shown.chain[0].names[:8])}
    return Break(cause, text, way.destination.ref, evidence=tuple(evidence), facts=known)


def _written(one: Certificate) -> str:
    names = f", for {', '.join(one.names[:8])}" if one.names else ""
    valid = f"{one.not_before:%Y-%m-%dT%H:%M:%SZ} – {one.not_after:%Y-%m-%dT%H:%M:%SZ}"
    return f"{one.subject}, issued by {one.issuer}{names}, valid {valid}"
