"""The lines that come back from where targets were tried.

`KV NUMBER python JSON` is all of a target's facts. The script's lines are what programs printed:
`KV NUMBER run STEP PROGRAM ADDRESS`, `out` lines, `end EXIT START END` (seconds of the machine's uptime);
`missing STEP PROGRAMS`, `conf` (a line of resolv.conf), `hosts ADDRESS …`, and `over`.
Anything else is not ours: what a shell prints at its start, say.
"""

from dataclasses import dataclass, field

import msgspec

from kanivete.kube.typed import decoder
from kanivete.probe.facts import Facts
from kanivete.probe.remote.programs.facts import Ended, Tried, facts_from

_MOST_LINE = 1024 * 1024
_MOST_LINES = 5000


@dataclass
class _Open:
    step: str
    program: str
    address: str
    lines: list[str] = field(default_factory=list)


@dataclass
class _Target:
    tried: Tried = field(default_factory=Tried)
    open: _Open | None = None
    lines: int = 0


def facts_of(output: bytes, count: int) -> list[Facts | None]:
    """The facts of each target; None where nothing came that can be read."""
    whole: dict[int, Facts] = {}
    targets: dict[int, _Target] = {}
    for line in output.split(b"\n"):
        mark, number, kind, rest = (*line[:_MOST_LINE].split(b" ", 3), b"", b"", b"", b"")[:4]
        if mark != b"KV" or not number.isdigit() or int(number[:6]) >= count:
            continue
        at = int(number[:6])
        if kind == b"python":
            if facts := _python(rest):
                whole[at] = facts
        else:
            target = targets.setdefault(at, _Target())
            _take(target, kind.decode("latin-1"), rest.decode("utf-8", "replace").rstrip("\r"))
    return [whole.get(at) or (facts_from(targets[at].tried) if at in targets else None) for at in range(count)]


def _python(text: bytes) -> Facts | None:
    try:
        return msgspec.structs.replace(decoder(Facts).decode(text), program="python3")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _take(target: _Target, kind: str, rest: str) -> None:
    target.lines += 1
    if target.lines > _MOST_LINES:
        return
    first, _space, words = rest.partition(" ")
    if kind == "run":
        program, _space, address = words.partition(" ")
        target.open = _Open(first, program, address)
    elif kind == "out" and target.open:
        target.open.lines.append(rest)
    elif kind == "end" and target.open:
        opened, target.open = target.open, None
        ended = _ended(opened, rest)
        target.tried.runs.append(ended)
    elif kind == "missing":
        target.tried.missing[first] = words
    elif kind == "conf":
        target.tried.conf.append(rest)
    elif kind == "hosts":
        target.tried.hosts = rest.split()


def _ended(opened: _Open, rest: str) -> Ended:
    status, began, ended = (*rest.split(" "), "", "", "")[:3]
    number = int(status) if status.isascii() and status.isdigit() and len(status) < 4 else 1
    return Ended(opened.step, opened.program, opened.address, tuple(opened.lines), number, _seconds(began, ended))


def _seconds(began: str, ended: str) -> float | None:
    try:
        return round(max(float(ended) - float(began), 0.0), 2)
    except ValueError:
        return None
