"""Reading the body of an answer, while there is time."""

import time
from collections import deque
from collections.abc import Callable

import httpx2 as httpx


def whole(response: httpx.Response, ends: float) -> bytes:
    """All of it. Raises ReadTimeout after the moment `ends` of the monotonic clock."""
    parts = []
    for part in response.iter_bytes():
        parts.append(part)
        _check(response, ends)
    return b"".join(parts)


def last(response: httpx.Response, ends: float, *, keep: int) -> tuple[bytes, bool]:
    """Its last `keep` bytes, and whether there was more; never much more of it in memory. Raises like `whole`."""
    parts: deque[bytes] = deque()
    size, cut = 0, False
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        while size - len(parts[0]) >= keep:
            size -= len(parts.popleft())
            cut = True
        _check(response, ends)
    data = b"".join(parts)
    return data[-keep:], cut or len(data) > keep


def lines(response: httpx.Response, ends: float, *, each: Callable[[bytes], bool]) -> None:
    """Call `each` with every line, until it says that this was enough. Raises like `whole`."""
    begun = b""
    for part in response.iter_bytes():
        *full, begun = (begun + part).split(b"\n")
        if any(each(line) for line in full if line):
            return
        _check(response, ends)


def _check(response: httpx.Response, ends: float) -> None:
    if time.monotonic() > ends:
        raise httpx.ReadTimeout("the answer takes too long", request=response.request)
