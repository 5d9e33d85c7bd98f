"""Read the end of a log: backwards, as far as a failure that ended the program can lie."""

import re
from collections.abc import Iterator

from kanivete.logs.chatter import is_chatter, is_continuation, is_decoration
from kanivete.logs.line import LINE_LENGTH, WARNING, Line
from kanivete.logs.prefix import strip_prefix
from kanivete.logs.structured import JSON_LENGTH, read_fields, read_item

ORDINARY = 60
"""Lines of ordinary work after which a failure before them is not what ended the program."""
MOST_ERRORS = 300
"""Error-level lines read at most; the ones before were lived through."""
MOST_LINES = 5_000
"""Lines read at most: stack traces and chatter can be long."""
MOST_STRANGERS = 1_500
"""Lines at the end among which a stack trace is looked for that other threads' log lines tore apart."""
_A_MOMENT = 2
"""Seconds in which they were all written, or it was not a dying program's last words."""
_CLOCK = re.compile(r"\b([0-2]\d):([0-5]\d):([0-6]\d)\b")
_CULPRIT_LINES = 200
_EMBEDDED_LINES = 200
_SHOWN = 300


def last_lines(text: str, count: int = 5) -> str:
    """The last `count` lines that are not blank, as written; long ones end in "…"."""
    found: list[str] = []
    for raw, _ in _backwards(text):
        if len(found) >= count:
            break
        if raw.strip():
            found.append(shorten(raw.rstrip()))
    return "\n".join(reversed(found))


def shorten(text: str, length: int = _SHOWN) -> str:
    """The text, or its beginning and "…"."""
    return text if len(text) <= length else text[: length - 1] + "…"


def read_end(text: str) -> list[Line]:
    """The last lines of a log, in order, prefixes and fields taken apart; empty for a blank log."""
    text = text.rstrip()
    number = text.count("\n") + 1
    groups: list[list[Line]] = []
    ordinary = errors = 0
    for index, (raw, start) in enumerate(_backwards(text)):
        if ordinary > ORDINARY or errors > MOST_ERRORS:
            break
        if index >= MOST_LINES:
            groups += reversed(_before_dump(text, start, number - index))
            break
        lines = read_line(number - index, raw) if raw and not raw.isspace() else [Line(number - index, "", "")]
        groups.append(lines)
        if lines[0].level > WARNING:
            errors += 1
        elif not _seems_quiet(lines[0]):
            ordinary += 1
    return [line for group in reversed(groups) for line in group]


def read_unstamped(text: str) -> list[Line]:
    """What was printed in the log's last moment between the lines that a logger stamped with the time."""
    text = text.rstrip()
    number = text.count("\n") + 1
    found: list[Line] = []
    end: int | None = None
    for index, (raw, _) in enumerate(_backwards(text)):
        line = read_line(number - index, raw)[0]
        clock = _CLOCK.search(raw[:100]) if line.stamped else None
        if clock:
            hours, minutes, seconds = map(int, clock.groups())
            at = (hours * 60 + minutes) * 60 + seconds
            end = at if end is None else end
            if not 0 <= end - at <= _A_MOMENT:
                break
        if index >= MOST_STRANGERS:
            break
        if line.body and not (line.stamped or line.format):
            found.append(line)
    return found[::-1] if end is not None else []


def _before_dump(text: str, end: int, number: int) -> list[list[Line]]:
    """Where a Go program ends with a dump of very many goroutines: the culprit before them all, else nothing."""
    if text.find("\ngoroutine ", end) < 0:
        return []
    start = max(text.rfind("panic: ", 0, end), text.rfind("fatal error: ", 0, end))
    if start < 0 or text.find("goroutine ", start, start + 2_000) < 0:
        return []
    start = text.rfind("\n", 0, start) + 1
    first = number - text.count("\n", start, end)
    raws = text[start : start + _CULPRIT_LINES * 200].split("\n", _CULPRIT_LINES)[:_CULPRIT_LINES]
    return [read_line(first + index, raw) for index, raw in enumerate(raws)]


def _seems_quiet(line: Line) -> bool:
    return (
        is_continuation(line.body) or is_chatter(line.body) or is_decoration(line.body)
        or (len(line.body) < 200 and line.body.endswith(")") and not line.stamped)
    )  # fmt: skip


def _backwards(text: str) -> Iterator[tuple[str, int]]:
    """The lines from the last to the first, each capped, with its start."""
    end = len(text)
    while end >= 0:
        start = text.rfind("\n", 0, end) + 1
        yield text[start : min(end, start + JSON_LENGTH)], start
        end = start - 1


def read_line(number: int, raw: str) -> list[Line]:
    """A line taken apart: one, or several where a structured one carries a text of many lines."""
    if raw[:1] == '"' and (item := read_item(raw[:LINE_LENGTH].rstrip())):
        return [Line(number, item, shorten(raw.rstrip()))]
    body, level, stamped = strip_prefix(raw if len(raw) <= LINE_LENGTH or "{" in raw[:400] else raw[:LINE_LENGTH])
    fields = read_fields(body) if body[:1] == "{" or "=" in body[:LINE_LENGTH] else None
    if fields is None:
        return [Line(number, body[:LINE_LENGTH], shorten(raw.rstrip()), level, stamped)]
    name, own, parts = fields
    if name == "json" and len(parts) == 1 and not own and parts[0][1].endswith("\n"):
        return read_line(number, parts[0][1].rstrip("\n"))  # Docker's json-file driver
    lines: list[Line] = []
    for role, value in parts:
        for text in value.rstrip().split("\n", _EMBEDDED_LINES)[:_EMBEDDED_LINES]:
            short = text[:LINE_LENGTH].rstrip("\r")
            shown = shorten(raw) if len(raw) <= _SHOWN and not lines else shorten(short)
            lines.append(Line(number, short, shown, own or level, not lines, name, role))
    return lines
