"""Running a script of ours in a shell, whatever the login shell there is."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from kanivete.i18n import _
from kanivete.probe.shell.base import Ran, Shell, ShellError
from kanivete.probe.shell.processes import last_words


@dataclass(frozen=True)
class Part:
    """What one step of a script printed; `said` is the beginning of its standard error."""

    text: str
    code: int
    said: str = ""


def source_of(*names: str) -> str:
    """The text of scripts of this package, one after the other."""
    folder = resources.files(__package__)
    return "\n".join(folder.joinpath(name).read_text("ascii") for name in names)


def run_parts(shell: Shell, steps: Sequence[str], *, sudo: bool, seconds: float) -> tuple[dict[str, Part], Ran]:
    """What the steps of `facts.sh` print, by the names of the parts.

    Raises:
        ShellError: The script could not be run; where it was run by something that is no shell, what that said.
    """
    mark = f"kanivete-{secrets.token_hex(8)}"
    text = source_of("common.sh", "facts.sh") + "\nmark=$1 sudo=$2\n{\n" + "\n".join(steps) + "\nexit 0\n}\n"
    # By standard input: it may be too long for an argument, and a login shell other than sh may not quote alike.
    argv = ("sh", "-s", "--", mark, "yes" if sudo else "no")
    ran = shell.run(argv, stdin=text.encode(), seconds=seconds)
    parts = _parts(ran.stdout.decode("utf-8", "replace"), mark)
    if not parts:
        said = last_words(ran.stderr) or last_words(ran.stdout)
        raise ShellError(
            _("{place}: no shell there runs a script (exit code {code}): {said}").format(
                place=shell.description, code=ran.exit_code, said=said or "-"
            )
        )
    return parts, ran


def _parts(output: str, mark: str) -> dict[str, Part]:
    """Only lines with the mark count: what a node's files hold can look like anything else."""
    found: dict[str, Part] = {}
    ends = re.compile(rf"\n{mark} end (\S+) (\d+) ?([^\n]*)\n")
    for piece in output.split(f"{mark} begin ")[1:]:
        name, _newline, rest = piece.partition("\n")
        if (end := ends.search("\n" + rest)) and end[1] == name:
            found[name] = Part(("\n" + rest)[1 : end.start()], int(end[2]), end[3].strip())
    return found
