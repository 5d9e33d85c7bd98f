"""Running a program of this machine: bounded memory, bounded time, and nothing left behind."""

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO

from kanivete.i18n import _
from kanivete.probe.shell.base import Ran, ShellError
from kanivete.redact import clean

NOT_EXECUTABLE, NOT_FOUND = 126, 127
_PIECE = 1 << 16
_SAID = 1 << 16
"""Bytes of standard error that are kept of a program whose output is streamed."""
_LINGER = 1.0
"""Seconds that a pipe is read on after its program's end: a child may hold it open for ever."""


def run(
    argv: Sequence[str], *, stdin: bytes, seconds: float, most: int, environment: Mapping[str, str] | None = None
) -> Ran:
    """Run a program to its end.

    Raises:
        ShellError: It did not end within `seconds`.
        OSError: It could not be started.
    """
    with _started(argv, subprocess.PIPE if stdin else subprocess.DEVNULL, environment) as process:
        stdout, stderr = _Kept(process.stdout, most), _Kept(process.stderr, most)
        if process.stdin:
            threading.Thread(target=_feed, args=(process.stdin, stdin), daemon=True).start()
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise too_slow(argv, seconds) from None
        return Ran(_as_shell(code), stdout.all(), stderr.all(), stdout.truncated or stderr.truncated)


def stream(
    argv: Sequence[str],
    *,
    seconds: float,
    failed: Callable[[Ran], ShellError],
    environment: Mapping[str, str] | None = None,
) -> Iterator[bytes]:
    """A program's output as it comes. `failed` words an end with another exit code than 0.

    Raises:
        ShellError: As for `run`, and what `failed` makes.
        OSError: It could not be started.
    """
    ends = time.monotonic() + seconds
    with _started(argv, subprocess.DEVNULL, environment) as process:
        stderr = _Kept(process.stderr, _SAID)
        assert process.stdout is not None
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            while True:
                if not ready.select(max(ends - time.monotonic(), 0)):
                    raise too_slow(argv, seconds)
                piece = os.read(process.stdout.fileno(), _PIECE)
                if not piece:
                    break
                yield piece
        try:
            code = process.wait(max(ends - time.monotonic(), _LINGER))
        except subprocess.TimeoutExpired:
            raise too_slow(argv, seconds) from None
        if code:
            raise failed(Ran(_as_shell(code), b"", stderr.all(), stderr.truncated))


def too_slow(argv: Sequence[str], seconds: float) -> ShellError:
    """The error of a program that does not come to its end."""
    return ShellError(
        _("{program} did not end within {seconds:.3g} s").format(program=os.path.basename(argv[0]), seconds=seconds)
    )


def last_words(said: bytes, most: int = 300) -> str:
    """The last line that a program said, fit to be shown."""
    lines = clean(said.decode("utf-8", "replace")).split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:most]


@contextmanager
def _started(
    argv: Sequence[str], stdin: int, environment: Mapping[str, str] | None
) -> Iterator["subprocess.Popen[bytes]"]:
    """The program in a session of its own, so that all it starts can be ended with it."""
    process = subprocess.Popen(
        list(argv),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environment) if environment is not None else None,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            _end(process)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def _end(process: "subprocess.Popen[bytes]") -> None:
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(_LINGER)
    except subprocess.TimeoutExpired:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class _Kept:
    """The beginning of what a pipe brings, read to its end by a thread of its own."""

    def __init__(self, pipe: IO[bytes] | None, most: int) -> None:
        assert pipe is not None
        self._data = bytearray()
        self._most = most
        self.truncated = False
        self._thread = threading.Thread(target=self._read, args=(pipe,), daemon=True)
        self._thread.start()

    def all(self) -> bytes:
        self._thread.join(_LINGER)
        return bytes(self._data)

    def _read(self, pipe: IO[bytes]) -> None:
        with suppress(OSError, ValueError):
            while piece := os.read(pipe.fileno(), _PIECE):
                room = self._most - len(self._data)
                self._data += piece[:room]
                self.truncated = self.truncated or len(piece) > room
        with suppress(OSError):
            pipe.close()


def _feed(pipe: IO[bytes], data: bytes) -> None:
    """A program need not read what it is given."""
    with suppress(OSError, ValueError):
        pipe.write(data)
        pipe.close()


def _as_shell(code: int) -> int:
    return 128 - code if code < 0 else code
