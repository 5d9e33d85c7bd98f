"""The way in."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain
from typing import IO

from kanivete.i18n import _, ngettext
from kanivete.redact import clean
from kanivete.sources.base import Source, SourceError
from kanivete.sources.recording.entry import Entry
from kanivete.sources.recording.opening import walk_path, walk_stream
from kanivete.sources.recording.reader import Content, read_all
from kanivete.sources.recording.snapshots import is_snapshot, read_snapshot
from kanivete.sources.recording.source import Recording
from kanivete.sources.recording.walk import Passed, Walk

STDIN = "-"


def open_recording(path: str, stdin: IO[bytes] | None = None) -> Source:
    """The recording at a path: a directory, a file or an archive of them; `-` reads `stdin`.

    Raises:
        SourceError: It cannot be read, holds no Kubernetes objects, or is an archive made to do harm.
    """
    if path == STDIN:
        return read_recording(stdin or sys.stdin.buffer, _("standard input"))
    return _guarded(lambda: walk_path(path), clean(path), "")


def read_recording(stream: IO[bytes], name: str, description: str = "") -> Source:
    """The recording that a stream of bytes holds.

    Raises:
        SourceError: As `open_recording`.
    """
    return _guarded(lambda: walk_stream(stream, name), name, description)


def _guarded(walk: Callable[[], Walk], name: str, description: str) -> Source:
    try:
        with closing(walk()) as files:
            return _read(files, name, description)
    except SourceError as error:
        raise SourceError(" ".join(clean(str(error)).split())) from error


def _read(walk: Walk, name: str, description: str) -> Source:
    first = next(walk, None)
    everything: Iterator[Entry | Passed] = walk if first is None else chain([first], walk)
    if first is not None and is_snapshot(first):
        return read_snapshot(everything, description or _("snapshot {name}").format(name=name))
    content = read_all(everything, name)
    return Recording(content, description or _description(content, name))


def _description(content: Content, name: str) -> str:
    n, skipped = content.files, content.skipped
    if not skipped:
        return ngettext("recording {name} ({n} file)", "recording {name} ({n} files)", n).format(name=name, n=n)
    return ngettext(
        "recording {name} ({n} file, {skipped} skipped)", "recording {name} ({n} files, {skipped} skipped)", n
    ).format(name=name, n=n, skipped=skipped)
