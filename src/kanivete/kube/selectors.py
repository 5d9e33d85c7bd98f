"""Label selectors, as `kubectl -l` takes them.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from kanivete.i18n import _

Matcher = Callable[[Mapping[str, str]], bool]

_KEY = r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?"
_VALUE = r"[A-Za-z0-9._-]*"
_EQUALITY = re.compile(rf"({_KEY})\s*(==|=|!=)\s*({_VALUE})")
_SET = re.compile(rf"({_KEY})\s+(in|notin)\s*\(([^()]*)\)")
_EXISTS = re.compile(rf"(!?)\s*({_KEY})")
_COMPARISON = re.compile(rf"({_KEY})\s*([<>])\s*(-?[0-9]{{1,18}})")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_PART = re.compile(r"[^,()]*(?:\([^()]*\)[^,()]*)*(,?)")


class SelectorError(ValueError):
    """The text is no label selector; the message says which part."""


@lru_cache(maxsize=64)
def selector(text: str) -> Matcher:
    """What the selector says, as a test of an object's labels; an empty one matches all.

    Raises:
        SelectorError: It cannot be understood.
    """
    if not text.strip():
        return lambda _labels: True
    tests = [_requirement(part.strip()) for part in _parts(text)]
    return lambda labels: all(test(labels) for test in tests)


def _parts(text: str) -> Iterator[str]:
    """What stands between the commas that are not in brackets; all that is left where brackets do not match."""
    at, more = 0, ","
    while more:
        found = _PART.match(text, at)
        more = found[1] if found else ""
        end = found.end() - len(more) if found and (more or found.end() == len(text)) else len(text)
        yield text[at:end]
        at = end + len(more)


def _requirement(part: str) -> Matcher:
    if found := _EQUALITY.fullmatch(part):
        key, operator, value = found.groups()
        return _unequal(key, value) if operator == "!=" else _one_of(key, frozenset([value]))
    if found := _SET.fullmatch(part):
        key, operator, listed = found.groups()
        values = frozenset(value.strip() for value in listed.split(","))
        return _one_of(key, values) if operator == "in" else _none_of(key, values)
    if found := _COMPARISON.fullmatch(part):
        key, operator, value = found.groups()
        return _compared(key, int(value), above=operator == ">")
    if found := _EXISTS.fullmatch(part):
        wanted = not found[1]
        return lambda labels, key=found[2]: (key in labels) == wanted  # type: ignore[misc]
    if not part:
        raise SelectorError(_("not a label selector: an empty part"))
    raise SelectorError(_("not a label selector: {part!r}").format(part=part))


def _one_of(key: str, values: frozenset[str]) -> Matcher:
    return lambda labels: labels.get(key) in values


def _none_of(key: str, values: frozenset[str]) -> Matcher:
    return lambda labels: labels.get(key) not in values


def _compared(key: str, limit: int, *, above: bool) -> Matcher:
    """A label that is no whole number is neither above nor below."""

    def test(labels: Mapping[str, str]) -> bool:
        value = labels.get(key, "")
        return bool(_NUMBER.fullmatch(value)) and (int(value) > limit if above else int(value) < limit)

    return test


def _unequal(key: str, value: str) -> Matcher:
    return lambda labels: labels.get(key) != value
