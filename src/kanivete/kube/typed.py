"""msgspec's decoders, built by one thread at a time.

On the first use of a type msgspec writes down, on each class it meets, how to fill it, and runs Python code while it
does so. Another thread that meets such a class takes the unfinished notes for complete and crashes the interpreter
(seen with msgspec 0.22). Notes that are complete are never changed again.
"""

import threading
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_BUILDING = threading.Lock()
_DECODERS: "dict[Any, msgspec.json.Decoder[Any]]" = {}


def decoder(type_: type[T]) -> "msgspec.json.Decoder[T]":
    """The type's JSON decoder. It may be used by several threads at the same time."""
    found = _DECODERS.get(type_)
    if found is None:
        with _BUILDING:
            found = _DECODERS.get(type_)
            if found is None:
                found = _DECODERS[type_] = msgspec.json.Decoder(type_)
    return found


def converted(value: object, type_: type[T]) -> T:
    """The plain value as that type.

    Raises:
        msgspec.ValidationError: It does not fit.
    """
    decoder(type_)
    return msgspec.convert(value, type_)
