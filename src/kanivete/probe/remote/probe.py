"""Targets tried from a Shell, in one round trip."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from kanivete.i18n import _
from kanivete.probe.here import wanted
from kanivete.probe.reading.read import read, untried
from kanivete.probe.remote.bundle import python_program, shell_script
from kanivete.probe.remote.lines import facts_of
from kanivete.probe.shell.base import Ran, Shell, ShellError
from kanivete.probe.steps import Probed, Target

_AT_ONCE = 16
_STEPS, _SLACK = 9, 2.0
"""Steps that may each use up their time and a little more: name twice, four addresses, TLS twice, HTTP."""
_START = 10.0
"""Seconds that it may take until something runs there."""
_MOST = 4 * 1024 * 1024
_NOT_THERE = (126, 127)
_FROM_STDIN = "import sys,json;exec(json.loads(sys.stdin.readline()))"


def probe_from(shell: Shell, target: Target, *, seconds: float = 5.0) -> Probed:
    """Try the steps of one connection from there, each for at most `seconds`.

    What stops it (no program there, a Shell that broke) is the outcome UNKNOWN of the first step.
    """
    return probe_many_from(shell, (target,), seconds=seconds)[0]


def probe_many_from(shell: Shell, targets: Sequence[Target], *, seconds: float = 5.0) -> tuple[Probed, ...]:
    """Try all targets from there at the same time, in one round trip; the answers are in their order."""
    if not targets:
        return ()
    plain = [wanted(target) for target in targets]
    limit = _START + _STEPS * (seconds + _SLACK) * -(-len(targets) // _AT_ONCE)
    try:
        ran = shell.run(("sh",), stdin=shell_script(plain, seconds).encode(), seconds=limit, most=_MOST)
        if not ran.stdout and ran.exit_code in _NOT_THERE:
            ran = _without_sh(shell, python_program(plain, seconds), limit)
    except ShellError as error:
        return tuple(untried(shell.description, target, str(error)) for target in targets)
    now = datetime.now(UTC)
    found = facts_of(ran.stdout, len(targets))
    why = _why(ran)
    return tuple(
        replace(read(shell.description, target, facts, now), program=facts.program)
        if facts
        else untried(shell.description, target, why)
        for target, facts in zip(targets, found, strict=True)
    )


def _without_sh(shell: Shell, program: str, limit: float) -> Ran:
    """There are images with Python and no shell."""
    line = json.dumps(program).encode() + b"\n"
    ran = Ran(127)
    for python in ("python3", "python"):
        ran = shell.run((python, "-c", _FROM_STDIN), stdin=line, seconds=limit, most=_MOST)
        if ran.exit_code not in _NOT_THERE:
            break
    return ran


def _why(ran: Ran) -> str:
    if ran.exit_code in _NOT_THERE:
        return _("there is neither a shell nor Python to try it with")
    said = ran.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return said or _("nothing was answered from where it should have been tried")
