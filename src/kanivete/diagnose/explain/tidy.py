"""Pasted text without what chats, terminals and log viewers put around it."""

import re
from dataclasses import dataclass

_ANSI = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])|\r(?=\n)|\r$")
_QUOTING = re.compile(r"^(?:\s{0,8}(?:>|&gt;|│|┃))+ ?")
_BULLET = re.compile(r"^\s{0,8}(?:[-*•‣·]|\d{1,3}[.)])\s+(?=\S)")
_FENCE = re.compile(r"^\s{0,8}(?:```|~~~)\w*\s*$")
_POD_PREFIX = re.compile(r"^\[(?:pod/)?[a-z0-9][\w.-]*/[\w.-]+(?:/[\w.-]+)?\]\s?")


@dataclass(frozen=True)
class Line:
    """A line as it was meant. `number` is its place in the paste, from 1; `indented` keeps the blanks before it."""

    number: int
    text: str
    indented: str

    @property
    def indent(self) -> int:
        """How far it is set in."""
        return len(self.indented) - len(self.text)


def tidy(text: str) -> list[Line]:
    """The lines of a paste: no colours, no quotation marks of mails and chats, no fences, no bullets, no pod names."""
    found = []
    for number, raw in enumerate(_ANSI.sub("", text.replace("\u00a0", " ")).split("\n"), 1):
        if _FENCE.match(raw):
            continue
        line = _QUOTING.sub("", raw).rstrip().strip("`") if raw else raw
        line = _POD_PREFIX.sub("", _BULLET.sub("", line))
        found.append(Line(number, line.strip(), line.rstrip()))
    return found
