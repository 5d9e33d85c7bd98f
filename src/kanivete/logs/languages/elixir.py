"""Elixir: "** (Type) message", one inside the other, the innermost last.

Source: Exception.format and Mix's and the release script's reports.
"""

import re

from kanivete.logs.block import Block, Detector, Lines

_ERROR = re.compile(r"\s{0,40}(?:\[EXIT\] )?\*\* \(([A-Za-z][\w.]{0,150})\) (.{1,1500})")
_INSIDE = 40


def _read(lines: Lines, index: int) -> Block | None:
    first = _ERROR.match(lines[index].body)
    if not first or lines[index].body[:1] == " ":
        return None
    found, head, end = first, index, index
    for at in range(index + 1, min(len(lines), index + _INSIDE)):
        if lines[at].body[:1] not in " \t" or not lines[at].body.strip():
            break
        end = at
        if inner := _ERROR.match(lines[at].body):
            found, head = inner, at
    return Block(
        language="",
        start=index,
        end=end,
        head=head,
        headline=lines[head].body.strip(),
        exception=found[1],
        outer=lines[index].body.strip() if head != index else "",
        picks=[head, index, *range(head + 1, min(end, head + 3) + 1)],
    )


DETECTOR = Detector(markers=("** (",), read=_read)
