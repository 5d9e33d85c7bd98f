"""Choose among the errors in a log the one that ended the program."""

from dataclasses import replace

from kanivete.logs.block import STRANGERS, Block, Lines
from kanivete.logs.chatter import is_chatter, is_continuation, is_decoration
from kanivete.logs.failure import Failure
from kanivete.logs.languages import detectors, interesting
from kanivete.logs.line import DEBUG, ERROR, FATAL, INFO
from kanivete.logs.quote import quote
from kanivete.logs.severity import by_level, last_word
from kanivete.logs.window import read_end, read_unstamped

_NO_LOG = "unable to retrieve container logs for "
"""What a kubelet answers with in place of a log that it no longer has."""
_TOLERATED = {3: 15, 2: 3}
"""How many lines of ordinary work may follow a failure that ended the program: other threads write on for a moment."""
_TOLERATED_LOGGED = 4
"""The same where a logger wrote the stack trace, so that somebody caught the exception."""
_TOLERATED_FATAL = 12
_NEIGHBOURS = 3
_LOGGED = 2
"""The strength of an error that somebody logged before giving up on it."""
_NEAR = 2
"""Lines from the end of one error to the start of the next, if they were printed back to back."""


def find_failure(text: str) -> Failure | None:
    """The failure that ended the program which wrote this log; None for an empty or blank one.

    It never raises, and takes time linear in the text.
    """
    lines = read_end(text)
    if not any(line.shown.strip() for line in lines) or (len(lines) == 1 and lines[0].body.startswith(_NO_LOG)):
        return None
    blocks = _blocks(lines)
    after = _ordinary_after(lines, blocks)
    ended = [block for block in blocks if after[block.end] <= _tolerated(lines, block)]
    best = _best(ended)
    if best is None and (torn := _torn(text)):
        return torn
    best = best or last_word(lines)
    _add_neighbours(blocks, best)
    return _failure(lines, best)


def _best(blocks: list[Block]) -> Block | None:
    return max(blocks, key=lambda block: (block.strength, block.weight, block.start), default=None)


def _torn(text: str) -> Failure | None:
    """A stack trace whose lines are too far apart, since other threads logged very much while it was printed.

    It may as well have been lived through: it is no more than likely what ended the program.
    """
    lines = read_unstamped(text)
    torn = [block for block in _blocks(lines) if block.strength == 3 and _is_torn(lines, block)]
    best = _best([block for block in torn if block.end >= len(lines) - _NEIGHBOURS])
    return replace(_failure(lines, best), strength=1) if best else None


def _is_torn(lines: Lines, block: Block) -> bool:
    """Whether more lines were left out of it than a detector passes over itself."""
    return lines[block.end].number - lines[block.start].number > block.end - block.start + STRANGERS


def _add_neighbours(blocks: list[Block], best: Block) -> None:
    """Pick the heads of the errors printed right before it as well: they tend to say why the last one happened."""
    start = best.start
    for block in reversed([one for one in blocks if one.end < best.start][-_NEIGHBOURS:]):
        if start - block.end > _NEAR or block.strength < min(best.strength, _LOGGED):
            break
        best.picks.append(block.head)
        start = block.start


def _blocks(lines: Lines) -> list[Block]:
    found: list[Block] = []
    index = 0
    while index < len(lines):
        block = _at(lines, index)
        if block:
            found.append(block)
        # What is told by one line may stand before a stack trace; a stack trace is not looked into again.
        index = block.end + 1 if block and block.strength == 3 and block.end >= index else index + 1
    return found


def _at(lines: Lines, index: int) -> Block | None:
    body = lines[index].body
    if not body:
        return None
    best: Block | None = None
    # Some programs are known by their level, which the prefix took away.
    text = lines[index].shown if lines[index].level >= ERROR and not lines[index].format else body
    for detector in detectors() if interesting()(text) else ():
        if any(marker in text for marker in detector.markers):
            block = detector.read(lines, index)
            if block and (best is None or (block.strength, block.weight) > (best.strength, best.weight)):
                best = block
    if best and best.start == best.end and lines[index].level in (DEBUG, INFO):
        best.weight -= 2  # somebody speaks of an error, at leisure
    return best or by_level(lines, index)


def _ordinary_after(lines: Lines, blocks: list[Block]) -> list[int]:
    """For each line, how many lines of ordinary work come after it."""
    inside = bytearray(len(lines))
    for block in blocks:
        inside[block.start : block.end + 1] = b"\1" * (block.end + 1 - block.start)
    after = [0] * len(lines)
    count = 0
    for index in range(len(lines) - 1, -1, -1):
        after[index] = count
        body = lines[index].body
        if not (inside[index] or is_decoration(body) or is_continuation(body) or is_chatter(body)):
            count += 1
    return after


def _tolerated(lines: Lines, block: Block) -> int:
    if block.strength == 3:
        return _TOLERATED_LOGGED if block.logged else _TOLERATED[3]
    return _TOLERATED_FATAL if lines[block.start].level == FATAL else _TOLERATED[2]


def _failure(lines: Lines, block: Block) -> Failure:
    headline = block.headline or lines[block.head].shown.strip() or lines[block.start].shown.strip()
    return Failure(
        language=block.language,
        exception=block.exception,
        headline=headline,
        outer=block.outer if block.outer != headline else "",
        quote=quote(lines, block.picks),
        strength=block.strength,
        line=lines[block.head].number,
        frames=block.frames[:5],
    )
