"""Splitting a line of iptables-save into words as iptables-restore does, and printing words as iptables-save does.

Source: iptables' `add_param_to_argv` and `xtables_save_string`: double quotes hold a word together, and inside them a
backslash keeps the next character; outside of them it is a character like any other.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

_PIECE = re.compile(r'(\s+)|"((?:[^"\\]|\\.)*)"|([^\s"]+)', re.DOTALL)
_CLOSED = re.compile(r'[^"]*(?:"[^"\\]*(?:\\.[^"\\]*)*"[^"]*)*', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SPECIAL = re.compile(r"([\"\\'])")


class Word(NamedTuple):
    """A word's text, and whether quotes held it together."""

    text: str
    quoted: bool = False


def words_of(line: str) -> list[Word]:
    """The words of the line.

    Raises:
        ValueError: A quote is not closed.
    """
    words: list[Word] = []
    text, quoted, open_ = "", False, False
    at = 0
    while at < len(line):
        piece = _PIECE.match(line, at)
        if piece is None:
            raise ValueError('a " is not closed')
        at = piece.end()
        if piece[1] is not None:
            if open_:
                words.append(Word(text, quoted))
            text, quoted, open_ = "", False, False
        elif piece[2] is not None:
            text, quoted, open_ = text + _ESCAPED.sub(r"\1", piece[2]), True, True
        else:
            text, open_ = text + piece[3], True
    if open_:
        words.append(Word(text, quoted))
    return words


def closed(line: str) -> bool:
    """Every quote of the line is closed: `words_of` can split it."""
    return _CLOSED.fullmatch(line) is not None


def printed(words: Sequence[Word]) -> str:
    """The words as iptables-save prints them."""
    return " ".join(f'"{_SPECIAL.sub(_escape, word.text)}"' if word.quoted else word.text for word in words)


def _escape(special: re.Match[str]) -> str:
    return "\\" + special[1]
