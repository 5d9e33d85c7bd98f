"""The outputs shown in the docs are real: `python -m tools.outputs` runs the commands and pastes what they print.

A block is a comment `<!-- output: kanivete … -->` followed by a fence. With `--check`, stale blocks are an error.
"""

import argparse
import difflib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

PAGES = ("README.md", "README.pt-BR.md", "docs/*.md")
_BLOCK = re.compile(
    r"(<!-- output: (?P<command>kanivete [^\n]*?) -->\n```text\n)(?P<shown>.*?)(^```)", re.DOTALL | re.M
)
_SECONDS = re.compile(r"\d+\.\d s\)")


def output_of(command: str) -> str:
    """What the command prints, without what differs from run to run; a part may be chosen with `| head -N`."""
    command, _, limit = command.partition(" | head -")
    words = [sys.executable, "-m", "kanivete", *shlex.split(command)[1:]]
    environment = {**os.environ, "LANG": "C.UTF-8", "NO_COLOR": "1"}
    environment.pop("KANIVETE_LANG", None)
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False, timeout=120)
    lines = (done.stdout + done.stderr).rstrip().splitlines()
    return _SECONDS.sub("0.1 s)", "\n".join(lines[: int(limit)] if limit else lines))


def renewed(text: str) -> str:
    """The page with fresh outputs."""
    return _BLOCK.sub(lambda block: f"{block[1]}{output_of(block['command'])}\n{block[4]}", text)


def main() -> None:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale: list[str] = []
    for page in sorted(path for pattern in PAGES for path in Path().glob(pattern)):
        before = page.read_text()
        after = renewed(before)
        if before == after:
            continue
        if check:
            stale += difflib.unified_diff(
                before.splitlines(), after.splitlines(), str(page), "what it prints", lineterm=""
            )
        else:
            page.write_text(after)
    if stale:
        sys.exit("\n".join([*stale[:60], "outputs in the docs are stale: run `make docs`"]))


if __name__ == "__main__":
    main()
