"""Files into API objects: JSON, JSON lines, YAML, several documents, and the text of `kubectl cluster-info dump`."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from kanivete.i18n import _
from kanivete.kube.decode import NotJsonError, plain

RawObject = bytes | dict[str, Any]
"""An object not yet looked into: its JSON, or plain values."""


@dataclass(frozen=True)
class Document:
    """One document of a file. `items` is None for a single object, which is then `itself`.

    `kind` and `api_version` are the document's own, "" where it does not say. `complete` is false for a page of a list.
    """

    kind: str
    api_version: str
    items: list[RawObject] | None
    itself: RawObject = b""
    complete: bool = True


@dataclass(frozen=True)
class FramedLog:
    """A stretch of text with container logs between marks."""

    data: bytes


class NotReadableError(ValueError):
    """The content is damaged; the message says how, in one line."""


class _Page(msgspec.Struct, frozen=True):
    continue_: str = msgspec.field(default="", name="continue")


class _Head(msgspec.Struct, frozen=True, rename="camel"):
    kind: str = ""
    api_version: str = ""
    metadata: _Page = _Page()
    items: list[msgspec.Raw] | msgspec.UnsetType | None = msgspec.UNSET


_HEAD = msgspec.json.Decoder(_Head)
_MARK = b"==== START logs for container "
_MARK_END = re.compile(rb"^==== END logs for container [^\n]*\n?", re.MULTILINE)
_DOCUMENT_END = re.compile(rb"^[}\]][ \t\r]*$", re.MULTILINE)
_YAML_SIGN = re.compile(rb"^(?:- )?(?:apiVersion|kind|items)[ ]*:", re.MULTILINE)


def looks_like_objects(head: bytes) -> bool:
    """Whether the first bytes of a file may be those of JSON, YAML or a cluster-info dump."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return text.startswith((b"{", b"[", _MARK)) or _YAML_SIGN.search(text) is not None


def is_yaml(head: bytes) -> bool:
    return not head.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"{", b"[", _MARK))


def documents(data: bytes) -> Iterator[Document | FramedLog]:
    """What the file holds, in order.

    Raises:
        NotReadableError: From some point on it is damaged; what came before has been given.
    """
    data = _as_utf8(data)
    if is_yaml(data):
        yield from _yaml(data)
        return
    try:
        yield from _json(data)
    except NotJsonError as error:
        if not re.search(rb"[\n]", data.strip()):
            raise NotReadableError(str(error)) from error
        yield from _sequence(data)


def _as_utf8(data: bytes) -> bytes:
    """Windows shells write UTF-16 when output is redirected to a file."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)


def _json(data: bytes) -> list[Document]:
    """One JSON value.

    Raises:
        NotJsonError: It is none, or something follows it.
    """
    try:
        if data.lstrip().startswith(b"["):
            return [Document("", "", [bytes(item) for item in msgspec.json.decode(data, type=list[msgspec.Raw])])]
        head = _HEAD.decode(data)
    except msgspec.ValidationError:
        return [_plain_document(plain(data))]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJsonError(str(error)) from error
    if not _is_list(head.kind, head.items is not msgspec.UNSET):
        return [Document(head.kind, head.api_version, None, data)]
    items: list[RawObject] = [bytes(item) for item in head.items or ()] if head.items is not msgspec.UNSET else []
    return [Document(head.kind, head.api_version, items, complete=not head.metadata.continue_)]


def _is_list(kind: str, has_items: bool) -> bool:
    return kind.endswith("List") or (has_items and not kind)


def _plain_document(value: dict[str, Any]) -> Document:
    kind, version = (value.get(key) if isinstance(value.get(key), str) else "" for key in ("kind", "apiVersion"))
    items = value.get("items")
    if not _is_list(kind or "", isinstance(items, list)):
        return Document(kind or "", version or "", None, value)
    metadata = value.get("metadata")
    page = metadata.get("continue") if isinstance(metadata, dict) else None
    found: list[RawObject] = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return Document(kind or "", version or "", found, complete=not page)


def _sequence(data: bytes) -> Iterator[Document | FramedLog]:
    """JSON values one after another, each on a line or ending with a bracket at the start of one; logs in between."""
    at = 0
    while (at := _skip_space(data, at)) < len(data):
        if data.startswith(_MARK, at):
            end = _MARK_END.search(data, at)
            stop = end.end() if end else len(data)
            yield FramedLog(data[at:stop])
        else:
            stop = _value_end(data, at)
            try:
                yield from _json(data[at:stop])
            except NotJsonError as error:
                line = data.count(b"\n", 0, at) + 1
                raise NotReadableError(
                    _("the JSON that starts at line {line}: {problem}").format(line=line, problem=error)
                ) from error
        at = stop


def _skip_space(data: bytes, at: int) -> int:
    while at < len(data) and data[at] in b" \t\r\n,":
        at += 1
    return at


def _value_end(data: bytes, at: int) -> int:
    newline = data.find(b"\n", at)
    line = data[at : newline if newline >= 0 else len(data)].rstrip()
    if len(line) > 1 and line.endswith((b"}", b"]")):
        return at + len(line)
    end = _DOCUMENT_END.search(data, at + 1)
    return end.end() if end else len(data)


def _yaml(data: bytes) -> Iterator[Document]:
    from kanivete.sources.recording.yaml import load

    for value in load(data):
        if isinstance(value, dict):
            yield _plain_document(value)
        elif isinstance(value, list):
            yield Document("", "", [item for item in value if isinstance(item, dict)])
