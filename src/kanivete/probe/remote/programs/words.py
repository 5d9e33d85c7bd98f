"""The words that programs use for the system's errors: those of glibc, of musl, and their own."""

from kanivete.probe.facts import Failure

_ERRORS = (
    ("connection refused", "ECONNREFUSED"),
    ("no route to host", "EHOSTUNREACH"),
    ("host is unreachable", "EHOSTUNREACH"),
    ("network is unreachable", "ENETUNREACH"),
    ("network unreachable", "ENETUNREACH"),
    ("connection reset by peer", "ECONNRESET"),
    ("permission denied", "EACCES"),
    ("operation not permitted", "EPERM"),
    ("broken pipe", "EPIPE"),
)
_TIMES = ("timed out", "timeout", "time-out")
_NAMES = (
    ("temporary failure in name resolution", "EAI_AGAIN"),
    ("try again", "EAI_AGAIN"),
    ("name or service not known", "EAI_NONAME"),
    ("name does not resolve", "EAI_NONAME"),
    ("could not resolve host", "EAI_NONAME"),
    ("could not resolve hostname", "EAI_NONAME"),
    ("bad address", "EAI_NONAME"),
    ("unable to resolve host", "EAI_NONAME"),
    ("no address associated with", "EAI_NODATA"),
    ("forward host lookup failed", "EAI_NONAME"),
    ("unknown host", "EAI_NONAME"),
)
KILLED = (143, 137)
"""128 and the signal, TERM or KILL: it took too long."""


def failure_of(lines: tuple[str, ...], status: int) -> Failure | None:
    """The system's error that a program tells of; None where its words are of something else."""
    for line in reversed(lines):
        low = line.lower()
        for words, errno in _ERRORS:
            at = low.find(words)
            if at >= 0:
                return Failure(errno=errno, said=line[at : at + len(words)])
        if any(words in low for words in _TIMES):
            return Failure(timeout=True)
    return Failure(timeout=True) if status in KILLED else None


def name_failure_of(lines: tuple[str, ...]) -> tuple[str, str] | None:
    """The code and the words of a name that could not be resolved; None where that is not what went wrong."""
    for line in reversed(lines):
        low = line.lower()
        for words, code in _NAMES:
            if words in low:
                return code, line.strip()[:300]
    return None


def last(lines: tuple[str, ...]) -> str:
    """The last line that says anything."""
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")
