"""An error that a program printed with its type and nothing around it: no stack, no level.

Logs are cut, frameworks print only the last line of a stack trace, and people paste just that line.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, simple
from kanivete.logs.chatter import is_chatter

_TYPED = re.compile(
    r"(?:[A-Za-z_]\w{0,60}(?:\.|::)){0,12}(_?[A-Z]\w{0,100}(?:Error|Exception|Failure|Fault))(?:: \S| \(|:?$)"
)
_QUALIFIED = re.compile(
    r"(?:[a-z_]\w{0,60}\.){2,12}([A-Z]\w{1,100}): \S|(?:\w{1,60}::){1,12}Error(?:: \S| \()"
    r"|(?:[A-Z]\w{0,60}::){1,12}([A-Z]\w{0,60}(?:Bad|Invalid|Refused|NotFound|NotEstablished|Timeout|Denied)): \S"
)
_AFTER = re.compile(r"\S.{0,1500} \(([A-Z][\w:]{1,100}(?:Error|Exception|Bad|Invalid))\)$")
_EXPLAINED = 6


def _read(lines: Lines, index: int) -> Block | None:
    line = lines[index]
    body = line.body.rstrip()
    if line.stamped or line.format or is_chatter(body):
        return None
    found = _TYPED.match(body[:1_000]) or _QUALIFIED.match(body[:1_000]) or _AFTER.match(body[:2_000])
    if not found:
        return None
    more = [at for at in range(index + 1, min(len(lines), index + _EXPLAINED)) if not lines[at].stamped]
    return simple("", lines, index, exception=next(filter(None, found.groups()), ""), strength=2, weight=-1, picks=more)


DETECTOR = Detector(
    markers=("Error", "Exception", "Failure", "Fault", "Bad)", "Invalid)", ".exceptions.", "::"), read=_read
)
