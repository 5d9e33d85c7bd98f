"""What a dead program's log is read for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """The failure that ended a program, as its log tells it.

    Attributes:
        language: What wrote it ("python", "java", "go", "shell", "nginx", "json" …); empty for plain text.
        exception: The type or signal as written ("KeyError", "java.net.ConnectException", "panic"), or empty.
        headline: The one line that says it best, without time and level; of chained exceptions the innermost.
        outer: The outermost error line if it is another one, else empty.
        quote: Lines to show a person, as written, at most 14 and 1,500 characters; "…" stands for what is left out.
        strength: 3 for an uncaught exception or fatal error that ends a process, 2 for an error-level line,
            1 for a last line that looks like an error, 0 for just the last lines.
        line: The number of the headline's line in the text, from 1.
        frames: The application's own stack frames as written, innermost first, at most 5.
    """

    language: str
    exception: str
    headline: str
    outer: str
    quote: str
    strength: int
    line: int
    frames: tuple[str, ...] = ()
