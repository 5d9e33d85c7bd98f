"""A stream of bytes as blocks of whole lines, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator

BLOCK = 64 * 1024
"""Bytes of one block, but for long lines."""
LONGEST = 64 * 1024
"""Bytes of one line that are kept: its beginning, and its end behind that."""


def blocks(chunks: Iterable[bytes], tell: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """The stream cut at line ends; the last block may end without one. `tell` hears how many bytes were read."""
    rest, total = b"", 0
    for chunk in chunks:
        for start in range(0, len(chunk), BLOCK):
            data = rest + chunk[start : start + BLOCK]
            end = data.rfind(b"\n") + 1
            rest = data[end:][:LONGEST]
            if end:
                yield data[:end]
        total += len(chunk)
        if tell:
            tell(total)
    if rest:
        yield rest
