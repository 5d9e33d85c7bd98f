"""JSON from a cluster or a dump into typed slices, tolerantly.

The fast path decodes straight into the type. Only where that fails is the object built as plain values, the offending
fields are dropped one by one, and each is reported: one odd field must not hide the rest of a cluster.
"""

import re
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from kanivete.i18n import _
from kanivete.kube.meta import KubeObject, Slice
from kanivete.kube.typed import converted, decoder

T = TypeVar("T", bound=KubeObject)
S = TypeVar("S", bound=Struct)

_AT = re.compile(r" - at `(?:key in )?\$([^`]*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[\.\.\.\]")
_MOST_DROPPED = 64


class ListMeta(Slice, frozen=True):
    resource_version: str = ""
    continue_: str = msgspec.field(default="", name="continue")


class ListOf(Struct, Generic[T], frozen=True):
    """A list as the API answers it."""

    items: list[T] = []
    metadata: ListMeta = ListMeta()


class NotJsonError(ValueError):
    """The text is not a JSON object at all; the message says where."""


def decode_list(data: bytes, type_: type[T]) -> tuple[ListOf[T], list[str]]:
    """A list answer and what had to be dropped from it, a line each.

    Raises:
        NotJsonError: The text is no JSON object.
    """
    try:
        return decoder(ListOf[type_]).decode(data), []  # type: ignore[valid-type]
    except msgspec.ValidationError:
        pass
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJsonError(str(error)) from error
    raw = plain(data)
    problems: list[str] = []
    items = raw.get("items")
    found = [convert(item, type_, problems) for item in items] if isinstance(items, list) else []
    meta = convert(raw.get("metadata") or {}, ListMeta, problems)
    return ListOf(items=[item for item in found if item is not None], metadata=meta or ListMeta()), problems


def decode(data: bytes, type_: type[S]) -> tuple[S | None, list[str]]:
    """One object and what had to be dropped from it; None where nothing could be kept.

    Raises:
        NotJsonError: The text is no JSON object.
    """
    try:
        found = decoder(type_).decode(data)
    except msgspec.ValidationError:
        problems: list[str] = []
        return convert(plain(data), type_, problems), problems
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJsonError(str(error)) from error
    return found, []


def plain(data: bytes) -> dict[str, Any]:
    """The JSON object as plain values.

    Raises:
        NotJsonError: It is none.
    """
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJsonError(str(error)) from error
    if not isinstance(value, dict):
        raise NotJsonError(_("expected an object, found {type}").format(type=type(value).__name__))
    return value


def convert(value: object, type_: type[S], problems: list[str]) -> S | None:
    """The plain value as `type_`, without the fields that do not fit; they are added to `problems`.

    A null counts as a field that was left out, as it does for the API server. The value itself is not altered.
    """
    try:
        value = _without_nulls(value)
    except RecursionError:
        problems.append(f"{_name(value)}: {_('nested too deeply')}")
        return None
    for _attempt in range(_MOST_DROPPED):
        try:
            return converted(value, type_)
        except msgspec.ValidationError as error:
            at = _AT.search(str(error))
            path = at[1] if at else ""
            problems.append(f"{_name(value)}: {path.lstrip('.') or _('the object')}: {str(error).split(' - at')[0]}")
            if not _drop(value, path):
                return None
        except (RecursionError, ValueError) as error:
            problems.append(f"{_name(value)}: {error}")
            return None
    return None


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {str(k): _without_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_without_nulls(v) for v in value if v is not None]
    return value


def _drop(value: object, path: str) -> bool:
    """Remove what the path points to (the whole mapping for an unnamed key); False where it points to the root."""
    steps = [m[1] if m[1] is not None else m[2] for m in _STEP.finditer(path)]
    while steps and steps[-1] is None:
        steps.pop()
    if not steps or None in steps:
        steps = steps[: steps.index(None)] if None in steps else steps
    if not steps:
        return False
    parent: Any = value
    for step in steps[:-1]:
        parent = parent[int(step)] if isinstance(parent, list) else parent[step]
    if isinstance(parent, list):
        del parent[int(steps[-1])]
    else:
        del parent[steps[-1]]
    return True


def _name(value: object) -> str:
    if not isinstance(value, dict):
        return "object"
    meta = value.get("metadata")
    meta = meta if isinstance(meta, dict) else {}
    parts = [str(meta[k])[:253] for k in ("namespace", "name") if meta.get(k)]
    return f"{str(value.get('kind') or 'object')[:63]} {'/'.join(parts)}".strip()
