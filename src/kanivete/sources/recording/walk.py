"""The files of a recording, whatever it is packed in. Nothing is ever unpacked to disk."""

import os
from collections.abc import Callable, Generator
from dataclasses import dataclass

from kanivete.i18n import _
from kanivete.sources.base import SourceError
from kanivete.sources.recording.entry import Entry, Stream, open_regular
from kanivete.sources.recording.limits import DEEPEST, MOST_FILES
from kanivete.sources.snapshot.manifest import MANIFEST


@dataclass(frozen=True)
class Passed:
    """Something that was not read: a link, a device (`why` is empty: merely counted), or what is damaged."""

    name: str
    why: str = ""


Walk = Generator[Entry | Passed, None, None]


def directory(root: str) -> Walk:
    """The files below a directory, in the order of their names; links are not followed."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(root, ())]
    count = 0
    while waiting:
        path, parts = waiting.pop()
        try:
            found = sorted(os.scandir(path), key=_rank)
        except OSError as error:
            if not parts:
                raise SourceError(
                    _("cannot read the directory {path}: {why}").format(path=root, why=error.strerror or error)
                ) from error
            yield Passed("/".join(parts) + "/", error.strerror or str(error))
            continue
        below: list[tuple[str, tuple[str, ...]]] = []
        for each in found:
            count += 1
            if count > MOST_FILES:
                raise SourceError(
                    _("{path} has more than {most} files: name the recording itself").format(path=root, most=MOST_FILES)
                )
            inner = (*parts, each.name)
            if each.is_dir(follow_symlinks=False):
                if len(inner) > DEEPEST:
                    yield Passed("/".join(inner) + "/", _("more than {most} directories deep").format(most=DEEPEST))
                else:
                    below.append((each.path, inner))
            elif each.is_file(follow_symlinks=False):
                yield _entry(each, inner)
            else:
                yield Passed("/".join(inner))
        waiting.extend(reversed(below))


def _rank(each: "os.DirEntry[str]") -> tuple[bool, bytes]:
    """In the order of names, but what tells the kind of recording comes first."""
    return each.name != MANIFEST, os.fsencode(each.name)


def _entry(each: "os.DirEntry[str]", parts: tuple[str, ...]) -> Entry:
    try:
        status = each.stat(follow_symlinks=False)
        size, modified = status.st_size, status.st_mtime
    except OSError:
        size, modified = 0, 0.0
    return Entry(parts, size, modified, _opener(each.path), each.path)


def _opener(path: str) -> Callable[[], Stream]:
    return lambda: open_regular(path)


def safe_parts(name: str, archive: str) -> tuple[str, ...]:
    """The names of an archive member's path.

    Raises:
        SourceError: The path leads out of the archive.
    """
    parts = tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))
    if name.startswith(("/", "\\")) or ".." in parts or (parts and parts[0][1:2] == ":"):
        raise SourceError(
            _("{name} is refused: its member {member!a} leads out of the archive").format(name=archive, member=name)
        )
    return parts
