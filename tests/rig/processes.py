"""Processes that outlive the command which starts them, known again by pid and start time."""

import json
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.rig import cgroups
from tests.rig.shell import CLEAN_ENV, RigError, run
from tests.rig.state import State

CGROUP = "host"
"""The cgroup of the processes that belong to no machine."""


def start_time(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None when there is none or it is a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])


@dataclass(frozen=True)
class Keeper:
    """Starts and stops named processes; each has a record in `run` and a log in `logs`."""

    state: State

    def _record(self, name: str) -> Path:
        return self.state.run / f"{name}.json"

    def log(self, name: str) -> Path:
        return self.state.logs / f"{name}.log"

    def names(self) -> list[str]:
        """The recorded processes, alive or not."""
        return sorted(path.stem for path in self.state.run.glob("*.json"))

    def pid(self, name: str) -> int | None:
        """The pid of a process that runs; a pid that was given to another process since does not count."""
        try:
            record = json.loads(self._record(name).read_text())
            pid, born = int(record["pid"]), int(record["start"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return pid if start_time(pid) == born else None

    def start(self, name: str, command: Sequence[str | Path], *, cgroup: str = CGROUP) -> int:
        """Start a process, detached, unless it runs; returns its pid. It is in our cgroups before it acts."""
        if (running := self.pid(name)) is not None:
            return running
        files = [str(folder / "cgroup.procs") for folder in cgroups.create(cgroup)]
        joins = "; ".join(f"echo $$ > {file}" for file in files)
        # the shell leaves at once: the process is nobody's child but init's, and in no one's session but its own
        script = (
            f'exec 3>&1 1>>"$0" 2>&1; setsid /bin/sh -ec \'{joins}; exec "$@"\' sh "$@" </dev/null 3>&- & echo $! >&3'
        )
        words = [*map(str, command)]
        pid = int(run(["/bin/sh", "-c", script, self.log(name), *words], env=CLEAN_ENV, cwd=Path("/")).stdout)
        self._record(name).write_text(json.dumps({"pid": pid, "start": start_time(pid), "command": words}))
        return pid

    def require(self, name: str) -> int:
        """The pid of a process that has to run; RigError with the end of its log when it does not."""
        pid = self.pid(name)
        if pid is None:
            log = self.log(name)
            tail = log.read_text(errors="replace")[-1500:] if log.exists() else "(no log)"
            raise RigError(f"{name} does not run; the end of {log}:\n{tail}")
        return pid

    def stop(self, name: str, *, how: int = signal.SIGTERM, patience: float = 5) -> None:
        """Stop one process and wait until it is gone: `how` first, SIGKILL when that did not help."""
        for signum in (how, signal.SIGKILL):
            pid = self.pid(name)
            if pid is None:
                break
            os.kill(pid, signum)
            end = time.monotonic() + patience
            while self.pid(name) is not None and time.monotonic() < end:
                time.sleep(0.02)
        self._record(name).unlink(missing_ok=True)
