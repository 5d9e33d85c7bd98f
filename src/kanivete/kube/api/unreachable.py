"""Why there was no answer, told so that a person knows what to do."""

import errno
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2 as httpx

from kanivete.kube.api.certificate import not_after
from kanivete.kube.api.errors import UnreachableError
from kanivete.kube.api.tls import Identity

_UNTRUSTED = {18, 19, 20, 21}
_WRONG_NAME = {62, 63, 64}
_EXPIRED, _NOT_YET = 10, 9
"""OpenSSL's X509_V_ERR_* codes."""

_ABOUT_US = ("CERTIFICATE_EXPIRED", "BAD_CERTIFICATE", "UNKNOWN_CA", "CERTIFICATE_REQUIRED", "CERTIFICATE_UNKNOWN")
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")


def explain(error: Exception, server: str, who: Identity | None, seconds: float, proxy: str = "") -> UnreachableError:
    """The failure of a request to `server` that was given `seconds`, in words; `proxy` is whom it was sent to."""
    chain = list(_chain(error))
    nobody = _nobody(error, chain)
    if nobody and proxy:
        return UnreachableError(f"cannot reach {server}: no way to its proxy {proxy}: {nobody}; see proxy-url")
    return UnreachableError(f"cannot reach {server}: {nobody or _reason(error, chain, who, seconds)}")


def expired(who: Identity | None) -> str:
    """That the client certificate has ended and when, or nothing."""
    ends = not_after(who.certificate) if who else None
    if ends is None or ends > datetime.now(UTC):
        return ""
    return f"the client certificate in the kubeconfig expired at {ends:%Y-%m-%dT%H:%M:%SZ}: get a new one"


def _nobody(error: Exception, chain: list[BaseException]) -> str:
    """Why there is no connection to whom it was sent, or nothing."""
    for cause in chain:
        if isinstance(cause, socket.gaierror):
            return f"its name cannot be resolved ({cause.strerror}): check the name, DNS and the VPN"
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused: nothing listens there; does it run, and is the port right?"
        if isinstance(cause, OSError) and cause.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH):
            return "no route to it: check the network and the VPN"
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection in time: a firewall may drop it, or a VPN is missing"
    return ""


def _reason(error: Exception, chain: list[BaseException], who: Identity | None, seconds: float) -> str:
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _distrust(cause)
        if isinstance(cause, ssl.SSLError) and (said := _tls(cause, who)):
            return said
    if isinstance(error, httpx.TimeoutException):
        return f"it does not answer within {seconds:.3g} s; allow more with --request-timeout"
    if isinstance(error, httpx.ProxyError):
        return f"the proxy refuses: {error}"
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError):
        return expired(who) or f"the connection broke: {_text(chain)}"
    return _text(chain)


def _distrust(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code == _EXPIRED:
        return "the server's certificate has expired"
    if error.verify_code == _NOT_YET:
        return "the server's certificate is not valid yet: is the clock of this machine right?"
    if error.verify_code in _WRONG_NAME:
        return f"the server's certificate is for other names ({error.verify_message}); see tls-server-name"
    if error.verify_code in _UNTRUSTED:
        return (
            f"its certificate is signed by an unknown authority ({error.verify_message}): "
            "check certificate-authority in the kubeconfig"
        )
    return f"its certificate cannot be verified: {error.verify_message}"


def _tls(error: ssl.SSLError, who: Identity | None) -> str:
    reason = str(error.reason or "")
    if "ALERT" in reason and any(word in reason for word in _ABOUT_US):
        given = (
            "the server does not accept the client certificate" if who else "the server asks for a client certificate"
        )
        return expired(who) or f"{given} ({reason.replace('_', ' ').lower()})"
    if reason in _NO_TLS:
        return "it does not speak TLS there: is the port right, or should its address begin with http://?"
    return f"TLS: {reason.replace('_', ' ').lower()}" if reason else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while error is not None and seen < 16:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1


def _text(chain: list[BaseException]) -> str:
    said = next((str(cause) for cause in chain if str(cause)), type(chain[0]).__name__)
    return " ".join(said.split())[:300]
