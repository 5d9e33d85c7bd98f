"""Programs in a container of a pod, by exec."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ExecError, KubeError, NotKubernetesError
from kanivete.kube.api.exec import NOT_FOUND, V4, V5, Channel, Place, Running, open_exec
from kanivete.kube.numbers import whole_number
from kanivete.probe.shell.base import MOST, Ran, ShellError
from kanivete.redact import clean

_NAMED = 'echo "$$"; exec "$@"'
"""Prints the number of the process that becomes the program: a program goes on when the connection to it ends, and the
API has no other way to end it."""
_FED = 'n=$1; shift; head -c "$n" | "$@"'
"""Ends the program's input where the API cannot (Kubernetes before 1.30)."""
_KILL = 'kill -9 -"$1" 2>/dev/null || kill -9 "$1"'
_SAID = 2000
"""Bytes of standard error in a message."""


class PodShell:
    """A container of a pod. Where it has no `sh`, programs run all the same, but cannot be ended before they end."""

    def __init__(self, api: Api, namespace: str, pod: str, container: str = "") -> None:
        self._api = api
        self._place = Place(namespace, pod, container)
        self._has_sh = True

    @property
    def description(self) -> str:
        return str(self._place)

    def run(self, argv: Sequence[str], *, stdin: bytes = b"", seconds: float = 30.0, most: int = MOST) -> Ran:
        """See `Shell`; the limit holds for each of the two outputs."""
        ends = time.monotonic() + seconds
        kept = {Channel.STDOUT: bytearray(), Channel.STDERR: bytearray()}
        truncated = False
        try:
            with self._start(argv, stdin, seconds) as program:
                for channel, data in program.output(ends):
                    room = most - len(kept[channel])
                    truncated = truncated or len(data) > room
                    kept[channel] += data[: max(room, 0)]
                code = program.running.exit_code()
        except TimeoutError as error:
            raise ShellError(self._too_slow(argv, seconds)) from error
        except ExecError as error:
            if error.exit_code is None:
                raise ShellError(clean(str(error))) from error
            return Ran(error.exit_code, stderr=str(error).encode())
        except KubeError as error:
            raise ShellError(clean(str(error))) from error
        return Ran(code, bytes(kept[Channel.STDOUT]), bytes(kept[Channel.STDERR]), truncated)

    def stream(self, argv: Sequence[str], *, seconds: float = 600.0) -> Iterator[bytes]:
        """See `Shell`."""
        ends = time.monotonic() + seconds
        said = bytearray()
        try:
            with self._start(argv, b"", seconds) as program:
                for channel, data in program.output(ends):
                    if channel is Channel.STDOUT:
                        yield data
                    else:
                        said = (said + data)[-_SAID:]
                code = program.running.exit_code()
        except TimeoutError as error:
            raise ShellError(self._too_slow(argv, seconds)) from error
        except KubeError as error:
            raise ShellError(clean(str(error))) from error
        if code:
            raise ShellError(
                _("{place}: {program} ended with exit code {code}: {said}").format(
                    place=self.description,
                    program=argv[0],
                    code=code,
                    said=clean(" ".join(said.decode("utf-8", "replace").split())),
                )
            )

    def _start(self, argv: Sequence[str], stdin: bytes, seconds: float) -> "_Program":
        if self._has_sh:
            program = self._opened(("sh", "-c", _NAMED, "sh", *argv), stdin, seconds)
            try:
                program.find_process(time.monotonic() + seconds)
                return program
            except ExecError as error:
                program.running.close()
                if error.exit_code != NOT_FOUND:
                    raise
                self._has_sh = False
            except BaseException:
                program.running.close()
                raise
        return self._opened(argv, stdin, seconds)

    def _opened(self, argv: Sequence[str], stdin: bytes, seconds: float) -> "_Program":
        if not stdin:
            return _Program(self, open_exec(self._api, self._place, argv, seconds=seconds), memoryview(b""))
        try:
            running = open_exec(self._api, self._place, argv, stdin=True, seconds=seconds, protocols=(V5,))
        except NotKubernetesError:  # An older server knows no such protocol, and has started nothing.
            fed = ("sh", "-c", _FED, "sh", str(len(stdin)), *argv)
            running = open_exec(self._api, self._place, fed, stdin=True, seconds=seconds, protocols=(V4,))
        return _Program(self, running, memoryview(stdin))

    def kill(self, process: int) -> None:
        """End a process of the container, and those of its group."""
        try:
            with open_exec(self._api, self._place, ("sh", "-c", _KILL, "sh", str(process)), seconds=5.0) as running:
                ends = time.monotonic() + 5.0
                while not running.ended and time.monotonic() < ends:
                    running.turn(0.5)
        except KubeError:
            pass  # The pod is gone, and the process with it.

    def _too_slow(self, argv: Sequence[str], seconds: float) -> str:
        return _("{place}: {program} did not end within {seconds:.3g} s").format(
            place=self.description, program=argv[0], seconds=seconds
        )


@dataclass
class _Program:
    """A program with the input that it has not been given yet; it ends when the context is left."""

    shell: PodShell
    running: Running
    stdin: memoryview
    process: int = 0
    early: list[tuple[Channel, bytes]] = field(default_factory=list)

    def find_process(self, ends: float) -> None:
        """Read the first line: the number of the process."""
        begun = b""
        while not self.running.ended and not self.process:
            for channel, data in self._turn(ends):
                if channel is Channel.STDOUT and not self.process:
                    line, newline, data = (begun + data).partition(b"\n")
                    begun = line
                    self.process = (whole_number(line.decode("latin-1")) or 0) if newline else 0
                if data:
                    self.early.append((channel, data))
        if not self.process:
            self.running.exit_code()

    def output(self, ends: float) -> Iterator[tuple[Channel, bytes]]:
        """What it prints, while it is given its input.

        Raises:
            TimeoutError: It goes on after that moment of the monotonic clock.
            KubeError: The connection broke.
        """
        early, self.early = self.early, []
        yield from early
        while not self.running.ended:
            yield from self._turn(ends)

    def _turn(self, ends: float) -> list[tuple[Channel, bytes]]:
        while self.stdin and self.running.hungry:
            self.running.feed(bytes(self.stdin[:65536]))
            self.stdin = self.stdin[65536:]
            if not self.stdin:
                self.running.end_input()
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return self.running.turn(left)[0]

    def __enter__(self) -> "_Program":
        return self

    def __exit__(self, *_: object) -> None:
        unfinished = not self.running.ended
        self.running.close()
        if unfinished and self.process:
            self.shell.kill(self.process)
