"""A client that sends its requests from inside a Shell."""

import base64
import json
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from importlib import resources

from kanivete import __version__
from kanivete.i18n import _
from kanivete.probe.registry.exchange import NoResponseError, Request, Response, again_if_reset
from kanivete.probe.registry.far.answers import handshake_of, of_curl, of_python
from kanivete.probe.registry.here import CONNECT_SECONDS, SILENCE_SECONDS
from kanivete.probe.remote import probe_from
from kanivete.probe.shell.base import Ran, Shell, ShellError
from kanivete.probe.steps import Outcome, Probed, Step, StepName, Target

_FIND = "for p in python3 python curl; do command -v $p && exit 0; done; exit 127"
_HEADS = 65536
_START = 10.0
"""Seconds that a program may take to start there."""
_KEEP = 'f=$(mktemp) && cat >"$f" && echo "$f"'
_CURL = """curl -q -K - -w '%{stderr}%{exitcode} %{time_total} %{time_starttransfer} %{size_download}\\n'"""
"""curl's configuration comes on the standard input: nothing of it is in a command line that others there could read."""


class NoProgramError(Exception):
    """There is neither Python nor curl; one line."""


class FarClient:
    """Asks from a Shell. Certificates are judged by the authorities given (PEM), not by those of the place.

    Raises:
        NoProgramError: Nothing there can ask.
    """

    def __init__(self, shell: Shell, origin: str, authorities: str) -> None:
        self._shell, self._origin, self._authorities = shell, origin, authorities
        if not self._program:
            raise NoProgramError(_("{place} has neither Python nor curl").format(place=shell.description))

    @property
    def origin(self) -> str:
        return self._origin

    def proxy_for(self, url: str) -> str:
        """None: the environment of a pod is not the runtime's."""
        del url
        return ""

    def reach(self, target: Target) -> Probed:
        """Name and TCP, then TLS; curl judges certificates only when it asks."""
        found = probe_from(self._shell, replace(target, tls=False), seconds=CONNECT_SECONDS)
        if not target.tls or found.failed or self._program == "curl":
            return found
        host = f"[{target.host}]" if ":" in target.host else target.host
        request = Request(f"https://{host}:{target.port}/", "HANDSHAKE")
        try:
            ran = self._ask(request)
        except ShellError as error:
            step, presented = Step(StepName.TLS, Outcome.UNKNOWN, None, str(error)), None
        else:
            step, presented = handshake_of(ran.stdout, ran.stderr)
        return replace(found, steps=(*found.steps, step), presented=presented)

    def close(self) -> None:
        """Leave nothing behind."""
        if self._program == "curl" and self._authorities_there:
            with suppress(ShellError):
                self._shell.run(("rm", "-f", self._authorities_there))

    def send(self, request: Request) -> Response:
        return again_if_reset(self._once, request)

    @cached_property
    def _program(self) -> str:
        try:
            found = self._shell.run(("sh", "-c", _FIND))
        except ShellError:
            return ""
        return found.stdout.decode("utf-8", "replace").strip().rpartition("/")[2] if found.exit_code == 0 else ""

    @cached_property
    def _authorities_there(self) -> str:
        """The file with the authorities; empty where none could be written, and curl's own count."""
        kept = self._shell.run(("sh", "-c", _KEEP), stdin=self._authorities.encode())
        return kept.stdout.decode("utf-8", "replace").strip() if kept.exit_code == 0 else ""

    def _once(self, request: Request) -> Response:
        try:
            if self._program == "curl":
                return self._by_curl(request)
            ran = self._ask(request)
        except ShellError as error:
            raise NoResponseError(StepName.HTTP, Outcome.UNKNOWN, str(error)) from error
        return of_python(ran.stdout, ran.stderr)

    def _ask(self, request: Request) -> Ran:
        given = {
            "url": request.url,
            "method": request.method,
            "headers": _headers(request),
            "body": base64.b64encode(request.body).decode(),
            "most": request.most,
            "keep": request.keep,
            "seconds": request.seconds,
            "connect": CONNECT_SECONDS,
            "silence": min(SILENCE_SECONDS, request.seconds),
            "ca": self._authorities,
        }
        text = resources.files("kanivete.probe.registry.far").joinpath("ask.py").read_text("utf-8")
        return self._run((self._program, "-c", text), json.dumps(given).encode(), request)

    def _by_curl(self, request: Request) -> Response:
        """A body that need not be kept stays there, and is only counted."""
        counted = request.keep < request.most
        options = [("url", request.url), ("user-agent", f"kanivete/{__version__}")]
        options += [("header", f"{name}: {value}") for name, value in _headers(request).items()]
        options += [("data-binary", request.body.decode())] if request.body else []
        options += [("max-time", f"{request.seconds:.0f}"), ("connect-timeout", f"{CONNECT_SECONDS:.0f}")]
        lines = [f"{name} = {_quoted(value)}" for name, value in options]
        lines += ["silent", "show-error", "http1.1"]
        lines += ["head"] if request.method == "HEAD" else [f"request = {request.method}"]
        lines += ['dump-header = "-"', 'output = "/dev/null"'] if counted and request.method != "HEAD" else ["include"]
        lines += [f"cacert = {_quoted(self._authorities_there)}"] if self._authorities_there else []
        script = _CURL if counted else f"{_CURL} | head -c {request.most + _HEADS}"
        ran = self._run(("sh", "-c", script), "\n".join(lines).encode() + b"\n", request)
        return of_curl(ran.stdout, ran.stderr, most=request.most)

    def _run(self, words: tuple[str, ...], stdin: bytes, request: Request) -> Ran:
        limit = request.seconds + CONNECT_SECONDS + SILENCE_SECONDS + _START
        return self._shell.run(words, stdin=stdin, seconds=limit, most=request.most * 2 + _HEADS)


def _headers(request: Request) -> dict[str, str]:
    return {"User-Agent": f"kanivete/{__version__}", "Accept-Encoding": "identity", **request.headers}


def _quoted(value: str) -> str:
    """A value in curl's configuration."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
