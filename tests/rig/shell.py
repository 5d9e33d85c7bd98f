"""Running programs, waiting for things, and telling how far we are."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

CLEAN_ENV = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
}
"""What the rig's own processes see: nothing of the caller's environment."""


class RigError(Exception):
    """The rig cannot do what was asked; the text says why and, where known, what to do."""


def run(
    command: Sequence[str | Path],
    *,
    check: bool = True,
    stdin: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float | None = 120,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return what it wrote; RigError when it fails (unless `check` is off)."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, input=stdin, capture_output=True, text=True, errors="replace", env=env, cwd=cwd, timeout=timeout
        )
    except FileNotFoundError as error:
        raise RigError(f"{words[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise RigError(f"{' '.join(words)}: no end after {timeout:.0f} s") from error
    if check and done.returncode:
        told = (done.stderr or done.stdout).strip()[-2000:]
        raise RigError(f"{' '.join(words)}: exit code {done.returncode}: {told}")
    return done


def wait_for(what: str, ready: Callable[[], bool], seconds: float, pause: float = 0.1) -> None:
    """Ask `ready` again and again until it says yes; RigError after `seconds`."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RigError(f"{what}: not ready after {seconds:.0f} s")
        time.sleep(pause)


class Progress:
    """Lines on standard error, each with the seconds since the start and since the line before."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()

    def __call__(self, text: str) -> None:
        now = time.monotonic()
        sys.stderr.write(f"rig {now - self._start:6.1f}s (+{now - self._last:4.1f}) {text}\n")
        self._last = now

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._start
