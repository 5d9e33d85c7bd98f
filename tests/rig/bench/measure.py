"""What a command takes: time, processor, memory, requests, bytes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import msgspec

from tests.rig.bench.relay import relaying
from tests.rig.bench.server import Server
from tests.rig.bench.tools import Tool
from tests.rig.shell import RigError

_TIMED = Path(__file__).with_name("timed.py")


@dataclass(frozen=True)
class Took:
    """One run: seconds by the clock and of processors, the most memory in bytes, and what it printed if kept."""

    seconds: float
    cpu: float
    peak: int
    output: bytes


class _Timed(msgspec.Struct):
    code: int
    seconds: float
    cpu: float
    peak: int


@dataclass(frozen=True)
class Cost:
    """What one run asked of the server: the paths (with queries) and the bytes it received."""

    uris: tuple[str, ...]
    received: int


def take(tool: Tool, server: Server, port: int) -> Took:
    """Run a command against a port of the server once; RigError if it fails."""
    with tempfile.TemporaryDirectory(prefix="out-", dir=server.root) as folder:
        output = Path(folder, "output")
        words = [sys.executable, "-I", "-S", str(_TIMED), str(output), *tool.words]
        timed = _run(tool.name, words, tool.stdin.encode(), tool.environment(server, port))
        return Took(timed.seconds, timed.cpu, timed.peak, output.read_bytes() if tool.kept else b"")


def _run(name: str, words: Sequence[str], stdin: bytes, environment: Mapping[str, str]) -> _Timed:
    """Run `timed.py`; when this is interrupted, neither it nor the command goes on."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        words, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, start_new_session=True
    ) as started:
        try:
            told, complaint = started.communicate(stdin)
        except BaseException:
            os.killpg(started.pid, signal.SIGKILL)
            raise
    if started.returncode or (timed := msgspec.json.decode(told, type=_Timed)).code:
        raise RigError(f"{name} failed: {complaint[-2000:].decode(errors='replace')}")
    return timed


def interleaved(tools: Sequence[Tool], server: Server, rounds: int) -> dict[str, list[Took]]:
    """Every command so many times, by turns, after a first time that does not count."""
    for tool in tools:
        take(tool, server, server.port)
    found: dict[str, list[Took]] = {tool.name: [] for tool in tools}
    for _ in range(rounds):
        for tool in tools:
            took = take(tool, server, server.port)
            found[tool.name].append(took)
    return found


def costs(tools: Sequence[Tool], server: Server, first: Tool) -> dict[str, Cost]:
    """What each command asks for, in a run that is not timed; `first` runs before, to fill caches by address."""
    found = {}
    with relaying(server.port) as relay:
        take(first, server, relay.port)
        for tool in tools:
            _settled(server)
            lines, received = len(_audited(server)), relay.received
            take(tool, server, relay.port)
            _settled(server)
            found[tool.name] = Cost(tuple(_audited(server)[lines:]), relay.received - received)
    return found


class _Event(msgspec.Struct, rename="camel"):
    request_uri: str = msgspec.field(name="requestURI")


def _audited(server: Server) -> list[str]:
    return [msgspec.json.decode(line, type=_Event).request_uri for line in server.audit.read_bytes().splitlines()]


def _settled(server: Server, quiet: float = 0.5) -> None:
    """Wait until nothing has been added to the audit log for a while."""
    size = -1
    while size != (size := server.audit.stat().st_size):
        time.sleep(quiet)


def middle(runs: Sequence[Took]) -> Took:
    """The median of each figure; the output is the last one's."""
    return Took(
        median(run.seconds for run in runs),
        median(run.cpu for run in runs),
        round(median(run.peak for run in runs)),
        runs[-1].output,
    )
