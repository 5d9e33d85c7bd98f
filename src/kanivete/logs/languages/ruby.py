"""Ruby: errors with their type at the end, the backtrace in either order; Bundler's refusals.

Source: Ruby's error.c; `--backtrace-limit` and the reversed order of Ruby 2.5 to 2.7 change only what stands around.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, nearest, simple

_ERROR = re.compile(r"(\S{1,300}:\d{1,7}:in [`'][^']{1,300}'): (.{0,1200}?)\(([A-Z][\w:]{1,150})\)$")
_FROM = re.compile(r"\s{1,12}(?:\d{1,5}: )?from ")
_BUNDLER = (
    "Could not locate Gemfile", "bundler: command not found:", "Could not find gem ", "bundler: failed to load command",
    "Bundler could not find compatible versions", "Your Ruby version is ", "! Unable to load application:",
    "LoadError: ", "rake aborted!", "rails aborted!",
)  # fmt: skip
_FOREIGN = ("/gems/", "/usr/lib/ruby", "/usr/local/lib/ruby", "<internal:", "/bundler/", "/rubygems/")


def _read(lines: Lines, index: int) -> Block | None:
    body = lines[index].body
    if found := _ERROR.match(body[:2_000]):
        return _error(lines, index, found)
    if body.startswith(("rake aborted!", "rails aborted!")) and index + 1 < len(lines):
        return simple("ruby", lines, index + 1, exception=_type(lines[index + 1].body), picks=[index])
    if body.lstrip().startswith(_BUNDLER):
        weight = -1 if body.startswith("bundler: failed") else 0
        return simple("ruby", lines, index, exception=_type(body), weight=weight)
    return None


def _type(body: str) -> str:
    """The type of "Type: message", where the text has this form."""
    name = body.strip().split(": ", 1)[0].rstrip(":")
    return name if name[:1].isupper() and name.replace(":", "").isalnum() else ""


def _error(lines: Lines, index: int, found: re.Match[str]) -> Block:
    heads, places = [index], [(index, found[1])]
    end = index
    for at in range(index + 1, min(len(lines), index + 3_000)):
        body = lines[at].body
        if _FROM.match(body):
            places.append((at, body.split("from ", 1)[1].strip()))
        elif cause := _ERROR.match(body[:2_000]):
            heads.append(at)
            places = [(at, cause[1])]
            found = cause
        elif body.strip() and not (lines[at].stamped and at - end < 8) and body[:1] not in " \t":
            break
        else:
            continue
        end = at
    start = index
    while start and _FROM.match(lines[start - 1].body):
        start -= 1
        places.append((start, lines[start].body.split("from ", 1)[1].strip()))
    head = heads[-1]
    frames = nearest(places, lambda text: any(part in text for part in _FOREIGN))
    return Block(
        language="ruby",
        start=start,
        end=end,
        head=head,
        headline=lines[head].body.strip(),
        exception=found[3],
        outer=lines[index].body.strip() if head != index else "",
        picks=[head, index, *(at for at, _ in frames[:4])],
        frames=tuple(text for _, text in frames),
    )


DETECTOR = Detector(markers=(":in `", ":in '", *_BUNDLER), read=_read)
