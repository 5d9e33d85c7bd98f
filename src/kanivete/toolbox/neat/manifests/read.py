"""Text into objects, however it is written."""

import codecs
import json
import re
from dataclasses import dataclass
from typing import Any

from kanivete.i18n import _
from kanivete.kube import yaml_limits
from kanivete.toolbox.neat.manifests.tree import Node, NotYamlError, documents

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotManifestError(ValueError):
    """The text is no manifest. One line that names the place, and none of the text: it may be a Secret."""


@dataclass(frozen=True)
class Manifest:
    """One file, or what came from elsewhere. `nodes` are those of a YAML text's documents, empty for JSON."""

    name: str
    objects: list[dict[str, Any]]
    text: str = ""
    nodes: tuple[Node, ...] = ()
    is_live: bool = False
    """Whether it is from a cluster and not from a text."""

    @property
    def is_yaml(self) -> bool:
        return bool(self.nodes)


def manifest(name: str, data: bytes) -> Manifest:
    """The objects of a text. `name` is for messages.

    Raises:
        NotManifestError: It is neither YAML nor JSON, or something in it is no Kubernetes object.
    """
    if len(data) > yaml_limits.MOST_BYTES:
        raise NotManifestError(
            _("{name}: larger than {limit} MB").format(name=name, limit=yaml_limits.MOST_BYTES >> 20)
        )
    text = _text(name, data)
    if text.lstrip().startswith(("{", "[")):
        found = _json(text)
        if found is not None:
            return Manifest(name, [_object(name, at, value) for at, value in enumerate(found, 1)])
    try:
        nodes = tuple(node for node in documents(text) if node.value is not None)
    except NotYamlError as error:
        raise NotManifestError(f"{name}: {error}") from error
    return Manifest(name, [_object(name, at, node.value) for at, node in enumerate(nodes, 1)], text, nodes)


def _text(name: str, data: bytes) -> str:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotManifestError(_("{name}: not a text").format(name=name)) from error


def _json(text: str) -> list[Any] | None:
    """The values one after the other; None where it is not JSON: YAML may begin with a brace too."""
    found: list[Any] = []
    decoder = json.JSONDecoder()
    at = len(text) - len(text.lstrip())
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            found.append(value)
            at += len(text[at:]) - len(text[at:].lstrip())
    except (ValueError, RecursionError):
        return None
    if any(_is_deep(value) for value in found):
        return None
    return [_sound(value) for value in found] if _HALF.search(text) else found


def _sound(value: Any) -> Any:
    """Half a character becomes what the API server reads in its place (U+FFFD); no text can be written with it."""
    if isinstance(value, dict):
        return {_sound(key): _sound(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_sound(each) for each in value]
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value


def _is_deep(value: Any) -> bool:
    """Whether YAML of it would be refused. Looks level by level, so that depth costs no stack."""
    level = [value]
    for _level in range(yaml_limits.DEEPEST):
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
        ]
        if not level:
            return False
    return True


def _object(name: str, at: int, value: Any) -> dict[str, Any]:
    if isinstance(value, dict) and isinstance(value.get("kind"), str) and value["kind"]:
        return value
    raise NotManifestError(
        _("{name}: document {number} is no Kubernetes object: it has no kind").format(name=name, number=at)
    )
