"""The lines that come back from where targets were tried.

`KV NUMBER python JSON` is all of a target's facts. Anything else is not ours: what a shell prints at its start, say.
"""

import msgspec

from kanivete.kube.typed import decoder
from kanivete.probe.facts import Facts

_MOST_LINE = 1024 * 1024


def facts_of(output: bytes, count: int) -> list[Facts | None]:
    """The facts of each target; None where nothing came that can be read."""
    found: list[Facts | None] = [None] * count
    for line in output.split(b"\n"):
        mark, number, kind, rest = (*line[:_MOST_LINE].split(b" ", 3), b"", b"", b"", b"")[:4]
        if mark != b"KV" or not number.isdigit() or int(number[:6]) >= count:
            continue
        if kind == b"python":
            try:
                facts = decoder(Facts).decode(rest)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
            found[int(number)] = msgspec.structs.replace(facts, program="python3")
    return found
