"""What came back from there, read as an answer or as the reason why there is none."""

import base64
import binascii
import errno
import math
from typing import Any

from kanivete.i18n import _
from kanivete.kube.decode import NotJsonError, plain
from kanivete.kube.numbers import whole_number
from kanivete.probe.registry.exchange import Ended, NoResponseError, Response
from kanivete.probe.registry.faults import certificate_fault, handshake_fault
from kanivete.probe.steps import Certificate, Fault, Outcome, Presented, Step, StepName
from kanivete.probe.tls.certificate import of_der
from kanivete.redact import redact

_REJECTED = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EACCES, errno.EPERM})


def of_python(stdout: bytes, stderr: bytes) -> Response:
    """The answer that `ask.py` printed.

    Raises:
        NoResponseError: It printed why there is none, or nothing of use.
    """
    try:
        said = plain(stdout)
    except NotJsonError as error:
        raise NoResponseError(StepName.HTTP, Outcome.UNKNOWN, _last(stderr) or str(error)) from error
    seconds = _number(said.get("seconds"))
    failed = said.get("failed")
    if isinstance(failed, dict):
        raise _failure(failed, seconds)
    try:
        headers = tuple((str(name).lower(), str(value)) for name, value in said["headers"])
        return Response(
            status=int(said["status"]),
            headers=headers,
            body=base64.b64decode(said["body"]),
            ended=Ended(said["ended"]),
            received=int(said["received"]),
            sha256=str(said["sha256"]),
            seconds=seconds,
            body_seconds=_number(said.get("bodySeconds")),
        )
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise NoResponseError(StepName.HTTP, Outcome.UNKNOWN, str(error), seconds) from error


def handshake_of(stdout: bytes, stderr: bytes) -> tuple[Step, Presented | None]:
    """The TLS step that `ask.py` printed for `HANDSHAKE`, and the certificate that was shown."""
    try:
        said = plain(stdout)
    except NotJsonError as error:
        return Step(StepName.TLS, Outcome.UNKNOWN, None, _last(stderr) or str(error)), None
    seconds, version = _number(said.get("seconds")), str(said.get("version", ""))
    shown = _certificate(said.get("certificate"))
    failed = said.get("failed")
    if not isinstance(failed, dict):
        until = f", {shown.subject}, {shown.not_after:%Y-%m-%d}" if shown else ""
        return Step(StepName.TLS, Outcome.OK, seconds, f"{version}{until}"), _presented(version, shown)
    failure = _failure(failed, seconds)
    return Step(StepName.TLS, failure.outcome, seconds, _words(failure, shown), failure.fault), _presented("", shown)


def _words(failure: NoResponseError, shown: Certificate | None) -> str:
    if shown is None:
        return failure.said
    if failure.fault is Fault.EXPIRED:
        return _("the certificate expired on {time} UTC").format(time=f"{shown.not_after:%Y-%m-%d %H:%M}")
    if failure.fault is Fault.NOT_YET_VALID:
        return _("the certificate is not valid before {time} UTC").format(time=f"{shown.not_before:%Y-%m-%d %H:%M}")
    if failure.fault is Fault.WRONG_NAME:
        return _("the certificate is for {names}").format(names=", ".join(shown.names))
    return _("{said} (issuer: {issuer})").format(said=failure.said, issuer=shown.issuer)


def _presented(version: str, shown: Certificate | None) -> Presented | None:
    return Presented(version, chain=(shown,)) if shown else None


def _certificate(value: object) -> Certificate | None:
    try:
        return of_der(base64.b64decode(value)) if isinstance(value, str) and value else None
    except ValueError:
        return None


def _failure(failed: dict[str, Any], seconds: float) -> NoResponseError:
    kind, said, code = failed.get("kind"), redact(str(failed.get("said", ""))), int(_number(failed.get("code")))
    if kind == "name":
        fault = Fault.NO_SUCH_NAME if failed.get("absent") else Fault.RESOLVER_FAILED
        return NoResponseError(StepName.NAME, Outcome.FAILED, said, seconds, fault)
    if kind == "tls":
        found = certificate_fault(code) if code else handshake_fault(str(failed.get("reason", "")))
        outcome = Outcome.FAILED if found else Outcome.RESET
        return NoResponseError(StepName.TLS, outcome, said, seconds, found)
    if kind == "timeout":
        step = StepName.TCP if failed.get("phase") == "connect" else StepName.HTTP
        return NoResponseError(step, Outcome.DROPPED, said, seconds)
    if kind == "system" and code == errno.ECONNREFUSED:
        return NoResponseError(StepName.TCP, Outcome.REFUSED, said, seconds)
    if kind == "system" and code in _REJECTED:
        return NoResponseError(StepName.TCP, Outcome.REJECTED, said, seconds)
    return NoResponseError(StepName.HTTP, Outcome.RESET, said, seconds)


def of_curl(stdout: bytes, stderr: bytes, *, most: int) -> Response:
    """The answer that `curl -i` printed, with its figures as the last line of standard error.

    Raises:
        NoResponseError: There is none.
    """
    *words, figures = stderr.decode("utf-8", "replace").strip().splitlines() or [""]
    code, total, first, received = _figures(figures)
    head, whole = _head_and_body(stdout)
    body = whole[:most]
    if not head:
        said = redact(next((line.strip() for line in words if line.startswith("curl: ")), (words or [figures])[-1]))
        raise NoResponseError(*_step(code, said), said, total, _fault(code, said))
    first_line, *lines = head.split("\r\n")
    fields = (line.partition(":") for line in lines if ":" in line)
    return Response(
        status=whole_number(first_line.split(" ")[1]) or 0,
        headers=tuple((name.strip().lower(), value.strip()) for name, _colon, value in fields),
        body=body,
        ended=_ENDED.get(code, Ended.COMPLETE) if len(whole) <= most else Ended.ENOUGH,
        received=min(max(received, len(body)), most),
        seconds=total,
        body_seconds=max(total - first, 0.0),
    )


_BY_EXIT_CODE = {
    6: (StepName.NAME, Outcome.FAILED),
    7: (StepName.TCP, Outcome.REFUSED),
    28: (StepName.HTTP, Outcome.DROPPED),
    35: (StepName.TLS, Outcome.FAILED),
    51: (StepName.TLS, Outcome.FAILED),
    60: (StepName.TLS, Outcome.FAILED),
}
"""curl's own, of libcurl-errors(3)."""
_TLS_WORDS = (
    ("has expired", Fault.EXPIRED),
    ("not yet valid", Fault.NOT_YET_VALID),
    ("subject name", Fault.WRONG_NAME),
    ("does not match", Fault.WRONG_NAME),
    ("self-signed", Fault.SELF_SIGNED),
    ("self signed", Fault.SELF_SIGNED),
    ("wrong version number", Fault.NO_TLS),
    ("packet length", Fault.NO_TLS),
    ("unsupported protocol", Fault.OLD_PROTOCOL),
    ("protocol version", Fault.OLD_PROTOCOL),
    ("certificate required", Fault.CLIENT_CERTIFICATE),
)
_ENDED = {18: Ended.CUT, 56: Ended.CUT, 92: Ended.CUT, 28: Ended.SILENT}


def _step(code: int, said: str) -> tuple[StepName, Outcome]:
    if code == 35 and any(words in said.lower() for words in ("reset", "eof", "syscall")):
        return StepName.TLS, Outcome.RESET
    return _BY_EXIT_CODE.get(code, (StepName.HTTP, Outcome.RESET))


def _fault(code: int, said: str) -> Fault | None:
    """curl tells apart by its words alone what is wrong with TLS."""
    if code == 6:
        return Fault.NO_SUCH_NAME
    if code in (35, 51, 60) and _step(code, said)[1] is not Outcome.RESET:
        lower = said.lower()
        otherwise = Fault.HANDSHAKE if code == 35 else Fault.UNKNOWN_AUTHORITY
        return next((fault for words, fault in _TLS_WORDS if words in lower), otherwise)
    return None


def _head_and_body(stdout: bytes) -> tuple[str, bytes]:
    """The last head, after those of a proxy or of 1xx, and what follows it."""
    rest = stdout
    while rest.startswith(b"HTTP/"):
        head, blank, rest = rest.partition(b"\r\n\r\n")
        words = head.split(b"\r\n")[0].split(b" ")
        if not blank or len(words) < 2 or not words[1].isdigit():
            break
        if not (words[1].startswith(b"1") or rest.startswith(b"HTTP/")):
            return head.decode("latin-1"), rest
    return "", b""


def _figures(line: str) -> tuple[int, float, float, int]:
    """Exit code, seconds in all, seconds to the first byte, bytes."""
    words = line.split()
    if len(words) != 4:
        return 0, 0.0, 0.0, 0
    numbers = [_number(word) for word in words]
    return int(numbers[0]), numbers[1], numbers[2], int(numbers[3])


def _number(value: object) -> float:
    try:
        number = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return number if math.isfinite(number) else 0.0


def _last(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return redact(lines[-1])[:300] if lines else ""
