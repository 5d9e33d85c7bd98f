"""Fills the index and the logs of a recording from its files, and counts what was of no use."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from kanivete.i18n import _, ngettext
from kanivete.model import Gap
from kanivete.redact import clean
from kanivete.sources.base import SourceError
from kanivete.sources.recording.archive import DAMAGES
from kanivete.sources.recording.content import (
    FramedLog,
    NotReadableError,
    documents,
    looks_like_objects,
)
from kanivete.sources.recording.entry import Entry
from kanivete.sources.recording.index import Index
from kanivete.sources.recording.layout import list_place, log_place, may_hold_objects
from kanivete.sources.recording.limits import MOST_FILE_GAPS, MOST_JSON_BYTES
from kanivete.sources.recording.logs import Logs
from kanivete.sources.recording.nodes import NodeFiles
from kanivete.sources.recording.places import dump_place, node_log_place
from kanivete.sources.recording.walk import Passed

_HEAD = 4096


@dataclass
class Content:
    """All that a recording holds. `modified` is the latest file's time, in seconds since 1970."""

    index: Index = field(default_factory=Index)
    logs: Logs = field(default_factory=Logs)
    nodes: NodeFiles = field(default_factory=NodeFiles)
    files: int = 0
    skipped: int = 0
    modified: float = 0.0
    damages: list[Gap] = field(default_factory=list)

    def gaps(self) -> list[Gap]:
        """What was damaged, the first few file by file."""
        rest = len(self.damages) - MOST_FILE_GAPS
        left = ngettext("{n} more could not be read", "{n} more could not be read", rest).format(n=rest)
        more = [Gap("files", "", left)] if rest > 0 else []
        dropped = [Gap("fields", "", _shown(problem)) for problem in sorted(set(self.index.problems))[:MOST_FILE_GAPS]]
        return [*self.damages[:MOST_FILE_GAPS], *more, *dropped]


def read_all(walk: Iterator[Entry | Passed], name: str) -> Content:
    """Everything of use in the files.

    Raises:
        SourceError: There is nothing of use, or the archive is not to be trusted.
    """
    content = Content()
    for each in walk:
        content.files += 1
        if isinstance(each, Passed):
            content.skipped += 1
            if each.why:
                content.damages.append(Gap(_shown(each.name), "", _shown(each.why)))
            continue
        try:
            _take(content, each)
        except DAMAGES as error:
            _damaged(content, each, getattr(error, "strerror", None) or str(error) or type(error).__name__)
    if content.index.is_empty:
        raise SourceError(_nothing(content, name))
    return content


def _take(content: Content, entry: Entry) -> None:
    content.modified = max(content.modified, entry.modified)
    place = log_place(entry.parts)
    if place:
        content.logs.add(entry, place)
    elif node_log := node_log_place(entry.parts):
        content.nodes.add_log(entry, node_log)
    elif dump := dump_place(entry.parts):
        content.nodes.add_dump(entry, dump)
    elif not may_hold_objects(entry.parts) and len(entry.parts) > 1:
        content.skipped += 1
    else:
        _take_objects(content, entry)


def _take_objects(content: Content, entry: Entry) -> None:
    data = _objects_text(entry)
    if data is None:
        content.skipped += 1
        return
    place = list_place(entry.parts)
    used = False
    try:
        for document in documents(data):
            if isinstance(document, FramedLog):
                content.logs.add_text(document)
                used = True
            else:
                used = content.index.add(document, place) or used
    except NotReadableError as error:
        _damaged(content, entry, str(error))
        return
    if not used:
        content.skipped += 1


def _objects_text(entry: Entry) -> bytes | None:
    """The file's bytes, or None where its beginning is not that of a file of objects."""
    with closing(entry.open()) as file:
        pieces = [file.read(_HEAD)]
        if not looks_like_objects(pieces[0]):
            return None
        total = len(pieces[0])
        while chunk := file.read(1 << 20):
            total += len(chunk)
            if total > MOST_JSON_BYTES:
                raise OSError(_("larger than {limit} MB").format(limit=MOST_JSON_BYTES >> 20))
            pieces.append(chunk)
    return b"".join(pieces)


def _damaged(content: Content, entry: Entry, why: str) -> None:
    content.skipped += 1
    content.damages.append(Gap(_shown(entry.name), "", _shown(why)))


def _shown(text: str) -> str:
    return " ".join(clean(text[:500]).split())


def _nothing(content: Content, name: str) -> str:
    if content.damages:
        first = content.damages[0]
        if first.what in name:
            return _("cannot read {name}: {why}").format(name=name, why=first.why)
        return _("cannot read {name}: {member}: {why}").format(name=name, member=first.what, why=first.why)
    if not content.files:
        return _("{name} is empty: nothing was recorded").format(name=name)
    return ngettext(
        "{name} holds no Kubernetes objects ({n} file looked at); expected the output of kubectl get -o json|yaml,"
        " kubectl cluster-info dump, must-gather, a support bundle or kanivete snapshot",
        "{name} holds no Kubernetes objects ({n} files looked at); expected the output of kubectl get -o json|yaml,"
        " kubectl cluster-info dump, must-gather, a support bundle or kanivete snapshot",
        content.files,
    ).format(name=name, n=content.files)
