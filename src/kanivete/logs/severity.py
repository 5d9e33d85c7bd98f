"""Failures told by nothing but their level or the words of a last line."""

from kanivete.logs.block import Block, Lines, type_of
from kanivete.logs.chatter import is_chatter, is_decoration
from kanivete.logs.line import ERROR, FATAL, INFO

_WORDS = (
    "error", "fail", "cannot", "can't", "could not", "couldn't", "unable to", "denied", "refused", "not found",
    "no such",
    "missing", "invalid", "unknown", "required", "exception", "fatal", "timed out", "timeout", "unexpected", "not set",
    "must be", "please set", "please provide",
    "unauthorized", "forbidden", "not exist", "unsupported", "unresolved", "conflict", "panic", "abort",
    "already in use", "no space", "read-only", "illegal", "undefined", "expected", "bad ", "killed",
    "must not", "set the ", "should not", "does not", "doesn't", "detected", "no listener", "insufficient",
    "getaddrinfo",
    "erro", "falha", "falhou", "não ", "negad", "inválid", "recusad", "inexistente",
)  # fmt: skip


_REQUEST = (", client: ", 'request: "')
"""nginx says so of a single request, which ends nothing."""


def looks_like_error(text: str) -> bool:
    """Whether a line speaks of something that went wrong."""
    lowered = text[:500].lower()
    return any(word in lowered for word in _WORDS)


def by_level(lines: Lines, index: int) -> Block | None:
    """The block of an error-level line, with the fields that say why and the lines that continue it."""
    line = lines[index]
    if (
        line.level < ERROR
        or all(mark in line.body for mark in _REQUEST)
        or is_decoration(line.body)
        or (index and line.format and lines[index - 1].number == line.number)
    ):
        return None
    end = index
    while end + 1 < len(lines) and end - index < 60 and _continues(lines, index, end + 1):
        end += 1
    reasons = [at for at in range(index + 1, end + 1) if lines[at].role == "error"]
    head = reasons[-1] if reasons else index
    headline = lines[head].body.strip()
    hints = range(index + 1, min(end, index + 8) + 1)
    return Block(
        language=line.format, start=index, end=end, head=head, headline=headline, exception=_exception(headline),
        outer=line.body.strip() if head != index else "", strength=2,
        weight=(1 if line.level == FATAL else 0) - (3 if is_chatter(headline) else 0), picks=[head, index, *hints],
    )  # fmt: skip


def _continues(lines: Lines, first: int, at: int) -> bool:
    if lines[first].format:
        return lines[at].number == lines[first].number
    body = lines[at].body
    return bool(body.strip()) and not lines[at].stamped and (body[:1] in " \t" or body.startswith(("DETAIL", "HINT")))


def _exception(text: str) -> str:
    name = type_of(text)
    return name if name.endswith(("Error", "Exception", "Failure")) or name.count(".") > 1 else ""


def last_word(lines: Lines) -> Block:
    """The last line that says anything: strength 1 if it looks like an error, else 0."""
    spoken = [at for at, line in enumerate(lines) if line.body[:1] not in " \t" and not is_decoration(line.body)]
    spoken = spoken or [at for at, line in enumerate(lines) if line.shown.strip()]
    for at in spoken[-1:-6:-1]:
        line = lines[at]
        if not is_chatter(line.body):
            if looks_like_error(line.body) and line.level != INFO:
                return _plain(lines, at, spoken, 1)
            break
    return _plain(lines, spoken[-1], spoken, 0)


def _plain(lines: Lines, at: int, spoken: list[int], strength: int) -> Block:
    headline = lines[at].body.strip() or lines[at].shown
    return Block(
        language=lines[at].format, start=at, end=at, head=at, headline=headline, strength=strength,
        exception=_exception(headline), picks=[at, *spoken[-1:-6:-1]],
    )  # fmt: skip
