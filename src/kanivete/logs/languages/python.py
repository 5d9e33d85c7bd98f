"""Python: tracebacks, chained and grouped, and errors of syntax, which have none.

Source: https://docs.python.org/3/library/traceback.html
"""

import re

from kanivete.logs.block import STRANGERS, Block, Detector, Lines, indent, nearest, type_of
from kanivete.logs.line import WARNING, Line

_HEADER = "Traceback (most recent call last)"
_SYNTAX = ("SyntaxError:", "IndentationError:", "TabError:")
_CHAIN = ("The above exception was the direct cause", "During handling of the above exception")
_FOREIGN = ("site-packages", "dist-packages", "/lib/python", "<frozen ", "/usr/lib/", "importlib")
_HARMLESS = ("Exception ignored in", "Error in atexit", "Task was destroyed")
_NAME = re.compile(r"[A-Za-z_][\w.]{0,150}(?::|$)")


def _read(lines: Lines, index: int) -> Block | None:
    if _HEADER not in lines[index].body:
        return _syntax(lines, index)
    links: list[_Traceback] = []
    at: int | None = index
    while at is not None and len(links) < 1_000:
        link = _Traceback(lines, at)
        if link.error is None:
            break
        links.append(link)
        at = _next_in_chain(lines, link.end)
    if not links:
        return None
    return _block(lines, index, links)


def _is_type(text: str) -> bool:
    """Whether a line begins with what an exception is called."""
    return type_of(text).endswith(("Error", "Exception", "Exit", "Interrupt", "Iteration", "Warning"))


class _Traceback:
    """One "Traceback …" with its frames and its error's line (an index; None if the log ends before)."""

    def __init__(self, lines: Lines, start: int) -> None:
        self.start = self.end = start
        self.error: int | None = None
        self.frames: list[tuple[int, str]] = []
        margin = indent(_bare(lines[start]))
        known = start
        for at in range(start + 1, min(len(lines), start + 5_000)):
            text = _bare(lines[at])
            if lines[at].stamped and not lines[start].stamped and not lines[at].format:
                if at - known > STRANGERS:
                    break
                continue
            known = at
            stripped = text.strip()
            if indent(text) > margin:
                if stripped.startswith('File "'):
                    self.frames.append((at, stripped))
            elif _NAME.match(stripped) and (self.frames or (_is_type(stripped) and not stripped.startswith("Error:"))):
                self.error = self.end = at
                break
            elif stripped and not lines[at].stamped:
                break
        self.frames.reverse()


def _bare(line: Line) -> str:
    """The line without the rails that exception groups draw."""
    text = line.body
    return text.replace("|", " ", 1).replace("+", " ", 1) if text.lstrip()[:1] in "|+" and text.strip() else text


def _next_in_chain(lines: Lines, end: int) -> int | None:
    """Where the traceback starts that tells what came of this one."""
    linked = False
    for at in range(end + 1, min(len(lines), end + 40)):
        body = lines[at].body
        if any(text in body for text in _CHAIN):
            linked = True
        elif _HEADER in body:
            return at if linked else None
    return None


def _block(lines: Lines, index: int, links: list[_Traceback]) -> Block:
    inner, outer = links[0], links[-1]
    head = _inside_group(lines, inner)
    headline = _bare(lines[head]).strip()
    last = outer.error if outer.error is not None else outer.end
    end = _group_end(lines, last)
    frames = nearest(inner.frames, lambda text: any(part in text for part in _FOREIGN))
    picks = [head, last, inner.start]
    # It tells a missing variable from a missing key of a dictionary.
    picks += [at for at in range(max(index, head - 2), head) if ", in __getitem__" in lines[at].body]
    for at, _ in frames[:3]:
        picks += [at, at + 1] if at + 1 < head else [at]
    picks += [at for at in range(last + 1, min(len(lines), last + 4)) if not lines[at].stamped]
    if len(links) > 1:
        picks += [at for at, _ in outer.frames[:1]]
    before = lines[index - 1].body if index else ""
    return Block(
        language="python", start=index, end=max(end, head), head=head, headline=headline, exception=type_of(headline),
        outer=_bare(lines[last]).strip() if last != head else "", picks=picks, frames=tuple(text for _, text in frames),
        weight=-2 if any(text in before for text in _HARMLESS) else 0,
        logged=bool(lines[index].format) or (bool(index) and lines[index - 1].level >= WARNING),
    )  # fmt: skip


def _inside_group(lines: Lines, link: _Traceback) -> int:
    """The first error inside an exception group, or the traceback's own."""
    error = link.error if link.error is not None else link.end
    if "ExceptionGroup" not in lines[error].body:
        return error
    for at in range(error + 1, min(len(lines), error + 200)):
        text = lines[at].body.lstrip()
        if text.startswith("|") and (name := _NAME.match(text[1:].strip())) and indent(text[1:]) == 1:
            if "Traceback" not in name[0] and "ExceptionGroup" not in name[0]:
                return at
        elif text and text[0] not in "|+":
            break
    return error


def _group_end(lines: Lines, error: int) -> int:
    """The last line of an error, or of its group."""
    end = error
    for at in range(error + 1, min(len(lines), error + 400)):
        line = lines[at]
        text = line.body.lstrip()
        if not text or line.stamped or text[0] not in "|+":
            break
        end = at
    return end


def _syntax(lines: Lines, index: int) -> Block | None:
    body = lines[index].body
    if not body.startswith(_SYNTAX):
        return None
    for at in range(max(0, index - 4), index):
        if lines[at].body.lstrip().startswith('File "'):
            return Block(
                language="python", start=at, end=index, head=index, headline=body.strip(), exception=type_of(body),
                picks=[index, at, *range(at + 1, index)], frames=(lines[at].body.strip(),),
            )  # fmt: skip
    return None


DETECTOR = Detector(markers=(_HEADER, *_SYNTAX), read=_read)
