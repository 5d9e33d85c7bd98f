"""Take away what stands before a log line's message: time, stream, pod, level, thread, logger.

All patterns are anchored, without nested or adjacent overlapping repetition, and are tried on a capped line only.
"""

import re

from kanivete.logs.line import NONE, level_named

_ZONE = r"(?:Z| ?[+-]\d\d:?\d\d(?=\W|$)| (?:UTC|GMT|[A-Z]{3,4}(?= \[)))?"
_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
_LEVEL = (
    r"TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|CRIT|PANIC|SEVERE|ALERT|EMERG|VERBOSE|LOG|"
    r"ERRO|FTL|INF|WRN|DBG|TRC"
)
_STAMPS = tuple(
    re.compile(pattern)
    for pattern in (
        # container runtime (CRI): 2026-11-22T07:00:01.113456789Z stderr F
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.?\d{0,9}(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] ",
        # kubectl logs --prefix, docker compose, stern (pod suffixes have no vowels and no 0, 1, 3)
        r"\[pod/[^\]\s]{1,300}\] ",
        r"[a-z0-9.-]{1,240}-[bcdfghjklmnpqrstvwxz2456789]{5} [a-z0-9-]{1,63} (?:\| )?",
        r"[a-z0-9_.-]{1,60} {1,30}\| ",
        # ISO 8601 and the like, nginx's slashes
        rf"\[?\d{{4}}[-/]\d\d[-/]\d\d[T ]{_CLOCK}{_ZONE}\]?(?: {{1,8}}(?=(?:{_LEVEL})\b)|[:|]? |\t|$|(?=\[))",
        # slf4j-simple: the thread, then the level; Nest's own logger
        r"\[[\w.-]{1,60}\] (?=(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b)",
        r"\[[A-Z]\w{1,30}\] \d{1,9} {1,4}- \d\d/\d\d/\d{4}, \d{1,2}:\d\d:\d\d (?:AM|PM) {1,6}",
        # journal and syslog
        rf"(?:<\d{{1,3}}>)?[A-Z][a-z]{{2}} [ \d]\d {_CLOCK} \S{{1,100}} [\w./@-]{{1,60}}(?:\[\d{{1,9}}\])?: ?",
        # Apache: [Sun Nov 22 10:35:52.123456 2026]
        rf"\[[A-Z][a-z]{{2}} [A-Z][a-z]{{2}} [ \d]\d {_CLOCK} \d{{4}}\] ",
        # PHP-FPM, Tomcat, JUL: [22-Nov-2026 07:46:57 UTC]
        rf"\[?\d\d-[A-Z][a-z]{{2}}-\d{{4}} {_CLOCK}(?: [A-Za-z/_+-]{{1,40}}(?=\]))?\]? ",
        # Redis: 1:C 22 Nov 2026 10:00:00.000 # and *
        rf"\d{{1,9}}:[A-Z] \d\d [A-Z][a-z]{{2}} \d{{4}} {_CLOCK} (?=[#*.-] )",
        # Ruby's Logger: E, [2026-11-22T10:00:00.123456 #1]
        rf"[DIWEFA], \[\d{{4}}-\d\d-\d\dT{_CLOCK} #\d{{1,9}}\] {{1,3}}",
        # Unbound: [1795380737] unbound[1:0] error:
        r"\[\d{10}\] [a-z]{2,30}\[\d{1,6}:\d{1,3}\] ",
        # MariaDB: 2026-11-22  7:00:01 0 [ERROR]
        r"\d{4}-\d\d-\d\d {1,2}\d{1,2}:\d\d:\d\d \d{1,9} (?=\[)",
        # ClickHouse: 2026.11.22 10:00:00.123456 [ 51 ] {} <Error>
        rf"\d{{4}}\.\d\d\.\d\d {_CLOCK} \[ \d{{1,9}} \] \{{[^}}]{{0,80}}\}} (?=<)",
        # a clock alone
        rf"\[?{_CLOCK}\]?(?: |\t)",
    )
)
_KLOG = re.compile(rf"([IWEF])\d{{4}} {_CLOCK} {{1,8}}\d{{1,9}} [\w.-]{{1,80}}:\d{{1,6}}\] ")
_LEVEL_MARK = re.compile(rf"(?:({_LEVEL})(?:[:\]]? ?- |\]|:? {{1,12}}|\t)|\[({_LEVEL})\]:? {{0,8}})")
_LEVEL_SMALL = re.compile(r"\[(?:[a-z_0-9]{1,30}:)?([a-z]{3,9})\]:? {0,8}")
_LEVEL_DOTTED = re.compile(r"[a-z]{1,30}\.([A-Z]{4,9}): ")
_PYTHON_LOGGING = re.compile(r"(DEBUG|INFO|WARNING|ERROR|CRITICAL):([\w.]{1,80}):")
_CELERY = re.compile(rf"\[\d{{4}}-\d\d-\d\d {_CLOCK}: ([A-Z]{{4,8}})/[\w-]{{1,60}}\] ")
_LEVEL_ANGLED = re.compile(r"<([A-Z][a-z]{4,11})> (?:[A-Z]\w{0,60}: )?")
_LEVEL_LETTER = re.compile(r"([DIWEFCN]) (?:\| | {0,1}[A-Z]{2,12} {1,8}\[[\w.-]{1,60}\] )")
"""etcd's old logger and MongoDB's."""
_LETTERS = {"D": "debug", "I": "info", "N": "notice", "W": "warn", "E": "error", "F": "fatal", "C": "critical"}
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,12}m")
# Only after a time or a level: thread, process, logger.
_BETWEEN = tuple(
    re.compile(pattern)
    for pattern in (
        r"\[(?!Errno)[\w .:/#@*+$-]{0,80}\]:?[ \t]{0,4}",
        r"\d{1,9}#\d{1,9}: (?:\*\d{1,12} )?",
        r"(?:\[\s{0,20}\S{0,80}\] ?)?\d{1,9} --- \[[^\]]{0,120}\] (?:\[[^\]]{0,120}\] )?",
        r"\d{1,9} (?=\[)",
        r"-- [\w.:/-]{0,60}: ",
        r"\([\w .:/#-]{1,80}\) (?:: )?(?=\S)",
        r"\[?[A-Za-z][\w.$/-]{0,100}\]? {1,60}: ",
        r"[A-Za-z][\w.$/-]{0,100} {1,4}- ",
        r"(?:[a-z][\w-]{0,40}\.){1,3}go:\d{1,6}:? ",
        r"[\w./@-]{1,100}:\d{1,6}(?::? {1,4}|\t)(?=\S)",
        r"<\d{1,6}\.\d{1,9}\.\d{1,6}>(?: |$)",
        r"- ",
        r"# (?=\S)",
    )
)


def strip_prefix(raw: str) -> tuple[str, int, bool]:
    """The message, its level and whether anything was taken away."""
    body, level, stamped = raw, NONE, False
    if "\x1b" in body:
        body = _COLOUR.sub("", body)
    first = body[:1]
    if first in " \t" or not first:
        return body, level, stamped
    for _ in range(8):
        rest, found = _one(body, stamped, level)
        if rest is body:
            break
        body, stamped, level = rest, True, level or found
    return body, level, stamped


def _one(body: str, stamped: bool, level: int) -> tuple[str, int]:
    """The line without its first part, or the very same object where it has none."""
    first = body[:1]
    if not level and first in "[TDINWEFCPSAVL":
        if (match := _PYTHON_LOGGING.match(body)) or (match := _LEVEL_MARK.match(body)):
            name = match.group(1) or match.group(2)
            if not body.startswith(("FATAL ERROR", "LOG ")):
                return body[match.end() :], level_named(name)
        if match := _KLOG.match(body):
            return body[match.end() :], level_named(_LETTERS[match[1]])
        if first == "[" and (match := _CELERY.match(body)):
            return body[match.end() :], level_named(match[1])
        if first == "[" and (match := _LEVEL_SMALL.match(body)) and level_named(match[1]):
            return body[match.end() :], level_named(match[1])
    if first.isdigit() or first.islower() or first in "[<" or "A" <= first <= "Z":
        for pattern in _STAMPS:
            if match := pattern.match(body):
                return body[match.end() :], NONE
    if stamped and first != " ":
        if not level and (match := _LEVEL_DOTTED.match(body)) and level_named(match[1]):
            return body[match.end() :], level_named(match[1])
        if not level and first == "<" and (match := _LEVEL_ANGLED.match(body)) and level_named(match[1]):
            return body[match.end() :], level_named(match[1])
        if not level and body[1:2] == " " and (match := _LEVEL_LETTER.match(body)):
            return body[match.end() :], level_named(_LETTERS[match[1]])
        for pattern in _BETWEEN:
            if match := pattern.match(body):
                return body[match.end() :], NONE
        if not level and (match := re.match(r"(trace|debug|info|warn|warning|error|fatal|critical|panic)[\t ]", body)):
            return body[match.end() :], level_named(match[1])
    return body, NONE
