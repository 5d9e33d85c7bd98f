"""A Shell of this machine with only some programs in it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from kanivete.probe.shell.base import MOST, Ran

ALWAYS = ("sleep",)
"""What even the smallest image has."""


class Restricted:
    """Programs of this machine, found only in `folder`; `prefix` comes before each command (`ip netns exec NAME`)."""

    def __init__(self, folder: Path, prefix: Sequence[str] = ()) -> None:
        self.folder = folder
        self.prefix = (str(shutil.which(prefix[0])), *prefix[1:]) if prefix else ()
        self.description = f"programs of {folder.name}"
        self.calls = 0

    def run(self, argv: Sequence[str], *, stdin: bytes = b"", seconds: float = 30.0, most: int = MOST) -> Ran:
        self.calls += 1
        program = self.folder / argv[0]
        if not program.exists():
            return Ran(127, b"", f"{argv[0]}: not found".encode())
        words = [*self.prefix, str(program), *argv[1:]]
        environment = {"PATH": str(self.folder), "http_proxy": "http://192.0.2.1:9", "LC_ALL": "C"}
        done = subprocess.run(words, input=stdin, capture_output=True, timeout=seconds, env=environment, check=False)
        return Ran(done.returncode, done.stdout[:most], done.stderr[:most])

    def stream(self, argv: Sequence[str], *, seconds: float = 600.0) -> Iterator[bytes]:
        raise NotImplementedError


def restricted(
    folder: Path, programs: Mapping[str, str] | Sequence[str], sh: str = "sh", prefix: Sequence[str] = ()
) -> Restricted:
    """A Shell with these programs (name → program on this machine), `sh` and the least that is always there.

    The test is skipped where this machine has not got one of them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = dict(programs) if isinstance(programs, Mapping) else {name: name for name in programs}
    for name, program in {**{one: one for one in ALWAYS}, "sh": sh, **wanted}.items():
        found = shutil.which(program)
        if found is None:
            pytest.skip(f"{program} is not installed")
        if name == "python3":
            # A link would make Python look for its library beside the link.
            (folder / name).write_text(f'#!/bin/sh\nexec {Path(sys.executable).resolve()} "$@"\n')
            (folder / name).chmod(0o755)
        elif not (folder / name).exists():
            (folder / name).symlink_to(Path(found).resolve() if program == "busybox" else found)
    return Restricted(folder, prefix)
