"""Node.js: uncaught errors with their causes, rejected promises, a full heap, npm, the TypeScript compiler.

Source: https://nodejs.org/api/errors.html and what node prints when it exits with 1, 7 or 134.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, inside_stack, nearest, simple

_ERROR = re.compile(
    r"(?:Uncaught (?:\(in promise\) )?|Unhandled (?:Rejection|rejection|Exception):? (?:at: Promise )?|"
    r"\(node:\d{1,9}\) UnhandledPromiseRejectionWarning: |error: (?:Uncaught (?:\(in promise\) )?)?|\[cause\]: )?"
    r"(\[?(?:[A-Za-z_$][\w$]{0,80}\.){0,4}[A-Za-z_$][\w$]{0,80})(?: \[[A-Z_0-9]{1,80}\])?(?::|$)"
)
_FRAME = re.compile(
    r"\s{2,40}at .{1,1500}?:\d{1,7}:\d{1,7}\)?|\s{2,40}at (?:async )?[^(]{1,300} \((?:<anonymous>|native|index \d)"
)
_HEAP = "FATAL ERROR: "
_REJECTION = "[UnhandledPromiseRejection: "
_NPM = re.compile(
    r"npm (?:ERR!|error) (Missing script: .{1,200}|enoent .{0,40}ENOENT.{1,400}|.{0,20}EACCES.{1,300}|"
    r"request to .{1,300} failed, reason: .{1,200})"
)
_COMPILER = re.compile(r"error TS\d{3,6}: ")
_FOREIGN = ("node:", "node_modules", "internal/", "<anonymous>)", "(native)", "ext:")


def _read(lines: Lines, index: int) -> Block | None:
    body = lines[index].body
    if body.lstrip().startswith("at "):
        return _trace(lines, index) if _FRAME.match(body) and not inside_stack(lines, index) else None
    if body.lstrip().startswith(_HEAP) or (_HEAP in body and "JavaScript heap" in body):
        at = body.find(_HEAP)
        return _heap(lines, index, body[at:].strip())
    if _REJECTION in body:
        return simple("node", lines, index, exception="UnhandledPromiseRejection", end=_end(lines, index))
    if match := _NPM.match(body):
        return simple("node", lines, index, headline=match[1], weight=-1)
    if _COMPILER.search(body[:600]):
        return simple("node", lines, index, exception="TS", strength=2)
    return None


def _trace(lines: Lines, first: int) -> Block | None:
    """A stack whose first frame is at `first`; the error's line stands before it."""
    start = next((at for at in range(first - 1, max(-1, first - 25), -1) if _is_error(lines, at)), None)
    if start is None:
        return None
    end = _end(lines, first)
    members = range(first, end + 1)
    causes = [at for at in members if lines[at].body.lstrip().startswith(("[cause]: ", "cause: "))]
    head = causes[-1] if causes else start
    headline = _bare(lines[head].body)
    stack = [(at, lines[at].body.strip().removesuffix(" {")) for at in members if _FRAME.match(lines[at].body)]
    inner = [frame for frame in stack if frame[0] > head]
    frames = nearest(inner, _foreign)
    if all(_foreign(text) for _, text in frames):
        frames = nearest(stack, _foreign)
    details = [
        at for at in members if re.match(r"\s{2,6}(?:code|syscall|address|port|hostname|path): ", lines[at].body)
    ]
    more = [at for at in range(start + 1, min(first, start + 8)) if lines[at].body.strip()]
    if head == start and headline.endswith(":"):  # Prisma: what was called, and then what is wrong
        head = next((at for at in more if not lines[at].body.rstrip().endswith(":")), start)
        headline = lines[head].body.strip()
    uncaught = _uncaught(lines, start, end)
    return Block(
        language="node",
        start=start,
        end=end,
        head=head,
        headline=headline,
        exception=_type(headline) or _type(_bare(lines[start].body)),
        outer=_bare(lines[start].body) if head != start else "",
        picks=[head, start, *(at for at, _ in frames[:3]), *more, *details[:5]],
        frames=tuple(text for _, text in frames),
        logged=not uncaught,
    )


def _is_error(lines: Lines, at: int) -> bool:
    body = lines[at].body
    match = _ERROR.match(body.strip())
    return bool(match) and body[:1] not in " \t" and ("Error" in body or "Exception" in body or match is not None)


def _bare(body: str) -> str:
    text = body.strip().removeprefix("[cause]: ").removeprefix("cause: ")
    match = _ERROR.match(text)
    return text[match.start(1) :].removesuffix(" {") if match else text.removesuffix(" {")


def _type(headline: str) -> str:
    match = _ERROR.match(headline)
    return match[1].lstrip("[") if match else ""


def _foreign(text: str) -> bool:
    return any(part in text for part in _FOREIGN)


def _end(lines: Lines, first: int) -> int:
    """The end of a stack and of the properties printed after it."""
    end = first
    strangers = 0
    for at in range(first, min(len(lines), first + 2_000)):
        body = lines[at].body
        if (body[:1] in " \t" and body.strip()) or body.startswith(("}", "Node.js v", "Require stack:", "- ")):
            end, strangers = at, 0
            if body.startswith("Node.js v"):
                break
        elif body:
            strangers += 1
            if strangers > 8 or not lines[at].stamped:
                break
    return end


def _uncaught(lines: Lines, start: int, end: int) -> bool:
    """Whether node itself printed the error: a caret under the source line before it, or node's version after."""
    before = range(max(0, start - 3), start)
    return lines[end].body.startswith("Node.js v") or any(lines[at].body.strip("^~ \t") == "" and "^" in lines[at].body
                                                         for at in before)  # fmt: skip


def _heap(lines: Lines, index: int, headline: str) -> Block:
    end = index
    for at in range(index + 1, min(len(lines), index + 60)):
        if lines[at].body.strip() and not re.match(r"\s{0,3}\d{1,3}: 0x|-----", lines[at].body):
            break
        end = at
    return simple("node", lines, index, headline=headline, exception="FATAL ERROR", end=end, weight=1)


DETECTOR = Detector(
    markers=("    at ", _HEAP, _REJECTION, "npm ERR!", "npm error", "error TS"),
    read=_read,
)
