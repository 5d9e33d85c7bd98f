"""YAML as a tree of nodes that know where in the text they stand.

Built from the parser's events: PyYAML's own composer recurses in C, and deep nesting would end the process.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from kanivete.i18n import _
from kanivete.kube import yaml_limits
from kanivete.toolbox.neat.manifests.words import meaning

_STRING = frozenset(("tag:yaml.org,2002:str", "!"))
_MERGE = "<<"


class NotYamlError(ValueError):
    """The text is no YAML, or YAML made to exhaust the reader. One line, without any of the text."""


@dataclass
class Node:
    """A value. `start` and `end` are where it stands, in characters; an alias is a leaf with its target's value."""

    start: int
    end: int
    value: Any = None
    flow: bool = False
    entries: "list[tuple[str, int, int, Node]] | None" = None
    """Of a mapping: each key, where it stands, and the value."""
    items: "list[Node] | None" = None
    size: int = 1

    def close(self, end: int) -> None:
        """Take the values of what is inside."""
        self.end = end
        if self.entries is not None:
            self.value = _mapping(self.entries)
            self.size += sum(node.size for _, _, _, node in self.entries)
        elif self.items is not None:
            self.value = [node.value for node in self.items]
            self.size += sum(node.size for node in self.items)


def _mapping(entries: "list[tuple[str, int, int, Node]]") -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, _start, _end, node in entries:
        if key == _MERGE:
            for merged in node.value if isinstance(node.value, list) else [node.value]:
                value = {**merged, **value} if isinstance(merged, dict) else value
    return {**value, **{key: node.value for key, _start, _end, node in entries if key != _MERGE}}


def documents(text: str) -> Iterator[Node]:
    """The documents of a text; an empty one has the value None.

    Raises:
        NotYamlError: From some point on it is none.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentEndEvent):
                if builder.root is not None:
                    yield builder.root
                builder = _Builder()
            else:
                builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or _("no YAML")
        raise NotYamlError(_at(mark.line, str(problem)) if mark else str(problem)) from error


@dataclass
class _Builder:
    """One document in the making."""

    root: Node | None = None
    _open: list[tuple[Node, str | None]] = field(default_factory=list)
    _keys: list[tuple[str, int, int] | None] = field(default_factory=list)
    _anchors: dict[str, Node] = field(default_factory=dict)
    _size: int = 0

    def take(self, event: Any) -> None:
        """
        Raises:
            NotYamlError: The document is beyond a limit, or means an object of a programming language.
        """
        start = getattr(event, "start_mark", None)
        end = getattr(event, "end_mark", None)
        if start is None or end is None:
            return
        if isinstance(event, yaml.ScalarEvent):
            self._place(Node(start.index, end.index, _scalar(event)), event.anchor, start.line)
        elif isinstance(event, yaml.AliasEvent):
            target = self._anchors.get(event.anchor or "")
            if target is None:
                raise NotYamlError(_at(start.line, _("an alias of something that is not there yet")))
            self._place(Node(start.index, end.index, target.value, size=target.size), None, start.line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            node, anchor = self._open.pop()
            self._keys.pop()
            node.close(end.index)
            self._place(node, anchor, start.line)

    def _begin(self, event: Any) -> None:
        if event.tag is not None and not event.implicit:
            raise _tagged(event)
        if len(self._open) >= yaml_limits.DEEPEST:
            most = _("nested more than {most} levels deep").format(most=yaml_limits.DEEPEST)
            raise NotYamlError(_at(event.start_mark.line, most))
        node = Node(event.start_mark.index, event.end_mark.index, flow=bool(event.flow_style))
        if isinstance(event, yaml.MappingStartEvent):
            node.entries = []
        else:
            node.items = []
        self._open.append((node, event.anchor))
        self._keys.append(None)

    def _place(self, node: Node, anchor: str | None, line: int) -> None:
        self._size += node.size if node.entries is None and node.items is None else 1
        if self._size > yaml_limits.MOST_NODES:
            raise NotYamlError(_("it stands for too many values"))
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        above = self._open[-1][0]
        if above.items is not None:
            above.items.append(node)
        elif self._keys[-1] is None:
            self._keys[-1] = (_key(node, line), node.start, node.end)
        elif above.entries is not None:
            above.entries.append((*self._keys[-1], node))
            self._keys[-1] = None


def _key(node: Node, line: int) -> str:
    if isinstance(node.value, dict | list):
        raise NotYamlError(_at(line, _("a key that is not a word")))
    if isinstance(node.value, str):
        return node.value
    return {None: "null", True: "true", False: "false"}.get(node.value, str(node.value))


def _scalar(event: Any) -> Any:
    if event.tag is not None and event.tag not in _STRING:
        raise _tagged(event)
    if event.tag is not None or not event.implicit[0]:
        return event.value
    return meaning(event.value)


def _tagged(event: Any) -> NotYamlError:
    return NotYamlError(
        _at(event.start_mark.line, _("the tag {tag!r}, which no manifest needs").format(tag=event.tag[:80]))
    )


def _at(line: int, problem: str) -> str:
    return _("line {line}: {problem}").format(line=line + 1, problem=problem)
