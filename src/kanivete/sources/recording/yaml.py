"""YAML as kubectl writes it, and no more of YAML than that: no tags, no merge keys, few aliases."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from kanivete.kube.kinds import KINDS
from kanivete.sources.recording.content import NotReadableError
from kanivete.sources.recording.limits import MOST_YAML_BYTES, MOST_YAML_NODES

_KIND = re.compile(rb"^(?:- | {1,4})?kind: *\"?([A-Za-z]+)", re.MULTILINE)
_ALIAS = re.compile(rb"(?:^|[\s\[{,:-])\*[^\s*]")
_WANTED = frozenset(kind.kind.encode() for kind in KINDS)


class _Loader(yaml.CSafeLoader):
    """Times stay text, as they are in JSON; `<<` is a key like any other."""

    yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":timestamp", ":merge", ":value"))]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def load(data: bytes) -> Iterator[Any]:
    """The documents as plain values; none where the text names no kind that a diagnosis reads.

    Raises:
        NotReadableError: From some point on it is no YAML, or it is one made to exhaust the reader.
    """
    if not any(_wanted(kind) for kind in _KIND.findall(data)):
        return
    if len(data) > MOST_YAML_BYTES:
        raise NotReadableError(f"more than {MOST_YAML_BYTES >> 20} MB of YAML; JSON may be larger")
    has_aliases = _ALIAS.search(data) is not None
    try:
        for value in yaml.load_all(data, Loader=_Loader):
            if has_aliases:
                _measure(value)
            yield value
    except yaml.YAMLError as error:
        raise NotReadableError(_one_line(error)) from error
    except (RecursionError, ValueError, OverflowError, TypeError) as error:
        raise NotReadableError(f"no YAML: {error}") from error


def _wanted(kind: bytes) -> bool:
    return kind in (b"List", *_WANTED) or kind.removesuffix(b"List") in _WANTED


def _measure(value: object) -> None:
    """Count the values as if every alias were written out.

    Raises:
        NotReadableError: They are too many; so are those of a value that contains itself.
    """
    waiting = [value]
    count = 0
    while waiting:
        found = waiting.pop()
        count += 1
        if count + len(waiting) > MOST_YAML_NODES:
            raise NotReadableError("its aliases stand for too many values")
        if isinstance(found, dict):
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)


def _one_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "no YAML"
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)
