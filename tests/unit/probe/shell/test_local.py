"""Programs of this machine, run to their end or as a stream."""

import os
import time
from itertools import islice
from pathlib import Path

import pytest

from kanivete.probe.shell.base import ShellError
from kanivete.probe.shell.local import LocalShell

SHELL = LocalShell()


def sh(script: str, **more: object) -> tuple[int, bytes, bytes, bool]:
    ran = SHELL.run(("sh", "-c", script), **more)  # type: ignore[arg-type]
    return ran.exit_code, ran.stdout, ran.stderr, ran.truncated


def test_a_program_ends_with_its_outputs_and_code() -> None:
    assert sh("cat; echo oops >&2; exit 3", stdin=b"in") == (3, b"in", b"oops\n", False)


def test_words_are_not_interpreted() -> None:
    assert SHELL.run(("printf", "%s", "$HOME; `id`")).stdout == b"$HOME; `id`"


def test_codes_are_those_of_a_shell(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no program")
    assert SHELL.run(("there-is-no-such-program",)).exit_code == 127
    assert SHELL.run((str(tmp_path / "text"),)).exit_code == 126
    assert sh("kill -9 $$")[0] == 137


def test_output_beyond_the_limit_is_thrown_away() -> None:
    assert sh("head -c 100000 /dev/zero", most=1000) == (0, b"\0" * 1000, b"", True)


def test_a_program_that_does_not_read_its_input() -> None:
    assert sh("exit 0", stdin=b"x" * 1_000_000)[0] == 0


def test_a_program_that_does_not_end_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    with pytest.raises(ShellError, match=r"sh did not end within 2 s"):
        sh(f"sleep 60 & echo $! > {pid}; wait", seconds=2.0)
    assert not is_running(int(pid.read_text()))


def test_a_child_that_holds_the_pipe_open_does_not_hold_us_up() -> None:
    begun = time.monotonic()
    assert sh("sleep 20 & echo done")[:2] == (0, b"done\n")
    assert time.monotonic() - begun < 15


def test_a_stream_comes_as_it_is_printed() -> None:
    pieces = SHELL.stream(("sh", "-c", "echo one; sleep 0.2; echo two"))
    assert next(pieces) == b"one\n"
    assert b"".join(pieces) == b"two\n"


def test_closing_a_stream_ends_the_program(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    pieces = SHELL.stream(("sh", "-c", f"echo $$ > {pid}; yes"))
    assert len(list(islice(pieces, 3))) == 3
    pieces.close()  # type: ignore[attr-defined]
    assert not is_running(int(pid.read_text()))


def test_a_stream_that_fails_says_what_the_program_said() -> None:
    pieces = SHELL.stream(("sh", "-c", "echo out; echo first >&2; echo 'no journal here' >&2; exit 4"))
    assert next(pieces) == b"out\n"
    with pytest.raises(ShellError, match="sh ended with exit code 4: no journal here"):
        next(pieces)


def test_a_stream_of_a_program_that_is_not_there() -> None:
    with pytest.raises(ShellError, match="there-is-no-such-program cannot be run here: No such file"):
        next(SHELL.stream(("there-is-no-such-program",)))


def test_a_stream_that_falls_silent_is_ended() -> None:
    with pytest.raises(ShellError, match=r"did not end within 0\.3 s"):
        list(SHELL.stream(("sh", "-c", "echo x; sleep 60"), seconds=0.3))


def is_running(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True
