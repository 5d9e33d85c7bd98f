"""The way in."""

import sys
from typing import IO

from kanivete.redact import clean
from kanivete.sources.base import Source, SourceError
from kanivete.sources.recording.opening import walk_path, walk_stream
from kanivete.sources.recording.reader import Content, read_all
from kanivete.sources.recording.source import Recording

STDIN = "-"


def open_recording(path: str, stdin: IO[bytes] | None = None) -> Source:
    """The recording at a path: a directory, a file or an archive of them; `-` reads `stdin`.

    Raises:
        SourceError: It cannot be read, holds no Kubernetes objects, or is an archive made to do harm.
    """
    name = "standard input" if path == STDIN else clean(path)
    try:
        walk = walk_stream(stdin or sys.stdin.buffer, name) if path == STDIN else walk_path(path)
        content = read_all(walk, name)
    except SourceError as error:
        raise SourceError(" ".join(clean(str(error)).split())) from error
    return Recording(content, _description(content, name))


def _description(content: Content, name: str) -> str:
    skipped = f", {content.skipped} skipped" if content.skipped else ""
    return f"recording {name} ({content.files} {'file' if content.files == 1 else 'files'}{skipped})"
