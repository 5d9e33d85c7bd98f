"""nginx: what it refuses to start with.

Source: ngx_log.c; [emerg] ends it, [alert] and [crit] mostly do not.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, simple

_EMERG = re.compile(r"(?:nginx: )?(?:\[emerg\] )?(?:\d{1,9}#\d{1,9}: )?")


def _read(lines: Lines, index: int) -> Block | None:
    line = lines[index]
    if "[emerg]" not in line.shown[:200]:
        return None
    return simple("nginx", lines, index, headline=_EMERG.sub("", line.body, count=1).strip(), exception="emerg")


DETECTOR = Detector(markers=("[emerg]",), read=_read)
