"""Read lines with fields: JSON of the usual loggers, logfmt, klog's key=value."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from kanivete.logs.line import ERROR, FATAL, INFO, NONE, WARNING, level_named

JSON_LENGTH = 256 * 1024
"""Characters of a line that are read as JSON."""

_MESSAGE = ("message", "msg", "@m", "@mt", "RenderedMessage", "MessageTemplate", "short_message", "event",
            "textPayload", "log", "text")  # fmt: skip
_ERROR = ("error", "err", "exception", "@x", "Exception", "cause", "reason", "exc_info", "thrown", "errorMessage",
          "error.message", "exc", "failure", "detail", "attr.error")  # fmt: skip
_STACK = ("error.stack_trace", "stack_trace", "stack", "stackTrace", "stacktrace", "errorVerbose",
          "exception.stacktrace", "full_message", "extendedStackTrace", "traceback")  # fmt: skip
_LEVEL = ("level", "severity", "lvl", "log.level", "levelname", "@l", "Level", "loglevel", "s", "severity_text",
          "log_level", "LogLevel")  # fmt: skip
_MONGO = {"F": FATAL, "E": ERROR, "W": WARNING, "I": INFO}

Part = tuple[str, str]
"""A role ("message", "error", "stack") and a text of possibly many lines."""


def read_fields(body: str) -> tuple[str, int, list[Part]] | None:
    """The format, level and texts of a line with fields; None for any other."""
    if body.startswith("{"):
        return _json(body)
    if "=" in body:
        return _logfmt(body)
    return None


def _json(body: str) -> tuple[str, int, list[Part]] | None:
    if len(body) > JSON_LENGTH:
        return None
    try:
        record = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    if not isinstance(record, dict):
        return None
    return _record(record)


def _record(record: Mapping[str, Any]) -> tuple[str, int, list[Part]] | None:
    parts: list[Part] = []
    seen: set[str] = set()
    for role, keys in (("message", _MESSAGE), ("error", _ERROR), ("stack", _STACK)):
        for key in keys:
            for text, is_stack in _texts(_get(record, key)):
                if text.strip() and text not in seen:
                    seen.add(text)
                    parts.append(("stack" if is_stack or ("\n" in text.strip() and role != "message") else role, text))
    if not parts:
        return None
    return "json", _record_level(record), parts


def _get(record: Mapping[str, Any], key: str) -> object:
    """A field, also where a dotted name is written as objects inside objects."""
    if key in record or "." not in key:
        return record.get(key)
    value: object = record
    for part in key.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _texts(value: object) -> Iterator[tuple[str, bool]]:
    """The texts of a field and whether each is a stack: of a string, or of an error written as an object."""
    if isinstance(value, str):
        yield value, False
    elif isinstance(value, Mapping):
        stack = next((value[key] for key in (*_STACK, "stack_trace") if isinstance(value.get(key), str)), "")
        message = next((value[key] for key in ("message", "msg", "description") if isinstance(value.get(key), str)), "")
        kind = next((value[key] for key in ("type", "name", "class", "kind") if isinstance(value.get(key), str)), "")
        if message and not (stack and message in stack):
            yield (f"{kind}: {message}" if kind else message), False
        if stack:
            yield stack, True
    elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        yield "\n".join(map(_frame, value)), len(value) > 1


def _frame(text: str) -> str:
    """An item of a stack trace, as it is printed outside of JSON."""
    return f"\t{text}" if text.startswith("at ") else text


_ITEM = re.compile(r'(?:"stack_?trace": ?\[)?"(.{1,1900}?)"(?:,|\] ?\} ?)$')
_ITEMS = ('"at ', '"Caused by: ', '"Suppressed: ', '"... ', '"stacktrace": [', '"stack_trace": [')


def read_item(raw: str) -> str | None:
    """The text of a line that is one item of a stack trace: Elasticsearch 7 breaks its JSON lines there."""
    found = _ITEM.match(raw) if raw.startswith(_ITEMS) else None
    return _frame(found[1].replace('\\"', '"')) if found else None


def _record_level(record: Mapping[str, Any]) -> int:
    for key in _LEVEL:
        value = _get(record, key)
        if isinstance(value, str):
            if key == "s":
                return _MONGO.get(value, NONE)
            if value.isdigit():
                return _number_level(int(value[:4]))
            return level_named(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _number_level(value)
    return NONE


def _number_level(value: float) -> int:
    """Bunyan's and pino's tens (50 error, 60 fatal); OpenTelemetry's (17 to 20 error, 21 to 24 fatal) and syslog's."""
    if value >= 60 or 21 <= value <= 24 or 0 <= value <= 2:
        return FATAL
    if value >= 50 or 17 <= value <= 20 or value == 3:
        return ERROR
    if value >= 40 or value == 4:
        return WARNING
    return INFO


_PAIR = re.compile(r'(?<![\w.@/-])([A-Za-z_@][\w.@/-]{0,60})=("(?:[^"\\]|\\.){0,2000}"|[^\s"]{0,2000})(?=\s|$|,)')
_QUOTED_FIRST = re.compile(r'"((?:[^"\\]|\\.){0,2000})"(?= [A-Za-z_]|$)')


def _logfmt(body: str) -> tuple[str, int, list[Part]] | None:
    """`level=error msg="…" err="…"`, klog's `"message" err="…"`, and zap's and zerolog's console forms."""
    first = _QUOTED_FIRST.match(body)
    fields = {match[1]: _unquote(match[2]) for match in _PAIR.finditer(body[:4_000])}
    if not first and not (fields.keys() & {"level", "lvl", "msg", "severity"}) and not body.startswith("ts="):
        return None
    if first:
        fields.setdefault("msg", _unquote(first[0]))
    found = _record(fields)
    return found and ("logfmt", found[1], found[2])


def _unquote(value: str) -> str:
    if not value.startswith('"'):
        return value
    text = value[1:-1]
    if "\\" not in text:
        return text
    return text.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"').replace("\\\\", "\\")
