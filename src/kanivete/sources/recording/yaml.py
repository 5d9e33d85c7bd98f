"""YAML as kubectl writes it, and no more of YAML than that: no tags, no merge keys, few aliases, little depth.

Values are built from the parser's events: PyYAML's own composer recurses in C, and deep nesting would end the process.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from kanivete.i18n import _
from kanivete.kube import yaml_limits
from kanivete.kube.kinds import KINDS
from kanivete.sources.recording.content import NotReadableError

_KIND = re.compile(rb"^(?:- | {1,4})?kind: *\"?([A-Za-z]+)", re.MULTILINE)
_WANTED = frozenset(kind.kind.encode() for kind in KINDS)
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,20}")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,20}\.[0-9]{0,20}|\.[0-9]{1,20})(?:[eE][-+]?[0-9]{1,3})?")
_STRING = "tag:yaml.org,2002:str"
_UNFINISHED = object()


def load(data: bytes) -> Iterator[Any]:
    """The documents as plain values; none where the text names no kind that a diagnosis reads.

    Raises:
        NotReadableError: From some point on it is no YAML, or it is one made to exhaust the reader.
    """
    if not any(_wanted(kind) for kind in _KIND.findall(data)):
        return
    if len(data) > yaml_limits.MOST_BYTES:
        raise NotReadableError(
            _("more than {limit} MB of YAML; JSON may be larger").format(limit=yaml_limits.MOST_BYTES >> 20)
        )
    builder = _Builder()
    try:
        for event in yaml.parse(data, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentEndEvent):
                yield builder.root
                builder = _Builder()
            else:
                builder.take(event)
    except yaml.YAMLError as error:
        raise NotReadableError(_one_line(error)) from error


def _wanted(kind: bytes) -> bool:
    return kind in (b"List", *_WANTED) or kind.removesuffix(b"List") in _WANTED


class _Builder:
    """One document in the making."""

    def __init__(self) -> None:
        self.root: Any = None
        self._open: list[_Collection] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._size = 0

    def take(self, event: Any) -> None:
        """
        Raises:
            NotReadableError: The document is beyond a limit, or uses what kubectl never writes.
        """
        if isinstance(event, yaml.ScalarEvent):
            self._count(1)
            self._place(_scalar(event), event.anchor, 1)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            ended = self._open.pop()
            self._place(ended.value, ended.anchor, self._size - ended.start)
        elif isinstance(event, yaml.AliasEvent):
            value, size = self._anchors.get(event.anchor or "", (_UNFINISHED, 0))
            if value is _UNFINISHED:
                raise _refused(event, _("an alias of something that is not there yet"))
            self._count(size)
            self._place(value, None, size)

    def _begin(self, event: Any) -> None:
        if event.tag is not None and not event.implicit:
            raise _tagged(event)
        if len(self._open) >= yaml_limits.DEEPEST:
            raise _refused(event, _("nested more than {most} levels deep").format(most=yaml_limits.DEEPEST))
        self._open.append(_Collection(isinstance(event, yaml.MappingStartEvent), event.anchor, self._size))
        self._count(1)

    def _count(self, more: int) -> None:
        self._size += more
        if self._size > yaml_limits.MOST_NODES:
            raise NotReadableError(_("it stands for too many values"))

    def _place(self, value: Any, anchor: str | None, size: int) -> None:
        if anchor:
            self._anchors[anchor] = (value, size)
        if self._open:
            self._open[-1].add(value)
        else:
            self.root = value


class _Collection:
    """A mapping or a sequence in the making."""

    def __init__(self, is_mapping: bool, anchor: str | None, start: int) -> None:
        self.value: Any = {} if is_mapping else []
        self.anchor = anchor
        self.start = start
        self._key: Any = _UNFINISHED

    def add(self, value: Any) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        elif self._key is _UNFINISHED:
            self._key = value if isinstance(value, str | int | float | None) else str(type(value))
        else:
            self.value[self._key] = value
            self._key = _UNFINISHED


def _scalar(event: Any) -> Any:
    text: str = event.value
    if event.tag is not None and event.tag not in (_STRING, "!"):
        raise _tagged(event)
    if event.tag is not None or not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and not re.match(r"[-+]?0[0-9]", text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _tagged(event: Any) -> NotReadableError:
    return _refused(event, _("the tag {tag!r}, which kubectl never writes").format(tag=event.tag[:80]))


def _refused(event: Any, problem: str) -> NotReadableError:
    return NotReadableError(_at(event.start_mark.line, problem))


def _at(line: int, problem: str) -> str:
    return _("line {line}: {problem}").format(line=line + 1, problem=problem)


def _one_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or _("no YAML")
    return _at(mark.line, problem) if mark else str(problem)
