"""A TCP connection, as perl, curl, bash, nc (four of them) and wget (two of them) tell of it."""

from kanivete.i18n import _
from kanivete.probe.facts import TcpFacts
from kanivete.probe.remote.programs.ended import Ended
from kanivete.probe.remote.programs.words import failure_of, last

_CONNECTED = {
    "perl": ("connected",),
    "curl": ("* connected to ", "* established connection"),
    "bash": ("connected",),
    "nc": ("succeeded!", ") open", "connected to "),
    "wget": (
        "... connected",
        "http request sent",
        "server returned error",
        "bad header line",
        "error getting response",
    ),
}
"""What is only printed once there is a connection, in small letters."""


def facts(run: Ended) -> TcpFacts:
    """How it ended, by the program's words first, its exit code second."""
    if run.status == 0 or run.says(*_CONNECTED.get(run.program, ())):
        # alone, curl stays connected until it is ended: its time says nothing
        return TcpFacts(address=run.address, seconds=None if run.killed else run.seconds)
    if run.program == "perl" and (told := _perl(run)):
        return told
    unclear = run.killed and run.program in ("nc", "wget") and not run.says("timed out", "timeout")
    failure = None if unclear else failure_of(run.lines, run.status)
    if failure is None:
        silent = _("{program} was ended by us: no answer in time, or a connection without a word")
        said = silent.format(program=run.program) if unclear else last(run.lines)
        said = said or _("{program} ended with exit code {code}").format(program=run.program, code=run.status)
        return TcpFacts(address=run.address, seconds=run.seconds, unclear=True, said=said)
    return TcpFacts(
        address=run.address, seconds=run.seconds, timeout=failure.timeout, errno=failure.errno, said=failure.said
    )


def _perl(run: Ended) -> TcpFacts | None:
    for line in run.lines:
        mark, _space, rest = line.partition(" ")
        errno, _space, said = rest.partition(" ")
        if mark == "errno" and errno:
            timeout = errno == "ETIMEDOUT"
            shown = "" if timeout else said
            return TcpFacts(address=run.address, seconds=run.seconds, errno=errno, said=shown, timeout=timeout)
    return None
