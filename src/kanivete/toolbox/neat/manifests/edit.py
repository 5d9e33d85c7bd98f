"""Take lines out of a YAML text, and leave every other byte as it is: comments, order, quotes, indentation."""

import json
from collections.abc import Iterable
from typing import Any

from kanivete.toolbox.neat.manifests.dump import to_flow
from kanivete.toolbox.neat.manifests.tree import Node
from kanivete.toolbox.neat.paths import Path, split, without

Cut = tuple[int, int, str]
"""From where to where in the text, and what is put there instead."""
_BLANK = " \t\r\n\x85\u2028\u2029"
"""White space and line breaks of YAML 1.1: a no-break space, which Python counts among them, is a value."""


class UneditableError(Exception):
    """The text is written in a way that lines cannot be taken out of."""


def cuts(text: str, root: Node, paths: Iterable[Path]) -> list[Cut]:
    """The changes to the text that take the paths out of one document of it.

    Raises:
        UneditableError: A path leads into an alias or a merged mapping, or into a style nobody writes.
    """
    scissors = _Scissors(text)
    scissors.open(root, sorted(paths, key=str), root.start, "")
    return scissors.cuts


def cut(text: str, changes: Iterable[Cut]) -> str:
    """The text with the changes made.

    Raises:
        UneditableError: Two of them overlap.
    """
    pieces: list[str] = []
    at = 0
    for start, end, instead in sorted(changes):
        if start < at:
            raise UneditableError
        pieces += [text[at:start], instead]
        at = end
    return "".join([*pieces, text[at:]])


class _Scissors:
    def __init__(self, text: str) -> None:
        self.cuts: list[Cut] = []
        self._text = text

    def open(self, node: Node, paths: list[Path], after: int, space: str) -> None:
        """Take out what is inside a node. An empty one replaces the text from `after` on, with `space` before it."""
        if not paths:
            return
        if node.flow:
            self.cuts.append((node.start, node.end, self._inline(node, without(node.value, paths))))
        elif node.entries is not None:
            self._mapping(node, node.entries, paths, after, space)
        elif node.items is not None:
            self._sequence(node.items, paths, after, space, self._end(node))
        else:
            raise UneditableError

    def _inline(self, node: Node, value: Any) -> str:
        """A value on one line, in the manner of the text that it replaces."""
        is_json = self._text[node.start : node.end].lstrip("{[ ").startswith('"')
        return json.dumps(value, ensure_ascii=False) if is_json else to_flow(value)

    def _mapping(
        self, node: Node, entries: list[tuple[str, int, int, Node]], paths: list[Path], after: int, space: str
    ) -> None:
        gone, inside = split(paths)
        if not {*gone, *inside} <= {key for key, _, _, _ in entries}:
            raise UneditableError
        if all(key in gone for key, _, _, _ in entries):
            self.cuts.append((after, self._end(node), f"{space}{{}}"))
            return
        first = next(at for at, (key, _, _, _) in enumerate(entries) if key not in gone)
        if first and not self._begins_line(entries[0][1]):
            self._lead(entries, first)
        else:
            first = 0
        for key, start, key_end, value in entries[first:]:
            if key in gone:
                self._lines(start, max(self._end(value), key_end + 1))
        for key, _start, key_end, value in entries:
            if key in inside:
                self.open(value, inside[key], self._text.index(":", key_end) + 1, " ")

    def _lead(self, entries: list[tuple[str, int, int, Node]], first: int) -> None:
        """The first keys of an item stand in the line of its dash, where the first that stays has to move."""
        start = entries[0][1]
        _key, _start, key_end, value = entries[first - 1]
        end = self._line_end(max(self._end(value), key_end + 1))
        following = entries[first][1]
        if "#" in self._text[end:following]:
            line = len(self._text[:end].rstrip("\r\n"))
            self.cuts.append((len(self._text[:start].rstrip(" ")), line, ""))
        else:
            self.cuts.append((start, following, ""))

    def _sequence(self, items: list[Node], paths: list[Path], after: int, space: str, end: int) -> None:
        gone, inside = split(paths)
        if len(gone) == len(items):
            self.cuts.append((after, end, f"{space}[]"))
            return
        for at, item in enumerate(items):
            if at in gone:
                self._lines(self._dash(item), self._end(item))
            elif at in inside:
                self.open(item, inside[at], item.start, "")

    def _dash(self, item: Node) -> int:
        dash = self._text.rfind("-", 0, item.start)
        if dash < 0 or self._text[dash + 1 : item.start].strip(_BLANK):
            raise UneditableError
        return dash

    def _lines(self, start: int, end: int) -> None:
        """Whole lines, the comment at the end of the last included."""
        if not self._begins_line(start):
            raise UneditableError
        self.cuts.append((self._text.rfind("\n", 0, start) + 1, self._line_end(end), ""))

    def _begins_line(self, at: int) -> bool:
        return not self._text[self._text.rfind("\n", 0, at) + 1 : at].strip(_BLANK)

    def _line_end(self, at: int) -> int:
        """After the line break; nothing but a comment may stand before it."""
        found = self._text.find("\n", at)
        end = len(self._text) if found < 0 else found + 1
        rest = self._text[at:end].strip(_BLANK)
        if rest and not rest.startswith("#"):
            raise UneditableError
        return end

    def _end(self, node: Node) -> int:
        """Where what it says ends: the parser counts the comments and empty lines after a block too."""
        if node.entries and not node.flow:
            _key, _start, key_end, value = node.entries[-1]
            return max(self._end(value), key_end + 1)
        if node.items and not node.flow:
            return self._end(node.items[-1])
        return node.start + len(self._text[node.start : node.end].rstrip(_BLANK))
