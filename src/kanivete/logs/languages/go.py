"""Go: panics, fatal errors of the runtime, and the dump of goroutines after them, of which the first is the culprit.

Source: the runtime's printpanics, fatalthrow and traceback.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, following, nearest

_FATAL = (
    "fatal error: all goroutines are asleep",
    "fatal error: concurrent map",
    "fatal error: runtime:",
    "fatal error: out of memory",
    "fatal error: stack overflow",
    "fatal error: unexpected signal",
    "fatal error: sync:",
    "fatal error: newosproc",
    "fatal error: too many concurrent",
    "fatal error: cannot allocate memory",
    "fatal error: pageAlloc",
    "fatal error: found bad pointer",
    "fatal error: no goroutines",
    "fatal error: index out of range",
)
_DUMP = re.compile(
    r"\s{0,8}$|\s+|goroutine \d|created by |\[signal |\[originating|panic: |exit status \d|runtime stack:|"
    r"r(?:[a-ds][xip]|[ds]i|flags|\d{1,2}) {1,8}0x|[cfg]s {1,8}0x|x\d{1,2} {1,8}0x|lr {1,8}0x|"
    r"[\w./*()$%~\[\]·-]{1,300}\(|PC=|runtime: |SIG[A-Z]+: |\.\.\.additional frames elided"
)
_FILE = re.compile(r"\s{1,8}(\S{1,400}\.(?:go|s):\d{1,7})")
_FOREIGN = ("/usr/local/go/src/", "/usr/lib/go", "/go/pkg/mod/", "/pkg/mod/", "runtime/", "/vendor/", "_testmain.go")


def _read(lines: Lines, index: int) -> Block | None:
    body = lines[index].body
    if not body.startswith(("panic: ", *_FATAL)):
        return None
    members = following(lines, index + 1, lambda text: _DUMP.match(text) is not None, limit=len(lines))
    end = members[-1] if members else index
    again = [at for at in members[:40] if lines[at].body.lstrip().startswith("panic: ")]
    first = next((at for at in members if lines[at].body.startswith("goroutine ")), None)
    if first is None and not again and not body.startswith("fatal error") and lines[index].stamped:
        return None
    signal = [at for at in members[:20] if lines[at].body.startswith("[signal ")]
    frames = _frames(lines, members, first)
    picks = [index, *again[-1:], *signal, *([first] if first is not None else [])]
    for at, _ in frames[:3]:
        picks += [at - 1, at]
    return Block(
        language="go",
        start=index,
        end=end,
        head=index,
        headline=body.strip(),
        exception=body.split(":", 1)[0],
        outer=lines[again[-1]].body.strip() if again else "",
        picks=picks,
        frames=tuple(text for _, text in frames),
    )


def _frames(lines: Lines, members: list[int], first: int | None) -> list[tuple[int, str]]:
    """The files of the goroutine that crashed: the first of the dump."""
    files: list[tuple[int, str]] = []
    for at in members:
        if first is None or at <= first:
            continue
        if lines[at].body.startswith("goroutine "):
            break
        if match := _FILE.match(lines[at].body):
            files.append((at, match[1]))
    return nearest(files, lambda text: any(part in text for part in _FOREIGN))


DETECTOR = Detector(markers=("panic: ", *_FATAL), read=_read)
