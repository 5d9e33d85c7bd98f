"""What every place offers where a program can be run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

MOST = 64 * 1024 * 1024
"""Bytes of a program's output that are kept, unless the caller asks for another number."""


@dataclass(frozen=True)
class Ran:
    """A program that ended by itself. `exit_code` is the shell's: 126 not executable, 127 not found, 128 + N signal."""

    exit_code: int
    stdout: bytes = b""
    stderr: bytes = b""
    truncated: bool = False
    """Whether output beyond the limit was thrown away."""


class ShellError(Exception):
    """A program could not be run, or not to its end. One line: what was missing, and what to do about it."""


class Shell(Protocol):
    """A place where programs can be run."""

    @property
    def description(self) -> str:
        """For people: `this machine`, `ssh node1`, `pod shop/web-1, container web`."""

    def run(self, argv: Sequence[str], *, stdin: bytes = b"", seconds: float = 30.0, most: int = MOST) -> Ran:
        """Run a program to its end, without a terminal. No shell interprets the words: for a script, run
        `("sh", "-c", SCRIPT, "sh", ARGUMENT …)`.

        Raises:
            ShellError: It could not be started, or did not end within `seconds`.
        """

    def stream(self, argv: Sequence[str], *, seconds: float = 600.0) -> Iterator[bytes]:
        """A program's standard output in pieces as it comes, in bounded memory. Closing the iterator ends the program.

        Raises:
            ShellError: As for `run`, and when it ends with another exit code than 0; what it said on standard error
                is in the message.
        """
