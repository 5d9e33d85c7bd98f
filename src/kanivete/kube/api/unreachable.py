"""Why there was no answer, told so that a person knows what to do."""

import errno
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2 as httpx

from kanivete.i18n import _
from kanivete.kube.api.errors import UnreachableError
from kanivete.kube.api.tls import Identity
from kanivete.kube.certificates import not_after

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
        return UnreachableError(
            _("cannot reach {server}: no way to its proxy {proxy}: {why}; see proxy-url").format(
                server=server, proxy=proxy, why=nobody
            )
        )
    why = nobody or _reason(error, chain, who, seconds)
    return UnreachableError(_("cannot reach {server}: {why}").format(server=server, why=why))


def expired(who: Identity | None) -> str:
    """That the client certificate has ended and when, or nothing."""
    ends = not_after(who.certificate) if who else None
    if ends is None or ends > datetime.now(UTC):
        return ""
    return _("the client certificate in the kubeconfig expired at {time}: get a new one").format(
        time=f"{ends:%Y-%m-%dT%H:%M:%SZ}"
    )


def _nobody(error: Exception, chain: list[BaseException]) -> str:
    """Why there is no connection to whom it was sent, or nothing."""
    for cause in chain:
        if isinstance(cause, socket.gaierror):
            return _("its name cannot be resolved ({why}): check the name, DNS and the VPN").format(why=cause.strerror)
        if isinstance(cause, ConnectionRefusedError):
            return _("connection refused: nothing listens there; does it run, and is the port right?")
        if isinstance(cause, OSError) and cause.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH):
            return _("no route to it: check the network and the VPN")
    if isinstance(error, httpx.ConnectTimeout):
        return _("no connection in time: a firewall may drop it, or a VPN is missing")
    return ""


def _reason(error: Exception, chain: list[BaseException], who: Identity | None, seconds: float) -> str:
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _distrust(cause)
        if isinstance(cause, ssl.SSLError) and (said := _tls(cause, who)):
            return said
    if isinstance(error, httpx.TimeoutException):
        return _("it does not answer within {seconds:.3g} s; allow more with --request-timeout").format(seconds=seconds)
    if isinstance(error, httpx.ProxyError):
        return _("the proxy refuses: {error}").format(error=error)
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError):
        return expired(who) or _("the connection broke: {error}").format(error=_text(chain))
    return _text(chain)


def _distrust(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code == _EXPIRED:
        return _("the server's certificate has expired")
    if error.verify_code == _NOT_YET:
        return _("the server's certificate is not valid yet: is the clock of this machine right?")
    if error.verify_code in _WRONG_NAME:
        return _("the server's certificate is for other names ({said}); see tls-server-name").format(
            said=error.verify_message
        )
    if error.verify_code in _UNTRUSTED:
        return _(
            "its certificate is signed by an unknown authority ({said}): check certificate-authority in the kubeconfig"
        ).format(said=error.verify_message)
    return _("its certificate cannot be verified: {said}").format(said=error.verify_message)


def _tls(error: ssl.SSLError, who: Identity | None) -> str:
    reason = str(error.reason or "")
    if "ALERT" in reason and any(word in reason for word in _ABOUT_US):
        said = reason.replace("_", " ").lower()
        if who:
            ended = expired(who)
            return ended or _("the server does not accept the client certificate ({said})").format(said=said)
        return _("the server asks for a client certificate ({said})").format(said=said)
    if reason in _NO_TLS:
        return _("it does not speak TLS there: is the port right, or should its address begin with http://?")
    return f"TLS: {reason.replace('_', ' ').lower()}" if reason else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while error is not None and seen < 16:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1


def _text(chain: list[BaseException]) -> str:
    said = next((str(cause) for cause in chain if str(cause)), type(chain[0]).__name__)
    return " ".join(said.split())[:300]
