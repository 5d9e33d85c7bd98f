"""Which cause of the catalogue it is that stopped a request below HTTP."""

import socket
import ssl

from kanivete.probe.steps import Fault, Outcome, StepName

_BY_FAULT = {
    Fault.NO_SUCH_NAME: "image.dns-name",
    Fault.NO_ADDRESS: "image.dns-name",
    Fault.RESOLVER_SILENT: "image.dns-server",
    Fault.RESOLVER_REFUSED: "image.dns-server",
    Fault.RESOLVER_FAILED: "image.dns-server",
    Fault.NO_ROUTE: "image.network-no-route",
    Fault.EXPIRED: "image.tls-expired",
    Fault.NOT_YET_VALID: "image.tls-not-yet-valid",
    Fault.SELF_SIGNED: "image.tls-unknown-authority",
    Fault.UNKNOWN_AUTHORITY: "image.tls-unknown-authority",
    Fault.BAD_CERTIFICATE: "image.tls-unknown-authority",
    Fault.WRONG_NAME: "image.tls-name-mismatch",
    Fault.NO_TLS: "image.tls-plain-http",
}
_BY_OUTCOME = {
    Outcome.DROPPED: "image.network-timeout",
    Outcome.REJECTED: "image.network-no-route",
    Outcome.REFUSED: "image.network-refused",
    Outcome.RESET: "image.network-reset",
}
_EXPIRED, _NOT_YET = 10, 9
_SELF_SIGNED, _UNKNOWN = frozenset({18, 19}), frozenset({2, 20, 21})
_WRONG_NAME = frozenset({62, 63, 64})
"""OpenSSL's X509_V_ERR_* codes."""

_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")
_OLD = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE")


def cause_of(step: StepName, outcome: Outcome, fault: Fault | None) -> str:
    """The cause that a failed step (or a request without an answer) is for a pull."""
    if fault in _BY_FAULT:
        return _BY_FAULT[fault]
    if step is StepName.NAME:
        return "image.dns-server"
    if outcome in _BY_OUTCOME:
        return _BY_OUTCOME[outcome]
    return "image.tls-handshake" if step is StepName.TLS else "image.network-reset"


def tls_fault(error: ssl.SSLError) -> Fault | None:
    """What failed in TLS, by OpenSSL's codes; None where the connection merely ended."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return certificate_fault(error.verify_code)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return None
    return handshake_fault(error.reason or "")


def handshake_fault(reason: str) -> Fault | None:
    """What an error of OpenSSL's is, by its name; None where the connection merely ended."""
    if any(mark in reason for mark in _NO_TLS):
        return Fault.NO_TLS
    if "UNEXPECTED_EOF" in reason:
        return None
    if any(mark in reason for mark in _OLD):
        return Fault.OLD_PROTOCOL
    return Fault.CLIENT_CERTIFICATE if "CERTIFICATE_REQUIRED" in reason else Fault.HANDSHAKE


def name_fault(error: socket.gaierror) -> Fault:
    """What the resolver's failure is, as far as the system's code tells."""
    absent = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
    return Fault.NO_SUCH_NAME if error.errno in absent else Fault.RESOLVER_FAILED


def certificate_fault(code: int) -> Fault:
    """What is wrong with a certificate, by OpenSSL's verdict."""
    if code in _WRONG_NAME:
        return Fault.WRONG_NAME
    if code in _SELF_SIGNED:
        return Fault.SELF_SIGNED
    if code in _UNKNOWN:
        return Fault.UNKNOWN_AUTHORITY
    return {_EXPIRED: Fault.EXPIRED, _NOT_YET: Fault.NOT_YET_VALID}.get(code, Fault.BAD_CERTIFICATE)
