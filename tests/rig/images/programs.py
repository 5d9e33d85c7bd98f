"""The Go programs inside the images."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_SOURCE = Path(__file__).parent / "go"


def compile_programs(folder: Path) -> dict[str, Path]:
    """Static programs in ``folder``, by name: ``pause``, ``web``, ``crasher``, and ``pause-arm64``.

    Raises:
        RuntimeError: Go is missing or the build failed.
    """
    native = _go_build(folder / "amd64", "amd64", ["./pause", "./web", "./crasher"])
    foreign = _go_build(folder / "arm64", "arm64", ["./pause"])
    programs = {name: native / name for name in ("pause", "web", "crasher")}
    return {**programs, "pause-arm64": foreign / "pause"}


def _go_build(folder: Path, architecture: str, packages: list[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "CGO_ENABLED": "0", "GOOS": "linux", "GOARCH": architecture, "GOFLAGS": "-trimpath"}
    command = ["go", "build", "-o", f"{folder}/", *packages]
    try:
        done = subprocess.run(command, cwd=_SOURCE, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise RuntimeError("Go is not installed: no `go` in PATH") from None
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return folder
