"""PHP: fatal and parse errors, uncaught exceptions with those that followed from them, Laravel's console.

Source: PHP's main.c and zend_exceptions.c: the previous exception is printed first, "Next" begins what it led to.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, nearest, simple, type_of

_FATAL = re.compile(r"(?:PHP message: )?(?:PHP )?(Fatal|Parse|Recoverable fatal|Core|Compile) error: {1,2}(Uncaught )?")
_IN = re.compile(r" in (/[^\s:]{1,300}(?: on line |:)\d{1,7})$")
_FRAME = re.compile(r"#\d{1,5} (?:(/[^(]{1,300}\(\d{1,7}\))|\[internal|\{main)")
_STATE = re.compile(r"SQLSTATE\[\w{5}\]")
_CONSOLE = re.compile(r"In [\w.-]{1,120}\.php line \d{1,7}:$")


def _read(lines: Lines, index: int) -> Block | None:
    body = lines[index].body.strip()
    if _CONSOLE.match(body):
        return _console(lines, index)
    if _STATE.match(body) and not lines[index].stamped:
        return simple("php", lines, index, strength=2)
    found = _FATAL.search(body[:300]) if "PHP message: " in body[:200] else _FATAL.match(body)
    if not found:
        return None
    headline = body[found.end() :].strip()
    if "PHP message: " in body[:200]:
        headline = headline.removesuffix('"')
    places: list[tuple[int, str]] = []
    if place := _IN.search(headline):
        places.append((index, place[1]))
    nexts, end = [], index
    for at in range(index + 1, min(len(lines), index + 2_000)):
        text = lines[at].body.strip()
        frame = _FRAME.match(text)
        if text.startswith("Next "):
            nexts.append(at)
        elif frame and frame[1] and not nexts:
            places.append((at, frame[1]))
        if frame or text.startswith(("Next ", "Stack trace:", "thrown in ")):
            end = at
        elif (text and not lines[at].stamped) or at - end > 12:
            break
    frames = nearest(places, lambda text: "/vendor/" in text)
    return Block(
        language="php",
        start=index,
        end=end,
        head=index,
        headline=headline,
        exception=type_of(headline) if found[2] else f"{found[1]} error",
        outer=lines[nexts[-1]].body.strip().removeprefix("Next ") if nexts else "",
        picks=[index, *nexts[-1:], *(at for at, _ in frames[:4])],
        frames=tuple(text for _, text in frames),
    )


def _console(lines: Lines, index: int) -> Block | None:
    """Symfony's console: the place, then the message, indented."""
    message = [at for at in range(index + 1, min(len(lines), index + 8)) if lines[at].body.strip()]
    if not message:
        return None
    head = message[0]
    return Block(
        language="php",
        start=index,
        end=message[-1],
        head=head,
        headline=lines[head].body.strip(),
        picks=[head, index, *message[1:3]],
    )


DETECTOR = Detector(
    markers=("atal error: ", "Parse error: ", "Core error: ", "Compile error: ", ".php line ", "SQLSTATE["), read=_read
)
