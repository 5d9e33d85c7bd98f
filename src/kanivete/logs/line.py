"""A line of a log as the detectors see it."""

from typing import NamedTuple

NONE, DEBUG, INFO, WARNING, ERROR, FATAL = range(6)

LINE_LENGTH = 2_000
"""Characters of a line that are looked at; no program says in the rest why it died."""

_LEVELS = {
    "trace": DEBUG, "trc": DEBUG, "debug": DEBUG, "dbg": DEBUG, "verbose": DEBUG, "vrb": DEBUG, "finest": DEBUG,
    "finer": DEBUG, "fine": DEBUG,
    "info": INFO, "inf": INFO, "information": INFO, "informational": INFO, "notice": INFO, "note": INFO, "log": INFO,
    "system": INFO, "config": INFO, "default": INFO,
    "warn": WARNING, "wrn": WARNING, "warning": WARNING,
    "error": ERROR, "err": ERROR, "eror": ERROR, "severe": ERROR, "fail": ERROR, "erro": ERROR,
    "fatal": FATAL, "ftl": FATAL, "critical": FATAL, "crit": FATAL, "panic": FATAL, "dpanic": FATAL, "alert": FATAL,
    "emerg": FATAL, "emergency": FATAL,
}  # fmt: skip


def level_named(name: str) -> int:
    """The severity that a level's name stands for; `NONE` for no level at all."""
    return _LEVELS.get(name.strip().lower(), NONE)


class Line(NamedTuple):
    """One line, or one line of a text inside a structured line."""

    number: int
    """Its place in the text, from 1."""
    body: str
    """What is said, without time, level and the like; its own indentation is kept."""
    shown: str
    """How to quote it."""
    level: int = NONE
    stamped: bool = False
    """Whether a time, level or the like preceded it: it is not the continuation of a bare line."""
    format: str = ""
    """"json", "logfmt" … for a line with fields."""
    role: str = ""
    """What a field of a structured line was: "message", "error", "stack"."""
