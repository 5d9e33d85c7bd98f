"""Rust: panics in the old and the new layout, errors returned from main, anyhow's chains of causes.

Source: std::panicking's default hook, and anyhow's Debug format.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, simple

_PANIC = re.compile(r"thread '([^']{0,100})' (?:\(\d{1,12}\) )?panicked at (.{1,1500})$")
_PLACE = re.compile(r"(\S{1,300}\.rs:\d{1,7}(?::\d{1,7})?):?$")
_MAIN = re.compile(r"Error: (?:[A-Z]\w{0,80} ?[({]|\"|[A-Z]\w{0,60}$)")
_CAUSE = re.compile(r"\s{2,8}(?:\d{1,4}: )?\S")
_BACKTRACE = re.compile(r"stack backtrace:|\s{1,8}\d{1,5}: |\s{6,20}at |note: |\s{0,4}$")


def _read(lines: Lines, index: int) -> Block | None:
    body = lines[index].body
    if found := _PANIC.match(body[:1_800]):
        return _panic(lines, index, found)
    if not body.startswith("Error: "):
        return None
    chain = next((at for at in range(index + 1, min(len(lines), index + 4)) if lines[at].body == "Caused by:"), None)
    if chain is not None:
        return _anyhow(lines, index, chain)
    if _MAIN.match(body):
        return simple("rust", lines, index, exception=re.split(r"[^\w]", body[7:], maxsplit=1)[0])
    return None


def _panic(lines: Lines, index: int, found: re.Match[str]) -> Block:
    place = _PLACE.search(found[2])
    head = index
    if place and place.start() == 0 and index + 1 < len(lines) and lines[index + 1].body.strip():
        head = index + 1
    end = head
    for at in range(head + 1, min(len(lines), head + 2_000)):
        if not _BACKTRACE.match(lines[at].body) and (lines[at].stamped or at > head + 6):
            break
        end = at
    frames = (place[1],) if place else ()
    return Block(
        language="rust",
        start=index,
        end=end,
        head=head,
        headline=lines[head].body.strip(),
        exception="panic",
        picks=[head, index, *range(head + 1, min(end, head + 3) + 1)],
        frames=frames,
        logged=found[1] != "main",
    )


def _anyhow(lines: Lines, index: int, chain: int) -> Block:
    causes: list[int] = []
    for at in range(chain + 1, min(len(lines), chain + 200)):
        if not _CAUSE.match(lines[at].body):
            break
        causes.append(at)
    head = causes[-1] if causes else index
    return Block(
        language="rust",
        start=index,
        end=max(chain, head),
        head=head,
        headline=re.sub(r"^\d{1,4}: ", "", lines[head].body.strip()),
        outer=lines[index].body.strip(),
        picks=[head, index, chain, *causes[-6:-1]],
    )


DETECTOR = Detector(markers=("' panicked at ", ") panicked at ", "Error: "), read=_read)
