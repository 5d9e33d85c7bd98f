"""The lines of a paste put together again: a message that was wrapped is one entry, a program's log is one entry."""

from dataclasses import dataclass, field

from kanivete.diagnose.explain.kind import Seen, Shape, look
from kanivete.diagnose.explain.tidy import Line, tidy

_LONGEST_WRAP = 12
"""Lines that one wrapped message may have."""
_OPEN = frozenset({Shape.EVENT_ROW, Shape.MESSAGE_FIELD, Shape.NODE_LOG, Shape.KUBERNETES, Shape.CONDITION_ROW})
"""Shapes whose message may go on in the next line."""


@dataclass
class Entry:
    """One thing said: its shape, its lines, and what the API's reason is, if the line has one."""

    shape: Shape
    line: int
    parts: list[str]
    reason: str = ""
    count: int = 1
    indent: int = 0
    numbers: list[int] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)

    @property
    def quote(self) -> str:
        """Its text on one line, or the lines of a log."""
        return "\n".join(self.parts) if self.shape is Shape.OTHER else " ".join(self.parts)


def entries(text: str) -> list[Entry]:
    """What is said in a paste, in order."""
    found: list[Entry] = []
    described = blank = False
    for line in tidy(text):
        one = look(line.text)
        if one.shape is Shape.HEADING or (one.shape is Shape.FIELD and described):
            described = blank = True
        elif one.shape is Shape.BLANK:
            # It ends a description's events, but not a program's log.
            described = described and not (found and found[-1].shape is Shape.EVENT_ROW)
            blank = not (found and found[-1].shape is Shape.OTHER) or described
        else:
            _place(found, line, one, blank, described)
            blank = False
    for entry in found:
        entry.readings = _readings(entry)
    return found


def _place(found: list[Entry], line: Line, one: Seen, blank: bool, described: bool) -> None:
    last = found[-1] if found and not blank else None
    loose = one.shape in (Shape.OTHER, Shape.FIELD)
    if last and loose and (last.shape is Shape.OTHER or _goes_on(last, line)):
        last.parts.append(line.indented if last.shape is Shape.OTHER else line.text)
        last.numbers.append(line.number)
    elif last and one.shape is Shape.KUBERNETES and _goes_on(last, line) and line.indent > last.indent:
        last.parts.append(line.text)
        last.numbers.append(line.number)
    elif not (loose and described):
        shape, text = (Shape.OTHER, line.indented) if loose else (one.shape, one.message)
        found.append(Entry(shape, line.number, [text], one.reason, one.count, line.indent, [line.number]))


def _goes_on(last: Entry, line: Line) -> bool:
    return last.shape in _OPEN and len(last.parts) < _LONGEST_WRAP and line.number > last.line


def _readings(entry: Entry) -> list[str]:
    """The ways its lines may belong together: wrapped between words, within long ones, anywhere, or not at all."""
    if entry.shape is Shape.OTHER:
        return ["\n".join(entry.parts)]
    return list(dict.fromkeys((" ".join(entry.parts), _joined(entry.parts), "".join(entry.parts), entry.parts[0])))


def _joined(parts: list[str]) -> str:
    """Glued where a line ends within an address or a path, with a blank elsewhere."""
    text = parts[0]
    for part in parts[1:]:
        text += part if "/" in text.rsplit(" ", 1)[-1] and text[-1].isalnum() else f" {part}"
    return text
