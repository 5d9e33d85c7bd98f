"""Redaction of whole objects."""

from functools import lru_cache
from typing import Any, TypeVar

from msgspec import Struct, structs

from kanivete.redact.assignments import is_secret_name
from kanivete.redact.commands import hide_in_arguments
from kanivete.redact.text import clean, escape
from kanivete.redact.values import HIDDEN, stands_in

T = TypeVar("T")

_SHORTEST = 5
_REMEMBERED = 160


def redact_slice(found: T) -> T:
    """The same object with credentials hidden and control characters written out in all its texts.

    It is the object itself where there is nothing to change. Beyond each text, a mapping's key tells what its value is,
    and a flag in a list what comes next.
    """
    changed: T = _redacted(found)
    return changed


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Struct):
        return _struct(value)
    if isinstance(value, dict):
        return _dict(value)
    if isinstance(value, list | tuple):
        return _sequence(value)
    return value


def _text(value: str) -> str:
    if len(value) <= _SHORTEST:
        return escape(value)
    return _known(value) if len(value) <= _REMEMBERED else clean(value)


@lru_cache(maxsize=1 << 14)
def _known(value: str) -> str:
    """The objects of a cluster say the same short things over and over."""
    return clean(value)


def _struct(value: Struct) -> Struct:
    changes: dict[str, Any] = {}
    for name in value.__struct_fields__:
        old = getattr(value, name)
        if old and (new := _redacted(old)) is not old and new != old:
            changes[name] = new
    return structs.replace(value, **changes) if changes else value


def _dict(value: dict[Any, Any]) -> dict[Any, Any]:
    changes = {key: new for key, old in value.items() if (new := _entry(key, old)) is not old and new != old}
    return {**value, **changes} if changes else value


def _entry(key: object, value: Any) -> Any:
    if isinstance(key, str) and isinstance(value, str) and _is_secret_name(key) and not stands_in(value):
        return HIDDEN
    return _redacted(value)


_is_secret_name = lru_cache(maxsize=1 << 10)(is_secret_name)


def _sequence(value: Any) -> Any:
    items = hide_in_arguments([_redacted(item) for item in value])
    for at in range(1, len(items)):
        flag, item = items[at - 1], items[at]
        if isinstance(flag, str) and isinstance(item, str) and flag.startswith("-") and not item.startswith("-"):
            named = "=" not in flag and is_secret_name(flag.lstrip("-"))
            items[at] = HIDDEN if named and not stands_in(item) else item
    return type(value)(items) if any(new is not old for new, old in zip(items, value, strict=True)) else value
