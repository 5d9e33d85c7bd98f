"""Dumps of firewalls that somebody has read on the machines."""

from collections.abc import Iterable
from pathlib import Path

from kanivete.i18n import _
from kanivete.redact import redact
from kanivete.sources.base import NodeDump
from kanivete.sources.recording.places import dump_place

MOST_BYTES = 64 * 1024 * 1024


class DumpError(Exception):
    """A dump cannot be read. One line."""


def dumps_of(words: Iterable[str]) -> tuple[NodeDump, ...]:
    """`[MACHINE=]FILE …`. Without a machine the file's name tells it: `cp.iptables-save`, `cp/nft.json`.

    Raises:
        DumpError: A file cannot be read.
    """
    return tuple(_dump(word) for word in words)


def _dump(word: str) -> NodeDump:
    machine, sign, name = word.partition("=")
    path = Path(name if sign and not Path(word).exists() else word)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DumpError(_("{path} cannot be read: {why}").format(path=path, why=error.strerror or error)) from error
    if len(data) > MOST_BYTES:
        raise DumpError(_("{path} is far longer than a dump of a firewall").format(path=path))
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    place = dump_place(path.parts[-2:])
    own = machine if str(path) != word else place.node if place else path.stem
    return NodeDump(own, place.name if place else path.name, redact(text))
