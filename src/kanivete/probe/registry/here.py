"""Requests from this machine: TLS verified, redirects shown and not followed, time and bytes bounded."""

import errno
import hashlib
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2 as httpx

from kanivete import __version__
from kanivete.i18n import _
from kanivete.kube.api.proxies import proxy_of_environment
from kanivete.probe.here import probe_here
from kanivete.probe.registry.exchange import Ended, NoResponseError, Request, Response, again_if_reset
from kanivete.probe.registry.faults import name_fault, tls_fault
from kanivete.probe.steps import Outcome, Probed, StepName, Target
from kanivete.redact import redact

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 8.0
"""Without a byte for so long, an answer has stopped."""


_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
"""Where systems keep all their authorities in one file, while OpenSSL may read a folder of them."""


class CannotAskError(Exception):
    """This machine's settings do not allow to ask at all; one line."""


class HereClient:
    """Asks from this machine, with its system's authorities and those of `ca_file`. Safe to use from several threads.

    Raises:
        CannotAskError: The file holds no certificate, or the environment's proxy cannot be used.
    """

    def __init__(self, ca_file: str = "", *, connect_seconds: float = CONNECT_SECONDS) -> None:
        self._connect_seconds = connect_seconds
        self._tls = trusting(ca_file)
        self._authorities = with_systems(ca_file) if ca_file else ""
        try:
            self._http = httpx.Client(
                verify=self._tls,
                headers={"User-Agent": f"kanivete/{__version__}", "Accept-Encoding": "identity"},
                follow_redirects=False,
                # Runtimes are Go programs, which go to this machine themselves.
                mounts=dict.fromkeys(("all://localhost", "all://127.0.0.0/8", "all://[::1]")),
                # A connection of its own for each request: what one is told must not depend on the one before.
                limits=httpx.Limits(max_keepalive_connections=0),
            )
        except ImportError as error:
            raise CannotAskError(
                _("the environment's proxy: SOCKS needs an extra: pip install 'httpx2[socks]'")
            ) from error
        except (ValueError, httpx.InvalidURL) as error:
            raise CannotAskError(
                _("the environment's proxy cannot be used: {why}").format(why=redact(str(error)))
            ) from error

    @property
    def origin(self) -> str:
        return _("this machine")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def proxy_for(self, url: str) -> str:
        try:
            used = proxy_of_environment(httpx.URL(url))
        except httpx.InvalidURL:
            return ""
        try:
            return str(httpx.URL(used).copy_with(username=None, password=None)) if used else ""
        except httpx.InvalidURL:
            return redact(used)

    def reach(self, target: Target) -> Probed:
        return probe_here(replace(target, ca=self._authorities), seconds=self._connect_seconds)

    def send(self, request: Request) -> Response:
        return again_if_reset(self._once, request)

    def _once(self, request: Request) -> Response:
        begun = time.monotonic()
        limit = httpx.Timeout(min(SILENCE_SECONDS, request.seconds), connect=self._connect_seconds)
        try:
            with self._http.stream(
                request.method,
                request.url,
                headers=dict(request.headers),
                content=request.body or None,
                timeout=limit,
            ) as answer:
                return _read(answer, request, begun)
        except httpx.HTTPError as error:
            raise _explained(error, time.monotonic() - begun) from error
        except (httpx.InvalidURL, ValueError) as error:
            raise NoResponseError(StepName.NAME, Outcome.FAILED, _short(error), time.monotonic() - begun) from error


def trusting(ca_file: str) -> ssl.SSLContext:
    """What connections are made with: the system's authorities, and those of a file if it is named.

    Raises:
        CannotAskError: The file cannot be read, or holds no certificate.
    """
    made = ssl.create_default_context()
    # Runtimes are Go programs, which accept authorities without the extensions that Python 3.13 asks for.
    made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if ca_file:
        try:
            made.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            why = error.strerror if isinstance(error, FileNotFoundError | PermissionError) else _("no PEM certificate")
            raise CannotAskError(_("--ca-file {file} cannot be used: {why}").format(file=ca_file, why=why)) from error
    return made


def with_systems(ca_file: str) -> str:
    """The certificates of a file and the system's as one text."""
    known = (ssl.get_default_verify_paths().cafile, *_BUNDLES)
    system = next((path for path in known if path and Path(path).is_file()), "")
    return "\n".join(Path(path).read_text("utf-8", "replace") for path in (ca_file, system) if path)


def _read(answer: httpx.Response, request: Request, begun: float) -> Response:
    """The body, as far as it is wanted and comes."""
    started = time.monotonic()
    kept, digest, received = bytearray(), hashlib.sha256(), 0
    ended = Ended.COMPLETE
    try:
        for chunk in answer.iter_raw():
            wanted = chunk[: request.most - received]
            digest.update(wanted)
            received += len(wanted)
            kept += wanted[: request.keep - len(kept)]
            if received >= request.most:
                ended = _at_limit(answer, chunk, wanted, received)
                break
            if time.monotonic() - begun > request.seconds:
                ended = Ended.TIME
                break
    except httpx.TimeoutException:
        ended = Ended.SILENT if time.monotonic() - begun < request.seconds + SILENCE_SECONDS else Ended.TIME
    except httpx.TransportError:
        ended = Ended.CUT
    return Response(
        status=answer.status_code,
        headers=tuple((key.lower(), value) for key, value in answer.headers.multi_items()),
        body=bytes(kept),
        ended=ended,
        received=received,
        sha256=digest.hexdigest(),
        seconds=time.monotonic() - begun,
        body_seconds=time.monotonic() - started,
    )


def _at_limit(answer: httpx.Response, chunk: bytes, wanted: bytes, received: int) -> Ended:
    """Whether the body ended just where the limit is."""
    length = answer.headers.get("content-length", "")
    whole = len(chunk) == len(wanted) and length.isdigit() and int(length) == received
    return Ended.COMPLETE if whole else Ended.ENOUGH


def _explained(error: httpx.HTTPError, seconds: float) -> NoResponseError:
    """How far a request got, by the kinds of the errors behind it."""
    for cause in _chain(error):
        if isinstance(cause, socket.gaierror):
            return NoResponseError(StepName.NAME, Outcome.FAILED, _words(cause), seconds, name_fault(cause))
        if isinstance(cause, ssl.SSLError):
            return _of_tls(cause, seconds)
        if isinstance(cause, ConnectionRefusedError):
            return NoResponseError(StepName.TCP, Outcome.REFUSED, _words(cause), seconds)
        if isinstance(cause, OSError) and cause.errno in (
            errno.EHOSTUNREACH,
            errno.ENETUNREACH,
            errno.EACCES,
            errno.EPERM,
        ):
            return NoResponseError(StepName.TCP, Outcome.REJECTED, _words(cause), seconds)
    if isinstance(error, httpx.ConnectTimeout):
        return NoResponseError(
            StepName.TCP, Outcome.DROPPED, _("no connection within {n:.0f} s").format(n=seconds), seconds
        )
    if isinstance(error, httpx.TimeoutException):
        return NoResponseError(
            StepName.HTTP, Outcome.DROPPED, _("no answer within {n:.0f} s").format(n=seconds), seconds
        )
    if isinstance(error, httpx.ProxyError):
        return NoResponseError(StepName.HTTP, Outcome.FAILED, _short(error), seconds, proxy=True)
    return NoResponseError(StepName.HTTP, Outcome.RESET, _short(error), seconds)


def _of_tls(error: ssl.SSLError, seconds: float) -> NoResponseError:
    fault = tls_fault(error)
    outcome = Outcome.FAILED if fault else Outcome.RESET
    said = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else (error.reason or str(error))
    return NoResponseError(StepName.TLS, outcome, said.replace("_", " ").lower(), seconds, fault)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _words(error: OSError) -> str:
    return error.strerror or str(error)


def _short(error: Exception) -> str:
    return redact(" ".join(str(error).split()))[:300] or type(error).__name__
