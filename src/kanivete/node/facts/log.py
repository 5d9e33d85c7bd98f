"""The kubelet's log of a machine, as a stream: of the journal, or of a file where there is none."""

from collections.abc import Iterator

from kanivete.i18n import N_, _
from kanivete.node.facts.script import source_of
from kanivete.probe.shell.base import Shell, ShellError
from kanivete.probe.shell.processes import last_words
from kanivete.redact import clean

SECONDS = 900.0
MOST_OF_FILE = 256 * 1024 * 1024
"""Bytes of a log that is a file; a journal is asked for by time."""
_LONGEST_HEAD = 4096

_WHY = {
    "no rights": N_(
        "the kubelet's log may not be read by this user: log in as root, allow sudo without a password, or join the"
        " group systemd-journal"
    ),
    "no entries": N_("the journal has nothing of a kubelet (nor of k3s, RKE2, k0s or MicroK8s)"),
    "no journalctl": N_("there is no journalctl, and no log of a kubelet in /var/log"),
}


def open_log(shell: Shell, *, since: int, sudo: bool = True) -> tuple[str, Iterator[bytes]]:
    """Where the log is from (`journal` or a path), and its bytes. The iterator is closed to end it early.

    Args:
        shell: A place on the machine.
        since: Seconds back from now; where the journal has nothing since then, its last 5,000 lines.
        sudo: Whether `sudo -n` may be used where it is needed.

    Raises:
        ShellError: There is none, or it may not be read.
    """
    text = source_of("common.sh", "log.sh")
    settings = f"since={max(since, 1)} most={MOST_OF_FILE} sudo={'yes' if sudo else 'no'}\n"
    pieces = shell.stream(("sh", "-c", settings + text), seconds=SECONDS)
    head, rest = _head(pieces)
    kind, _blank, about = clean(head.decode("utf-8", "replace")).strip().partition(" ")
    if kind in ("journal", "file"):
        return about or kind, _after(rest, pieces)
    _close(pieces)
    if kind == "none" and about in _WHY:
        raise ShellError(f"{shell.description}: {_(_WHY[about])}")
    said = last_words(head + b"\n" + rest)
    raise ShellError(
        _("{place}: no shell there runs a script: {said}").format(place=shell.description, said=said or "-")
    )


def _head(pieces: Iterator[bytes]) -> tuple[bytes, bytes]:
    """The first line, and what came with it after it."""
    begun = b""
    for piece in pieces:
        begun += piece
        if b"\n" in begun or len(begun) > _LONGEST_HEAD:
            break
    line, _newline, rest = begun.partition(b"\n")
    return line, rest


def _after(rest: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    try:
        if rest:
            yield rest
        yield from pieces
    finally:
        _close(pieces)


def _close(pieces: Iterator[bytes]) -> None:
    close = getattr(pieces, "close", None)
    if close:
        close()
