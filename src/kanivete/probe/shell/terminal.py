"""This terminal, joined with a program in a container: as if it ran here."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType
from typing import Any

from kanivete.kube.api.exec import Channel, Running

_AT_ONCE = 32 * 1024
_WAKE = 60.0


def is_terminal() -> bool:
    """Whether a person sits here: both ends of the program are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def join(running: Running, *, stdin: bool, tty: bool) -> int:
    """Pass everything on in both directions until the program ends, and return its exit code.

    With `tty` this terminal is made raw, its size is passed on whenever it changes, and it is given back as it was.

    Raises:
        KubeError: The program could not be started, or the connection broke.
        OSError: What it prints can be written no more.
    """
    with ExitStack() as stack:
        source = _input() if stdin else None
        changed: int | None = None
        if tty and source is not None:
            stack.enter_context(_raw(source))
            changed = stack.enter_context(_resizes())
            running.resize(*_size())
        while not running.ended:
            wanted = [source] if source is not None and running.hungry else []
            output, ready = running.turn(_WAKE, [one for one in (*wanted, changed) if one is not None])
            for channel, data in output:
                _write(1 if channel is Channel.STDOUT else 2, data)
            if changed is not None and changed in ready:
                os.read(changed, _AT_ONCE)
                running.resize(*_size())
            if source is not None and source in ready and not _pass(source, running):
                source = None
    return running.exit_code()


def _input() -> int | None:
    try:
        return sys.stdin.fileno()
    except (OSError, ValueError, AttributeError):
        return None


def _pass(source: int, running: Running) -> bool:
    """Hand on what is typed or piped; False where there is no more."""
    try:
        data = os.read(source, _AT_ONCE)
    except OSError:
        data = b""
    if data:
        running.feed(data)
    else:
        running.end_input()
    return bool(data)


def _write(target: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(target, view) :]


def _size() -> tuple[int, int]:
    with suppress(OSError):
        found = os.get_terminal_size(sys.stdout.fileno())
        return found.columns, found.lines
    return 80, 24


@contextmanager
def _raw(source: int) -> Iterator[None]:
    """The terminal without echo, lines and signals of its own: those are the far end's."""
    import termios
    import tty

    before = termios.tcgetattr(source)
    try:
        tty.setraw(source, termios.TCSADRAIN)
        yield
    finally:
        with suppress(termios.error):  # Its window has been closed.
            termios.tcsetattr(source, termios.TCSADRAIN, before)


@contextmanager
def _resizes() -> Iterator[int | None]:
    """A file descriptor that can be read when the terminal's size has changed; None outside of the main thread."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGWINCH"):
        yield None
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)

    def note(_number: int, _frame: FrameType | None) -> None:
        with suppress(OSError):
            os.write(writer, b"\0")

    before: Any = signal.signal(signal.SIGWINCH, note)
    try:
        yield reader
    finally:
        signal.signal(signal.SIGWINCH, before)
        os.close(reader)
        os.close(writer)
