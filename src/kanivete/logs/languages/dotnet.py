""".NET: unhandled exceptions with their inner ones, logged stack traces, and refusals of the host.

Source: System.Exception.ToString, and the texts of dotnet's hostfxr and hostpolicy.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, following, inside_stack, nearest, simple, type_of

_UNHANDLED = re.compile(r"Unhandled [eE]xception[.:] {1,2}")
_HOST = (
    "A fatal error was encountered", "You must install or update .NET to run this application",
    "You must install .NET to run this application", "The application to execute does not exist",
    "Couldn't find a valid ICU package", "Process terminated. ", "Fatal error. ", "Stack overflow.",
    "Cannot use file stream for", "The command could not be loaded", "A fatal error occurred",
    "Failed to create CoreCLR", "Could not execute because the ", "It was not possible to find any ",
)  # fmt: skip
_TYPE = re.compile(
    r"(?<![\w.])(?:[A-Za-z_]\w{0,100}\.){1,12}[A-Z][\w`+]{0,120}(?: \(0x[0-9A-Fa-f]{1,8}\)| \(\d{1,9}\))?: "
)
_FRAME = re.compile(
    r"\s{2,12}at [\w.<>`,\[\]+|$&-]{1,400}\(|\s{1,12}---> |\s{1,12}--- End of |\s{1,12}\(Inner Exception"
)
_FOREIGN = ("at System.", "at Microsoft.", "at Npgsql.", "at StackExchange.", "at MySql.", "at Serilog.", "at Grpc.")


def _read(lines: Lines, index: int) -> Block | None:
    body = lines[index].body
    if _UNHANDLED.match(body):
        return _trace(lines, index, index + 1)
    if body.startswith("   at ") or body.lstrip().startswith("---> "):
        if inside_stack(lines, index):
            return None
        start = next((at for at in range(index - 1, max(-1, index - 12), -1) if _TYPE.search(lines[at].body)), None)
        return None if start is None else _trace(lines, start, index)
    if body.startswith(_HOST):
        return _host(lines, index)
    return None


def _trace(lines: Lines, start: int, first: int) -> Block:
    members = following(lines, first, lambda text: _FRAME.match(text) is not None)
    opening = _UNHANDLED.sub("", lines[start].body, count=1)
    found = _TYPE.search(opening)
    outer = (opening[found.start() :] if found else opening).strip()
    inner = [at for at in members if lines[at].body.lstrip().startswith("---> ")]
    head = inner[-1] if inner else start
    headline = lines[head].body.strip().removeprefix("---> ") if inner else outer
    stack = [(at, lines[at].body.strip()) for at in members if lines[at].body.lstrip().startswith("at ")]
    frames = nearest([frame for frame in stack if frame[0] > head] or stack, lambda text: text.startswith(_FOREIGN))
    if all(text.startswith(_FOREIGN) for _, text in frames):
        frames = nearest(stack, lambda text: text.startswith(_FOREIGN))
    unhandled = _UNHANDLED.match(lines[start].body) is not None
    return Block(
        language="dotnet",
        start=start,
        end=members[-1] if members else start,
        head=head,
        headline=headline,
        exception=type_of(headline),
        outer=outer if inner else "",
        picks=[head, start, *(at for at, _ in frames[:4])],
        frames=tuple(text for _, text in frames),
        logged=not unhandled,
        weight=1 if unhandled else 0,
    )


def _host(lines: Lines, index: int) -> Block:
    """The host says what it misses in the lines after."""
    reasons = [at for at in range(index + 1, min(len(lines), index + 9)) if lines[at].body.strip()]
    body = lines[index].body.strip()
    head = index
    if body.startswith("You must install"):
        head = next(
            (at for at in reasons if "Framework:" in lines[at].body or "was not found" in lines[at].body), index
        )
    if body.startswith(("Could not execute", "The command could not be loaded")):
        head = next((at for at in reasons if "does not exist" in lines[at].body), index)
    end = reasons[-1] if reasons and not lines[reasons[-1]].stamped else index
    return simple("dotnet", lines, head, end=max(end, head), picks=[index, *reasons[:6]])


DETECTOR = Detector(markers=("Unhandled ", "   at ", "---> ", *_HOST), read=_read)
