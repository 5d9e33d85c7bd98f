"""What a snapshot keeps of machines that ssh reaches: the end of the kubelet's log, and the firewall."""

from collections.abc import Callable, Mapping
from datetime import datetime

from kanivete.node.facts.log import open_log
from kanivete.node.facts.read import read_firewall
from kanivete.node.reach.log import read_log
from kanivete.probe.shell.base import ShellError
from kanivete.probe.shell.ssh import SshShell
from kanivete.sources.base import Log, NodeDump

SINCE_SECONDS = 6 * 3600
"""How far back a journal is kept."""


def collector(
    destinations: Mapping[str, str], config: str, now: datetime, say: Callable[[str, ShellError], None]
) -> Callable[[str], tuple[Log | None, tuple[NodeDump, ...]]]:
    """What reads a machine by its name, as `sources.snapshot.keep_nodes` wants it; nothing of one without destination.

    Args:
        destinations: `[USER@]HOST` by machine, for ssh.
        config: A file for `ssh -F`, or empty.
        now: The moment of the snapshot.
        say: Told what could not be read; a machine without a kubelet has no log of one.
    """

    def read(name: str) -> tuple[Log | None, tuple[NodeDump, ...]]:
        dumps: tuple[NodeDump, ...] = ()
        if name not in destinations:
            return None, dumps
        try:
            with SshShell(destinations[name], config) as shell:
                dumps = read_firewall(shell, name).dumps
                origin, pieces = open_log(shell, since=SINCE_SECONDS)
                return read_log(pieces, origin, now).tail, dumps
        except ShellError as error:
            say(name, error)
            return None, dumps

    return read
