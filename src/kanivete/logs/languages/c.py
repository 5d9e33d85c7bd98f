"""C and C++: assertions, uncaught exceptions, the C library's and the sanitizers' aborts, the dynamic loader.

Sources: glibc's assert, malloc and ld.so, musl's dynlink.c, libstdc++'s terminate handler, the sanitizers' reports.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, simple

_SIMPLE = {
    "*** stack smashing detected ***": "SIGABRT",
    "*** buffer overflow detected ***": "SIGABRT",
    "double free or corruption": "SIGABRT",
    "free(): ": "SIGABRT",
    "malloc(): ": "SIGABRT",
    "realloc(): ": "SIGABRT",
    "munmap_chunk(): ": "SIGABRT",
    "corrupted size vs. prev_size": "SIGABRT",
    "malloc_consolidate(): ": "SIGABRT",
    "pure virtual method called": "SIGABRT",
    "Segmentation fault": "SIGSEGV",
    "Falha de segmentação": "SIGSEGV",
    "Illegal instruction": "SIGILL",
    "Bus error": "SIGBUS",
    "Floating point exception": "SIGFPE",
    "error while loading shared libraries: ": "",
    "Error loading shared library ": "",
    "Error relocating ": "",
    "symbol lookup error: ": "",
    "' not found (required by ": "",
    "FATAL: kernel too old": "",
    "cannot allocate memory in static TLS block": "",
}
_ASSERT = re.compile(r".{1,600}: Assertion .{1,800} failed\.?")
_TERMINATE = re.compile(r"terminate called after throwing an instance of '([^']{1,300})'")
_SANITIZER = re.compile(r"={2}\d{1,9}={2} ?ERROR: (\w{1,40}Sanitizer): (.{1,600})")
_UNDEFINED = re.compile(r"\S{1,300}:\d{1,7}:\d{1,7}: runtime error: ")
_CHECK = "Check failed: "


def _read(lines: Lines, index: int) -> Block | None:
    body = lines[index].body.strip()
    if found := _TERMINATE.match(body[:600]):
        return _terminate(lines, index, found[1])
    if found := _SANITIZER.search(body[:800]):
        return _sanitizer(lines, index, found)
    if _UNDEFINED.match(body):
        return simple("c", lines, index, exception="runtime error", strength=2)
    if "Assertion" in body and _ASSERT.match(body):
        return simple("c", lines, index, exception="SIGABRT")
    if _CHECK in body and lines[index].stamped:
        return simple("c", lines, index)
    if lines[index].format or len(body) > 600:
        return None
    for text, signal in _SIMPLE.items():
        if text in body:
            after = (
                body.startswith(text) and not text.startswith("*** ") and (bool(signal) or text == "Error relocating ")
            )
            return simple("c", lines, index, exception=signal, weight=-1 if after else 0)
    return None


def _terminate(lines: Lines, index: int, kind: str) -> Block:
    for at in range(index + 1, min(len(lines), index + 6)):
        text = lines[at].body.strip()
        if text.startswith("what():"):
            message = text.removeprefix("what():").strip()
            block = simple("c", lines, at, headline=message or text, exception=kind, picks=[index])
            block.start, block.outer = index, lines[index].body.strip()
            return block
    return simple("c", lines, index, exception=kind)


def _sanitizer(lines: Lines, index: int, found: re.Match[str]) -> Block:
    """The report down to its summary."""
    end, frames = index, list[tuple[int, str]]()
    for at in range(index + 1, min(len(lines), index + 600)):
        text = lines[at].body.strip()
        if re.match(r"#\d{1,4} 0x", text) and len(frames) < 5:
            frames.append((at, text))
        if text.startswith("SUMMARY: ") or text.endswith("ABORTING"):
            end = at
    own = [(at, text) for at, text in frames if "/libc" not in text and "sanitizer" not in text]
    return Block(
        language="c",
        start=index,
        end=end,
        head=index,
        headline=f"{found[1]}: {found[2]}".strip(),
        exception=found[1],
        picks=[index, end, *(at for at, _ in own[:4])],
        frames=tuple(text for _, text in own),
    )


DETECTOR = Detector(
    markers=(*_SIMPLE, "Assertion", "terminate called after", "Sanitizer: ", ": runtime error: ", _CHECK),
    read=_read,
)
