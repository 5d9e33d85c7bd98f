"""What the detector of a language hands back, and the few tools they share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kanivete.logs.line import Line

Lines = Sequence[Line]


@dataclass
class Block:
    """A failure found in the lines `start` to `end` (indices, both included).

    Attributes:
        head: Index of the headline's line.
        picks: Indices worth quoting, the most important first.
        weight: Between blocks of one strength the heavier wins, then the later: 0 is a genuine one, below it are
            those that usually follow another one (a supervisor's report) or harm nobody.
        logged: A logger wrote it: somebody caught it, which ends a process only if nearly nothing follows.
    """

    language: str
    start: int
    end: int
    head: int
    headline: str
    exception: str = ""
    outer: str = ""
    strength: int = 3
    weight: int = 0
    logged: bool = False
    picks: list[int] = field(default_factory=list)
    frames: tuple[str, ...] = ()


@dataclass(frozen=True)
class Detector:
    """Recognises the failures of one language or family of programs.

    `read` is asked about every line that contains one of the `markers` (case matters) and answers with the block that
    starts there, or None. A module of `kanivete.logs.languages` makes its detector known as `DETECTOR`.
    """

    markers: tuple[str, ...]
    read: Callable[[Lines, int], Block | None]


def simple(language: str, lines: Lines, index: int, *, exception: str = "", headline: str = "", strength: int = 3,
           weight: int = 0, end: int | None = None, picks: Iterable[int] = ()) -> Block:  # fmt: skip
    """A block that is told by one line."""
    return Block(
        language=language, start=index, end=index if end is None else end, head=index,
        headline=headline or lines[index].body.strip(), exception=exception, strength=strength, weight=weight,
        picks=[index, *picks],
    )  # fmt: skip


STRANGERS = 8
"""So many lines of other threads in a row are tolerated inside a stack trace."""


def following(lines: Lines, start: int, belongs: Callable[[str], bool], limit: int = 20_000) -> list[int]:
    """Indices from `start` of the lines that belong, passing over the few that other threads wrote in between."""
    found: list[int] = []
    strangers = 0
    for index in range(start, min(len(lines), start + limit)):
        if belongs(lines[index].body):
            found.append(index)
            strangers = 0
        else:
            strangers += 1
            if strangers > STRANGERS or not lines[index].stamped:
                break
    return found


def inside_stack(lines: Lines, index: int) -> bool:
    """Whether the line before is a frame too, so that the error of this stack has been looked for already."""
    return index > 0 and lines[index - 1].body.lstrip().startswith("at ")


def indent(body: str) -> int:
    """How far a line is indented, in characters."""
    return len(body) - len(body.lstrip())


def type_of(text: str) -> str:
    """The exception's type at the start of "Type: message" or "Type", or empty where it is no such thing."""
    name = text.strip().split(":", 1)[0].split(" ", 1)[0]
    return name if name.replace(".", "").replace("_", "").replace("$", "").isalnum() else ""


def nearest(frames: Iterable[tuple[int, str]], foreign: Callable[[str], bool]) -> list[tuple[int, str]]:
    """The application's frames (index and text, innermost first), or all where none is; at most 5."""
    known = list(frames)
    own = [frame for frame in known if not foreign(frame[1])]
    return (own or known)[:5]
